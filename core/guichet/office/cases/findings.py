"""« Contrôles automatiques »: issues frozen with the revision, and repetitions in other invoices, compared today.

No other check runs again: the office sees the issues of the sending, also when the form or a rate has changed since.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from translationstring import TranslationString

from guichet import clock
from guichet.declaration import CheckContext
from guichet.declaration.checks import not_claimed_twice
from guichet.i18n import Localizer, _
from guichet.invoices.earlier import EarlierInvoices
from guichet.invoices.evaluation import DETAILS
from guichet.invoices.frozen import FrozenRevision, TextRow
from guichet.invoices.models import Invoice
from guichet.values import decision_number

REPEATED = "G7"
"""Code of the check for the same days in another invoice. It runs today: its frozen issues are left out."""
MAX_FORMULAS = 4
"""Formulas shown with the rates; the rows above show all of them."""


@dataclass(frozen=True)
class Finding:
    """One line of « Contrôles automatiques »."""

    in_order: bool
    message: TranslationString | str
    row_label: str = ""
    """Label of the row with the issue, « Trajet 2 »; empty for an issue without a row."""
    explanation: TranslationString | None = None
    """Shown in brackets after the message."""
    other_reference: str = ""
    """Reference of another invoice that the message names, by its placeholder ``${reference}``."""


def findings(invoice: Invoice, office_code: str, localize: Localizer) -> list[Finding]:
    """Findings on the latest revision: first those in order, then those to examine.

    ``office_code`` is the first three digits of this office's decision numbers.
    """
    frozen = invoice.latest.frozen
    rows = frozen.rows(localize.language)
    found = [
        *_rates(frozen, localize),
        *_office(frozen, office_code),
        *_repetition(invoice, frozen, rows),
        *_to_look_at(frozen, rows, localize.language),
    ]
    # A stable sort: within both groups the order above.
    return sorted(found, key=lambda finding: not finding.in_order)


def _rates(frozen: FrozenRevision, localize: Localizer) -> Iterator[Finding]:
    if frozen.rates:
        formulas = _formulas(frozen, localize.language)
        message = _("Tarif au jour de la prestation : ${formulas}", mapping={"formulas": formulas})
        # The key of a rate ends with its first day: « car-km@2020-01-01 ».
        since = sorted({key.rpartition("@")[2] for key in frozen.rates})
        days = localize.listing(localize.short_date(date.fromisoformat(day)) for day in since)
        yield Finding(True, message, explanation=_("en vigueur depuis : ${days}", mapping={"days": days}))


def _formulas(frozen: FrozenRevision, language: str) -> str:
    """The first distinct formulas of terms with an amount, at most `MAX_FORMULAS`."""
    texts = (frozen.text(term.formulas, language) for term in frozen.terms if term.amount and term.formulas)
    distinct = list(dict.fromkeys(texts))
    more = ["…"] if len(distinct) > MAX_FORMULAS else []
    return ", ".join(distinct[:MAX_FORMULAS] + more)


def _office(frozen: FrozenRevision, own: str) -> Iterator[Finding]:
    """The decision number is of this office; for that of another office the sending froze a warning (G2)."""
    number = frozen.header.decision_number
    if number and decision_number.office_code(number) == own:
        yield Finding(True, _("Le numéro de décision est de cet office (${code})", mapping={"code": own}))


def _repetition(invoice: Invoice, frozen: FrozenRevision, rows: Sequence[TextRow]) -> Iterator[Finding]:
    """Other invoices of the sender for the same days (G7); also those sent after this one, so that it runs today."""
    sent = clock.local(invoice.latest.sent).date()
    number = frozen.header.decision_number
    # The day of sending in Switzerland, on which the sender's own check ran.
    context = CheckContext(today=sent, filed_on=sent, decision_number=number, earlier=EarlierInvoices(invoice))
    repeated = list(not_claimed_twice(frozen.service_days, context, "warning"))
    for issue in repeated:
        other = str((issue.message.mapping or {}).get("reference", ""))
        yield Finding(False, issue.message, _label(f"{DETAILS}.{issue.path}", rows), other_reference=other)
    if not repeated:
        yield Finding(True, _("Aucune autre demande de cet expéditeur pour les mêmes prestations"))


def _to_look_at(frozen: FrozenRevision, rows: Sequence[TextRow], language: str) -> Iterator[Finding]:
    for issue in frozen.issues:
        # Also those that the sender did not see (``for_office_only``).
        if issue.code != REPEATED:
            yield Finding(False, frozen.text(issue.messages, language), _label(issue.path, rows))


def _label(path: str, rows: Sequence[TextRow]) -> str:
    """Label of the row that contains a path: « Trajet 2 » for ``details.lines.1.km``; empty without one."""
    # With dots at the end, so that ``lines.1`` does not match ``lines.10``.
    return next((row.label for row in rows if f"{path}.".startswith(f"{row.path}.")), "")
