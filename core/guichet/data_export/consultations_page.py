"""« Qui a consulté mon dossier »: when the office has opened the data of the signed-in person, in which role, what for.

The function and not the name of a clerk: access to one's data (LPD art. 25) is no access to the names of those who work
with them, and the office finds them in the audit log (docs/decisions/0011-readings.md).
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.audit.readings import Reading, readings_of
from guichet.i18n import _
from guichet.issuers import own_issuer
from guichet.issuers.models import Company, InsuredPerson, Issuer
from guichet.profile.journal_page import PER_PAGE, page_number
from guichet.store.models import Portal
from guichet.users.role_labels import role_titles

ACTIONS = {
    "invoice.read": _("Votre demande ${reference}"),
    "invoice.downloaded": _("Le PDF de votre demande ${reference}"),
    "invoice.exported": _("Votre demande ${reference} avec ses documents"),
    "power_of_attorney.read": _("La procuration"),
    "user.read": _("Les données de votre compte"),
}
"""Event → what was read."""
PURPOSES = {
    "review": _("Traiter la demande"),
    "hand_over": _("Transmettre à la Centrale de compensation pour paiement"),
    "registration": _("Traiter l’inscription"),
    "lost_phone": _("Vérifier un changement de téléphone"),
}
"""Purpose → what for."""


class Line(NamedTuple):
    """One reading in words."""

    day: date
    reader: str
    """« Gestionnaire », in the language of the page."""
    what: str
    purpose: TranslationString
    path: str
    """Of the invoice; empty for anything else."""


@view_config(
    context=Portal,
    name="consultations",
    request_method="GET",
    permission="account",
    renderer="templates/consultations.pt",
)
def consultations(request: Request) -> dict[str, Any]:
    """A page of the readings, the newest day first."""
    issuer = own_issuer(request)
    number = page_number(request.GET.get("page", ""))
    first = (number - 1) * PER_PAGE
    found = list(islice(_readings(request, issuer), first, first + PER_PAGE + 1))
    return {
        "title": _("Qui a consulté mon dossier"),
        "lines": [_line(request, issuer, reading, role) for reading, role in found[:PER_PAGE]],
        "for_company": isinstance(issuer, Company),
        "has_companies": any(kind.kind == "company" for kind in request.desk.plugins.user_kinds),
        "newer": number - 1,
        "older": number + 1 if len(found) > PER_PAGE else 0,
    }


def _readings(request: Request, issuer: Issuer | None) -> Iterator[tuple[Reading, str]]:
    """Those of the account, and of the invoices of an insured person; a company's are about other persons."""
    persons = [request.identity.user_id, *([issuer.id] if isinstance(issuer, InsuredPerson) else [])]
    readings = readings_of(request.root)
    found = [one for person in persons for one in readings.of(person)]
    return iter(sorted(found, key=lambda one: one[0].day, reverse=True))


def _line(request: Request, issuer: Issuer | None, reading: Reading, role: str) -> Line:
    invoice = issuer.invoices.get(reading.target) if issuer is not None else None
    return Line(
        day=date.fromisoformat(reading.day),
        reader=request.localize.listing(role_titles(role.split())),
        what=request.localize(ACTIONS[reading.action], reference=invoice.reference if invoice is not None else ""),
        purpose=PURPOSES[reading.purpose],
        path=request.resource_path(invoice) if invoice is not None else "",
    )
