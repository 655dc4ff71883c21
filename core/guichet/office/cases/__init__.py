"""The office's side of an invoice: work list, review of what was sent, findings, changes and timeline."""
