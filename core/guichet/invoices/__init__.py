"""Invoices: types, drafts, documents, checks, the life cycle, history."""

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.holders import own_holder
from guichet.i18n import _
from guichet.invoices.copies import CopyMaking
from guichet.invoices.lists import install
from guichet.web.requests import NavigationItem

NOTICES = {
    "draft-saved": _("Votre brouillon est enregistré."),
    "draft-discarded": _("Le brouillon est supprimé."),
    "invoice-withdrawn": _("La demande est retirée."),
}


def includeme(config: Configurator) -> None:
    """The pages of this room."""
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.add_navigation(navigation)
    config.scan("guichet.invoices")


def navigation(request: Request) -> list[NavigationItem]:
    """« Nouvelle facture »."""
    holder = own_holder(request)
    if holder is None:
        return []
    path = request.resource_path(holder, "new-invoice")
    return [NavigationItem(_("Nouvelle facture"), path, current=request.path == path, button=True)]


__all__ = ["CopyMaking", "includeme", "install"]
