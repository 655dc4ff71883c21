"""Daily task: reminds senders of the corrections that they owe, after 14 and after 28 days."""

from datetime import datetime
from functools import partial

from guichet import clock
from guichet.action_context import system_at
from guichet.desk import Desk
from guichet.invoices.case_index import WAITING, work_list
from guichet.invoices.correction_dates import reminder_is_due
from guichet.invoices.lifecycle import transition
from guichet.invoices.models import Invoice
from guichet.issuers.members import reachable
from guichet.issuers.models import Issuer
from guichet.store.batches import Cursor, time_is_over
from guichet.store.daily_tasks import DailyTask, DailyWalk
from guichet.store.models import Portal

PAGE = 50
"""Waiting cases that one transaction reads: a reminder writes an invoice, the lists and a mail."""


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The task of one desk."""
    return (DailyWalk("correction_reminders", partial(remind_senders, desk)),)


def remind_senders(desk: Desk, portal: Portal, now: datetime, cursor: Cursor) -> Cursor | None:
    """Reminds the senders of the next waiting cases, where that is due; the cursor is a place in the work list.

    Nothing is due twice: each reminder is an event of its invoice, stored with the mail. Without an active manager of
    the company there is no reader.
    """
    ctx, today = system_at(portal, desk, now), clock.local(now).date()
    cases, is_over = work_list(portal), time_is_over()
    page = cases.page([(f"standing:{WAITING}",)], int(cursor[0]) if cursor else -1, size=PAGE)
    for invoice_id, row in page.rows:
        asked = row.stays[-1][1]
        if asked is not None and reminder_is_due(asked, row.reminded, today):
            issuer: Issuer = portal["issuers"][row.issuer_id]
            invoice: Invoice = issuer.invoices[invoice_id]
            if reachable(issuer, invoice.submitted_by):
                transition(ctx, invoice, "remind")
        if is_over():
            return (str(cases.place(invoice_id)),)
    return (page.next,) if page.next is not None else None
