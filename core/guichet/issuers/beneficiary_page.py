"""The page of a beneficiary in the sections of Berne's guide, 4.3.1; « Mes données » for an insured person."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.documents.findings import finding_text
from guichet.i18n import Localizer, _
from guichet.issuers.beneficiary_details import Grant, PowerOfAttorney, decision_key
from guichet.issuers.beneficiary_schemas import DEGREES
from guichet.issuers.issuer_schemas import REPRESENTATIONS, TITLES
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.store.models import find
from guichet.values import avs, decision_number, iban, payment_reference

SOON = timedelta(days=90)
"""How long before a power of attorney ends the page announces it: time to have a new one signed."""
ADULT = 18
"""Age from which a person is of age (Swiss Civil Code, art. 14)."""


class DecisionRow(NamedTuple):
    """A saved decision number as the page lists it."""

    key: str
    number: str
    label: str
    other_office: str
    """Abbreviation of the office whose number it is; empty for a number of this desk's office."""
    granted: list[str]
    period: str


class PowerRow(NamedTuple):
    """A power of attorney as the page lists it."""

    document: PowerOfAttorney
    period: str
    tag: str
    tint: str
    findings: list[str]
    """What cleaning took out of it or made invalid."""


class InvoiceLink(NamedTuple):
    """An invoice as the page lists it."""

    path: str
    reference: str
    title: str
    day: str
    total: str
    tag: str
    tint: str


class LastInvoices(NamedTuple):
    """The newest invoices for a beneficiary."""

    rows: list[InvoiceLink]
    number: int
    """How many there are; a draft is none of them."""
    path: str
    """Of the list of all of them."""


def includeme(config: Configurator) -> None:
    """Adds the directive with which the room of the invoices, above this one, fills « Dernières factures »."""
    config.registry.last_invoices = lambda request, beneficiary: LastInvoices([], 0, "")
    config.add_directive("set_last_invoices", set_last_invoices)


def set_last_invoices(config: Configurator, find_last: Callable[[Request, Beneficiary], LastInvoices]) -> None:
    """Directive: ``find_last(request, beneficiary)`` returns the newest invoices for a company's beneficiary."""
    config.registry.last_invoices = find_last


@view_config(context=Beneficiary, name="", request_method="GET", permission="file", renderer="templates/beneficiary.pt")
def beneficiary_page(context: Beneficiary, request: Request) -> dict[str, Any]:
    """What is known of the person, with a link to the form of each section."""
    issuer: Issuer = find(context, Issuer)
    localize, today = request.localize, clock.today()
    company = isinstance(issuer, Company)
    own = not company and not issuer.representation
    age = age_on(today, context.birth_date)
    return {
        "title": _("Mes données") if own else context.name,
        "beneficiary": context,
        "company": company,
        "own": own,
        "age": age if age < ADULT else None,
        "salutation": dict(TITLES).get(context.salutation),
        "representative": context.representative,
        "relation": dict(REPRESENTATIONS).get(context.representative.relation) if context.representative else "",
        "wants_representative": company and age < ADULT and context.representative is None,
        "decisions": list(decision_rows(context, request)),
        "powers": [_power_row(one, localize, today) for one in context.documents],
        "last": request.registry.last_invoices(request, context) if company else None,
        "power_notice": power_notice(context, localize, today),
        "show_avs": avs.show,
        "show_iban": iban.show,
        "show_reference": payment_reference.show,
    }


def decision_rows(beneficiary: Beneficiary, request: Request) -> Iterator[DecisionRow]:
    """The saved decision numbers, the one saved last at the end."""
    localize, office = request.localize, request.desk.tenant.office_code
    for number, label in beneficiary.decisions:
        grant, code = beneficiary.grant(number), decision_number.office_code(number)
        yield DecisionRow(
            key=decision_key(beneficiary.id, number),
            number=decision_number.show(number),
            label=label,
            other_office="" if code == office else decision_number.OFFICES[code],
            granted=grant_texts(grant, localize),
            period=period_text(localize, grant.valid_from, grant.valid_until),
        )


def grant_texts(grant: Grant, localize: Localizer) -> list[str]:
    """What a decision grants besides its period, as far as it is written down."""
    granted = [
        localize(_("Impotence : ${degree}", mapping={"degree": localize(dict(DEGREES)[grant.degree])}))
        if grant.degree
        else "",
        localize(_("${amount} par mois", mapping={"amount": localize.money(grant.monthly_amount)}))
        if grant.monthly_amount is not None
        else "",
        localize(_("${amount} par année", mapping={"amount": localize.money(grant.yearly_amount)}))
        if grant.yearly_amount is not None
        else "",
        localize(_("Nuits de degré ${level}", mapping={"level": grant.night_level})) if grant.night_level else "",
        localize(_("${n} nuits par mois", mapping={"n": grant.nights})) if grant.nights is not None else "",
        grant.limit,
    ]
    return list(filter(None, granted))


def period_text(localize: Localizer, first: date | None, last: date | None) -> str:
    """« 01.02.2026 – 31.01.2027 », « dès le 01.02.2026 », « jusqu’au 31.01.2027 »; empty for no limit."""
    if first and last:
        return f"{localize.short_date(first)} – {localize.short_date(last)}"
    if first:
        return localize(_("dès le ${day}", mapping={"day": localize.short_date(first)}))
    return localize(_("jusqu’au ${day}", mapping={"day": localize.short_date(last)})) if last else ""


def power_notice(beneficiary: Beneficiary, localize: Localizer, today: date) -> str:
    """« La procuration expire le 31 janvier 2027, dans 68 jours. »; empty while one is valid for longer, or without."""
    documents = beneficiary.documents
    # The one that is valid for longest decides: an earlier one ends without consequence.
    if not documents or any(one.valid_until is None or one.valid_until > today + SOON for one in documents):
        return ""
    last = max(one.valid_until for one in documents if one.valid_until)
    if last < today:
        return localize(_("La procuration a expiré le ${day}.", mapping={"day": localize.date(last)}))
    text = localize(_("La procuration expire le ${day}", mapping={"day": localize.date(last)}))
    left = localize.plural((last - today).days, _("dans ${n} jour"), _("dans ${n} jours"))
    return f"{text}, {left}." if last > today else localize(_("La procuration expire aujourd’hui."))


def age_on(day: date, birth_date: date) -> int:
    """Completed years of life on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _power_row(document: PowerOfAttorney, localize: Localizer, today: date) -> PowerRow:
    if document.infected:
        tag, tint = _("Supprimée : programme dangereux. Ajoutez une autre copie"), "no"
    elif not document.may_be_opened:
        tag, tint = _("Contrôle en cours"), "wait"
    elif document.is_valid(today):
        tag, tint = _("Valable"), "ok"
    else:
        tag, tint = (_("Expirée") if (document.valid_until or today) < today else _("Pas encore valable")), "wait"
    return PowerRow(
        document=document,
        period=period_text(localize, document.valid_from, document.valid_until) or localize(_("sans limite de durée")),
        tag=tag,
        tint=tint,
        findings=[localize(finding_text(code, names)) for code, names in document.findings],
    )
