"""Statistics of the office: what came in and was decided, by month and form; no figure names a person.

`report` adds up the monthly figures (`guichet.invoices.monthly_figures`), `corrections_table` what was to be corrected,
`plots` draws both; `statistics_page` shows them, `statistics_csv` sends them as files.
"""
