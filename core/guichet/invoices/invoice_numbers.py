"""A company's own invoice numbers: the one that a new invoice proposes."""

import re
from datetime import date

from guichet.invoices.claim_index import claims_of, invoice_number
from guichet.invoices.lists import history_of
from guichet.issuers.models import Issuer
from guichet.store.models import portal_of
from guichet.store.sorted_index import PAGE_SIZE

MAX_TAKEN = 50
"""Numbers in use that are skipped; behind so many the company counts in another way, and none is proposed."""
MAX_DIGITS = 12
"""Digits of a counter: a longer number is something else, e.g. a reference."""
_DIGITS = re.compile(r"[0-9]+")


def next_number(number: str, today: date) -> str:
    """The number after ``number``: « R-2026-099 » → « R-2026-100 ». Empty for a number without a counter.

    The counter is the last group of digits, unless that is the year and another group stands before it: « 17/2026 »
    becomes « 18/2026 ».
    """
    groups = list(_DIGITS.finditer(number))
    if len(groups) > 1 and groups[-1].group() == str(today.year):
        groups.pop()
    if not groups or len(groups[-1].group()) > MAX_DIGITS:
        return ""
    counter = groups[-1]
    counted = str(int(counter.group()) + 1).zfill(len(counter.group()))
    return f"{number[: counter.start()]}{counted}{number[counter.end() :]}"


def proposed_number(issuer: Issuer, today: date) -> str:
    """The next number that no invoice or draft of a company has, after the one it sent last; empty for its first."""
    history = history_of(issuer)
    last = history.page("sent", size=1).rows
    number = last[0][1].invoice_number if last else ""
    drafts = {row.invoice_number for _id, row in history.page("todo:draft", size=PAGE_SIZE).rows}
    claims = claims_of(portal_of(issuer))
    for _taken in range(MAX_TAKEN):
        number = next_number(number, today)
        if not number or not (number in drafts or any(claims.invoices(invoice_number(issuer.id, number), limit=1))):
            return number
    return ""
