"""« À traiter »: what waits for a person at the office, and what has failed in the background.

`people_alerts`, `message_alerts`, `work_alerts`, `server_alerts` and `backup_alerts` find the entries, `alert_page`
shows them, `daily_digest` mails them.
"""
