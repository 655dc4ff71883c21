"""The staff's side: who may register, which invoices wait, and what is decided about them."""

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.holders.actions import WAITING
from guichet.i18n import _
from guichet.store.models import Portal
from guichet.web.requests import NavigationItem

NOTICES = {
    "invoice-accepted": _("La demande est acceptée. Son expéditeur est averti par e-mail."),
    "correction-requested": _("La correction est demandée. L’expéditeur est averti par e-mail."),
    "invoice-refused": _("La demande est refusée. Son expéditeur est averti par e-mail."),
    "registration-accepted": _("L’inscription est acceptée. La société est avertie par e-mail."),
    "registration-refused": _("L’inscription est refusée. La société est avertie par e-mail."),
    "registration-already-accepted": _("Cette inscription est déjà acceptée. Rien n’a changé."),
    "registration-already-refused": _("Cette inscription est déjà refusée. Rien n’a changé."),
    "registration-address-taken": _(
        "L’adresse e-mail de cette inscription appartient entre-temps à un autre compte. Appelez la société, puis "
        "refusez cette inscription."
    ),
}
WORK_PAGES = ("work-list", "review", "accept", "request-correction", "refuse")
REGISTRATION_PAGES = ("registrations", "registration", "accept-registration", "refuse-registration")


def install(portal: Portal) -> None:
    """Nothing of its own: the office works on what companies and insured persons have stored."""


def includeme(config: Configurator) -> None:
    """The pages of this room."""
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.add_navigation(navigation)
    config.scan("guichet.office")


def navigation(request: Request) -> list[NavigationItem]:
    """« Liste de travail » and « Inscriptions », with the number waiting, for the office's people."""
    if request.identity is None or not request.has_permission("office", request.root):
        return []
    waiting = request.root["waiting_companies"].count(WAITING)
    registrations = _("Inscriptions (${n})", mapping={"n": waiting}) if waiting else _("Inscriptions")
    here = getattr(request, "view_name", "")
    return [
        NavigationItem(
            _("Liste de travail"), request.resource_path(request.root, "work-list"), current=here in WORK_PAGES
        ),
        NavigationItem(
            registrations, request.resource_path(request.root, "registrations"), current=here in REGISTRATION_PAGES
        ),
    ]
