"""An invoice type: everything about an official form in one class, written by a plugin.

The core renders form, check page, PDF, office pages and hand-off from it. See `guichet.declaration` for an example.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Self

from translationstring import TranslationString

from guichet.declaration.amounts import AmountTerm, Limit
from guichet.declaration.attachments import AttachmentKind, RequiredAttachment
from guichet.declaration.checks import FIVE_YEARS
from guichet.declaration.context import CheckContext
from guichet.declaration.correction_reasons import CorrectionReason
from guichet.declaration.counted import Counted
from guichet.declaration.earlier import ServiceDay
from guichet.declaration.fields import Fields
from guichet.declaration.issues import Check, Issue, Level
from guichet.declaration.kinds import Day, Month
from guichet.declaration.rates import NO_RATES, RateLookup, RateTable
from guichet.declaration.reading import walk


class InvoiceType:
    """An official form. Its methods are pure: they read typed answers, of which any may be None, and yield data."""

    id: str = ""
    """The official form number, e.g. ``"318.632.1"``."""
    version: int = 1
    """Raised whenever the form changes, see `guichet.declaration.fingerprint`."""
    title: TranslationString
    purpose: TranslationString
    """One sentence for the menu: for whom, for what."""
    advice: tuple[TranslationString, ...] = ()
    """Short sentences shown beside the form."""
    form: type[Fields]
    """The questions: a nested ``class form(Fields)``."""
    attachments: tuple[AttachmentKind, ...] = ()
    """Kinds of document that can be attached, in menu order; empty for a form without documents."""
    rate_table: RateTable = NO_RATES
    allows_zero_total: bool = False
    """Whether an invoice with a total of 0 or less may be sent (G10)."""
    lapses_after: int = FIVE_YEARS
    """Months after which the right ends (G5): ``FIVE_YEARS`` or ``TWELVE_MONTHS`` of `guichet.declaration.checks`."""
    claimed_twice: Level = "warning"
    """The level of G7, days that an earlier invoice contains: ``"error"`` for benefits due once a day or a month."""
    pays_supplier: bool = False
    """Whether a company that sends it is paid as a rule: its new invoice begins with its own account."""
    checks: tuple[Check, ...] = ()
    """What `check` looks for, by code: the office reads at the review which checks found nothing."""
    correction_reasons: tuple[CorrectionReason, ...] = ()
    """Reasons for a correction of this form, with which a desk that opens it begins beside the usual ones."""

    def amounts(self, invoice: Any, rates: RateLookup) -> Iterable[AmountTerm]:
        """Yield the terms of the total, made by `term` and `deduction`. A missing answer counts as 0."""
        return ()

    def check(self, invoice: Any, context: CheckContext) -> Iterable[Issue]:
        """Yield the issues of this form's own rules, beyond required answers and the shared checks."""
        return ()

    def required_attachments(self, invoice: Any) -> Iterable[RequiredAttachment]:
        """Yield documents whose need depends on lines or amounts; for the others ``attachments`` has rules."""
        return ()

    def limits(self, invoice: Any, context: CheckContext) -> Iterable[Limit]:
        """Yield what is granted for a period and used so far, shown beside the amounts of the form."""
        return ()

    def counted(self, invoice: Any, context: CheckContext) -> Iterable[Counted]:
        """Yield what counts towards maxima of a period that hold over several invoices.

        It is frozen with the invoice, and the office sees the sum of all senders beside the maximum.
        """
        return ()

    def proposed_answers(self, today: date) -> Mapping[str, str]:
        """Raw answers of a new form that depend on the day, by name, e.g. the month that was over last."""
        return {}

    def lapse_is_waived(self, invoice: Any) -> bool:
        """Whether the sender states that the office has agreed to examine services whose right has lapsed (G5)."""
        return False

    def service_days(self, invoice: Any) -> Iterable[ServiceDay]:
        """Yield the days of the benefits: by default the ``service_day`` questions, one period per record."""
        return flagged_service_days(invoice)

    def with_form(self, form: type[Fields]) -> Self:
        """A copy of the type with the form of one desk, as its plugins amended it."""
        # The type is shared by all desks of the process; a shallow copy is enough, since it has no state.
        amended = copy.copy(self)
        amended.form = form
        return amended

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}@{self.version}>"


def flagged_service_days(invoice: Fields) -> Iterator[ServiceDay]:
    """The answers to ``service_day`` questions, those of one record as one period."""
    found: dict[str, ServiceDay] = {}
    for record, question in walk(invoice, Day, Month):
        value = record.values[question.name]
        if not isinstance(question, Day | Month) or not question.service_day or value is None:
            continue
        first, last = (value.first_day, value.last_day) if isinstance(question, Month) else (value, value)
        path = record.field(question.attribute)
        before = found.get(record.path)
        if before is None:
            found[record.path] = ServiceDay(path, first, last)
        # A last day before the first is left to the type's own check: a period of it would confuse the shared ones.
        elif last >= before.first:
            found[record.path] = ServiceDay(before.path, before.first, last, path)
    yield from found.values()
