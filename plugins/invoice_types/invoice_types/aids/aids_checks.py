"""Checks of the forms for aids, numbered V: those of every line. A form's own are in its module.

V1 motor vehicles (`conversions`) · V2 and V3 number of the annex (`priced_line`) · V4 statutory maximum · V5 aids for
one's own account (`workplace`) · V6 renewal too early · V7 liable third party · V8 people in a home, V9 age, V10 second
dog (`autonomy`) · V11 approved estimate · V12 months of a guide dog (`vision`) · V13 building or
vehicle (`conversions`).
"""

from collections.abc import Iterator, Sequence
from datetime import date

from guichet.sdk import AmountTerm, CheckContext, Issue, error, warning
from invoice_types import _
from invoice_types.aids.aids_form import AidsForm
from invoice_types.aids.aids_line import AidsLine
from invoice_types.bill import payee_has_paid


def line_issues(invoice: AidsForm, context: CheckContext, chapters: Sequence[str]) -> Iterator[Issue]:
    """Yield the issues of each aid, and that of the approved estimate."""
    for line in invoice.lines:
        granted = tuple(term.amount for term in context.amounts.at(line).terms if term.path == line.path)
        yield from line.issues(chapters)
        yield from bill_is_named(line, context)
        yield from statutory_maximum(line, granted)
        yield from liable_third_party(line)
    yield from approved_estimate(invoice, context)
    billed = any(not line.is_flat for line in invoice.lines)
    yield from payee_has_paid(invoice.already_paid or not billed, invoice.field("already_paid"), context)


BILL_OF_A_SUPPLIER = {
    "supplier": _("Saisissez le fournisseur"),
    "supplier_number": _("Saisissez le numéro de la facture du fournisseur"),
    "supplier_date": _("Saisissez la date de la facture du fournisseur"),
}


def bill_is_named(line: AidsLine, context: CheckContext) -> Iterator[Issue]:
    """An error for each answer that a supplier's bill lacks.

    A company's own bill has name, number and date in the header of the invoice. One of the answers asks for the others.
    """
    given = [name for name in BILL_OF_A_SUPPLIER if getattr(line, name)]
    if line.is_flat or (context.by_company and not given):
        return
    for name, text in BILL_OF_A_SUPPLIER.items():
        if name not in given:
            yield error(line.field(name), "supplier", text)


def statutory_maximum(line: AidsLine, granted: Sequence[int]) -> Iterator[Issue]:
    """V4: a price above the maximum of the ordinance, or a flat rate that was claimed before. A warning each.

    An error for an own share above what the maximum leaves.
    """
    if line.ceiling_of(line.aid, line.nature) is None or not granted:
        return
    paid = sum(granted)
    if line.is_flat and not paid:
        yield warning(line.field("day"), "V4", _("Vérifiez l’année : ce montant forfaitaire a déjà été demandé"))
    elif not line.is_flat and paid < line.payable:
        text = _("Le montant dépasse le maximum fixé par l’OMAI : seul ce maximum est remboursé")
        yield warning(line.field("unit_price"), "V4", text)
    if paid < (line.own_share or 0) <= line.payable:
        yield error(line.field("own_share"), "share", _("Saisissez une part qui ne dépasse pas le montant"))


def liable_third_party(line: AidsLine) -> Iterator[Issue]:
    """V7: the AI pays a repair unless a third party is liable (OMAI art. 7 al. 2)."""
    if line.third_party_liable:
        text = _("Adressez d’abord la facture à la personne responsable ou à son assurance : l’AI ne paie que le reste")
        yield warning(line.field("third_party_liable"), "V7", text)


def beyond_estimate(invoice: AidsForm, terms: Sequence[AmountTerm]) -> int:
    """Rappen of the aids, before own shares, above the estimate that the office approved; 0 without an estimate."""
    if invoice.estimate_amount is None:
        return 0
    lines = {line.path for line in invoice.lines}
    return max(0, sum(term.amount for term in terms if term.path in lines) - int(invoice.estimate_amount))


def approved_estimate(invoice: AidsForm, context: CheckContext) -> Iterator[Issue]:
    """V11: the bill exceeds the estimate. A warning: the office may approve more."""
    if beyond_estimate(invoice, context.amounts.terms):
        text = _("La facture dépasse le devis approuvé : seul le montant du devis est remboursé")
        yield warning(invoice.field("estimate_amount"), "V11", text)


def last_supply(line: AidsLine, previous: date | None, context: CheckContext) -> date | None:
    """The last day before this line on which an aid of the same kind was supplied: as answered, or invoiced here."""
    before = [
        earlier["day"]
        for invoice in context.earlier
        for earlier in invoice.answers.lines("lines")
        if earlier["aid"] == line.aid and earlier["nature"] in (None, "purchase") and earlier["day"]
    ]
    days = [day for day in (previous, *before) if day and line.day and day < line.day]
    return max(days, default=None)
