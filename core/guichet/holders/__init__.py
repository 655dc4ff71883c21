"""Whose invoices they are: companies and insured persons, with their beneficiaries."""

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.holders import company
from guichet.holders.company.account import closing_obstacle, details_keeper, holder_of, leave_on_closing
from guichet.holders.models import Company, Holder
from guichet.holders.received import received
from guichet.holders.rows import RegisteredCompanies, WaitingCompanies
from guichet.i18n import _
from guichet.identity.errands import KINDS
from guichet.store.models import Folder, Portal
from guichet.web.requests import NavigationItem

NOTICES = {
    "beneficiary-saved": _("C’est enregistré."),
    "beneficiary-removed": _("Le bénéficiaire est supprimé. Les demandes déjà envoyées restent."),
    "too-many-registrations": _(
        "Trop d’inscriptions sont parties de cette connexion internet. Réessayez dans une heure."
    ),
    "too-many-with-address": _("Cette adresse e-mail a servi à trop d’inscriptions aujourd’hui. Réessayez demain."),
}

KINDS["company-received"] = received


def install(portal: Portal) -> None:
    """The folders of this room in a new desk."""
    portal.add("holders", Folder())
    portal.add("waiting_companies", WaitingCompanies())
    portal.add("companies", RegisteredCompanies())


def includeme(config: Configurator) -> None:
    """The pages of this room."""
    for code, text in (NOTICES | company.NOTICES).items():
        config.add_notice(code, text)
    config.add_navigation(navigation)
    config.add_account_menu(account_menu)
    config.set_details_keeper(details_keeper)
    config.set_closing_obstacle(closing_obstacle)
    config.on_closing(leave_on_closing)
    config.scan("guichet.holders")


def own_holder(request: Request) -> Holder | None:
    """The holder the signed-in person works for; ``None`` for the office's people and strangers."""
    return holder_of(request.root, request.identity.account) if request.identity else None


def navigation(request: Request) -> list[NavigationItem]:
    """« Guichet » and « Bénéficiaires », or « Mes données » for an insured person."""
    holder = own_holder(request)
    if holder is None:
        return []
    desk = request.resource_path(holder)
    return [
        NavigationItem(_("Guichet"), desk, current=request.path == desk or request.path.startswith(f"{desk}invoices/")),
        _people(request, holder),
    ]


def account_menu(request: Request) -> list[NavigationItem]:
    """« Ma société » and « Bénéficiaires », or « Mes données », under the person's name."""
    holder = own_holder(request)
    if holder is None:
        return []
    people = _people(request, holder)
    if not isinstance(holder, Company):
        return [people]
    path = request.resource_path(holder, "company")
    return [NavigationItem(_("Ma société"), path, current=request.path == path), people]


def _people(request: Request, holder: Holder) -> NavigationItem:
    if isinstance(holder, Company):
        label, people = _("Bénéficiaires"), holder.beneficiaries
    else:
        label = _("Personne assurée") if holder.representation else _("Mes données")
        people = holder.beneficiaries[holder.self_id]
    path = request.resource_path(people)
    return NavigationItem(label, path, current=request.path.startswith(path))
