"""Whose invoices they are: companies and insured persons, with their beneficiaries."""

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.holders.models import Company, Holder
from guichet.i18n import _
from guichet.store.listing import Listing
from guichet.store.models import Folder, Portal
from guichet.web.requests import NavigationItem

NOTICES = {
    "beneficiary-saved": _("C’est enregistré."),
    "beneficiary-removed": _("Le bénéficiaire est supprimé. Les demandes déjà envoyées restent."),
    "too-many-registrations": _(
        "Trop d’inscriptions sont parties de cette connexion internet. Réessayez dans une heure."
    ),
}


def install(portal: Portal) -> None:
    """The folders of this room in a new desk."""
    portal.add("holders", Folder())
    portal.add("waiting_companies", Listing())
    portal.add("companies", Listing())


def includeme(config: Configurator) -> None:
    """The pages of this room."""
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.add_navigation(navigation)
    config.scan("guichet.holders")


def own_holder(request: Request) -> Holder | None:
    """The holder the signed-in person works for; ``None`` for the office's people and strangers."""
    home: tuple[str, ...] = request.identity.account.home if request.identity else ()
    if home[:1] != ("holders",):
        return None
    holder: Holder | None = request.root["holders"].get(home[1])
    return holder


def navigation(request: Request) -> list[NavigationItem]:
    """« Guichet » and « Bénéficiaires », or « Mes données » for an insured person."""
    holder = own_holder(request)
    if holder is None:
        return []
    desk = request.resource_path(holder)
    company = isinstance(holder, Company)
    people = holder.beneficiaries if company else holder.beneficiaries[holder.self_id]
    people_path = request.resource_path(people)
    label = _("Bénéficiaires") if company else _("Mes données")
    return [
        NavigationItem(_("Guichet"), desk, current=request.path == desk or request.path.startswith(f"{desk}invoices/")),
        NavigationItem(label, people_path, current=request.path.startswith(people_path)),
    ]
