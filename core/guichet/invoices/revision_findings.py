"""« Contrôles automatiques »: issues frozen with the revision, and comparisons with other invoices, made today.

No other check runs again: the office sees the issues of the sending, also when the form or a rate has changed since.
"""

from collections.abc import Container, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from guichet.i18n import Localizer, _
from guichet.invoices.counted_maxima import maxima
from guichet.invoices.finding import Finding, label_of
from guichet.invoices.frozen import FrozenRevision, TextRow
from guichet.invoices.models import Invoice
from guichet.invoices.other_claims import other_claims
from guichet.values import decision_number

TOLD = _("avertissement affiché à l’expéditeur avant l’envoi")
COMPARED = ("G7", "G18")
"""Codes of the checks for the same days and invoice number. They run today: their frozen issues are left out."""
WITH_A_FINDING = (*COMPARED, "G2")
"""Codes of the checks that have a finding of their own where nothing was found."""
MAX_FORMULAS = 4
"""Formulas shown with the rates; the rows above show all of them."""


def findings(invoice: Invoice, office_code: str, localize: Localizer, paid_once: Container[str] = ()) -> list[Finding]:
    """Findings on the latest revision: first those to examine, then those in order.

    ``office_code`` is the first three digits of this office's decision numbers, ``paid_once`` the ids of the types
    whose services are never paid twice for the same days.
    """
    frozen = invoice.latest.frozen
    rows = frozen.rows(localize.language)
    found = [
        *_rates(frozen, localize),
        *_office(frozen, office_code),
        *other_claims(invoice, rows, localize, paid_once=invoice.type_id in paid_once),
        *maxima(invoice, rows, localize),
        *_to_look_at(frozen, rows, localize.language),
    ]
    # A stable sort: within both groups the order above.
    return sorted(found, key=lambda finding: finding.in_order)


class PassedCheck(NamedTuple):
    """A check that found nothing at the sending."""

    title: str
    source: str
    """Empty where none is known."""


def passed_checks(frozen: FrozenRevision, language: str) -> list[PassedCheck]:
    """The checks of the sending that found nothing, beside those of `findings`."""
    found = {issue.code for issue in frozen.issues}.union(WITH_A_FINDING)
    return [
        PassedCheck(frozen.text(one.titles, language), frozen.text(one.sources, language) if one.sources else "")
        for one in frozen.checks
        if one.code not in found
    ]


def blocking(invoice: Invoice, localize: Localizer, paid_once: Container[str]) -> list[Finding]:
    """The findings that prevent an acceptance; ``paid_once`` as for `findings`."""
    frozen, once = invoice.latest.frozen, invoice.type_id in paid_once
    # Most invoices have none of these, and need no rows.
    if not (frozen.unpriced or frozen.counted or once):
        return []
    rows = frozen.rows(localize.language)
    found = [*_to_look_at(frozen, rows, localize.language), *maxima(invoice, rows, localize)]
    if once:
        found += other_claims(invoice, rows, localize, paid_once=True)
    return [one for one in found if one.blocks]


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


def _to_look_at(frozen: FrozenRevision, rows: Sequence[TextRow], language: str) -> Iterator[Finding]:
    unpriced = frozen.unpriced
    for issue in frozen.issues:
        # Also those that the sender did not see (``for_office_only``).
        if issue.code not in COMPARED:
            text, label = frozen.text(issue.messages, language), label_of(issue.path, rows)
            # Its words speak to the sender: « votre société ».
            told = None if issue.for_office_only else TOLD
            yield Finding(False, text, label, told, code=issue.code, path=issue.path, blocks=issue in unpriced)
