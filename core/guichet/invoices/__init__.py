"""Invoices: types, drafts, documents, checks, the life cycle, history."""

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.interfaces import NavigationItem
from guichet.invoices import mails
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.lists import install
from guichet.invoices.pdf_queue import PdfJob
from guichet.issuers import own_issuer

NOTICES = {
    "draft-saved": _("Votre brouillon est enregistré."),
    "too-many-drafts": _("Vous avez cent brouillons. Envoyez-en ou supprimez-en avant d’en commencer un autre."),
    "draft-discarded": _("Le brouillon est supprimé."),
    "invoice-withdrawn": _("La demande est retirée."),
}


def includeme(config: Configurator) -> None:
    """The pages of this room."""
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.add_mail_templates(mails)
    config.add_navigation(navigation)
    desk = config.registry.desk
    config.registry.attachment_scanner = desk.plugins.attachment_scanner(desk.settings)
    config.add_exception_view(moved_on, context=WrongState)
    config.scan("guichet.invoices")


def moved_on(problem: WrongState, request: Request) -> HTTPSeeOther:
    """Shows an invoice that has moved on meanwhile as it is now; nothing of this request is stored."""
    request.tm.doom()
    return HTTPSeeOther(request.resource_path(request.context))


def navigation(request: Request) -> list[NavigationItem]:
    """« Nouvelle facture »."""
    issuer = own_issuer(request)
    if issuer is None:
        return []
    path = request.resource_path(issuer, "new-invoice")
    return [NavigationItem(_("Nouvelle facture"), path, current=request.path == path, button=True)]


__all__ = ["PdfJob", "includeme", "install"]
