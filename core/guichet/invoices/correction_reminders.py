"""Daily task: reminds senders of the corrections that they owe, after 14 and after 28 days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from itertools import islice

from guichet import clock
from guichet.action_context import system
from guichet.desk import Desk
from guichet.invoices.case_index import WAITING, work_list
from guichet.invoices.correction_dates import reminder_is_due
from guichet.invoices.lifecycle import transition
from guichet.invoices.models import Invoice
from guichet.issuers.members import reachable
from guichet.issuers.models import Issuer
from guichet.store.jobs import DailyTask
from guichet.store.models import Portal

BATCH = 50
"""Reminders of one transaction: each writes an invoice, the lists and a mail."""
PAGE = 500
"""Rows of waiting cases that are read at a time."""


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The task of one desk."""
    return (DailyTask("correction_reminders", partial(remind_senders, desk)),)


def remind_senders(desk: Desk, portal: Portal, now: datetime) -> int:
    """Reminds some of the senders; returns how many, 0 once no reminder is due.

    Nothing is due twice: each reminder is an event of its invoice, stored with the mail.
    """
    ctx = replace(system(portal, desk), now=now)
    due = list(islice(_due(portal, clock.local(now).date()), BATCH))
    for invoice in due:
        transition(ctx, invoice, "remind")
    return len(due)


def _due(portal: Portal, today: date) -> Iterator[Invoice]:
    """Invoices whose sender is to be reminded; without an active manager of the company there is no reader."""
    cases, after = work_list(portal), -1
    while True:
        page = cases.page([(f"standing:{WAITING}",)], after, size=PAGE)
        for invoice_id, row in page.rows:
            asked = row.stays[-1][1]
            if asked is not None and reminder_is_due(asked, row.reminded, today):
                issuer: Issuer = portal["issuers"][row.issuer_id]
                invoice: Invoice = issuer.invoices[invoice_id]
                if reachable(issuer, invoice.submitted_by):
                    yield invoice
        if page.next is None:
            return
        after = int(page.next)
