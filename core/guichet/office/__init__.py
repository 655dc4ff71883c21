"""The staff's side: who may register, which invoices wait, and what is decided about them."""

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.i18n import _
from guichet.interfaces import NavigationItem
from guichet.issuers.issuer_actions import WAITING
from guichet.messages.undelivered import undelivered_count
from guichet.office import mail_templates, mails
from guichet.office.models import usual_reasons
from guichet.office.rows import DECIDED, DecidedCompanies
from guichet.store.models import Portal

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
    "welcome-sent": _("Nous avons renvoyé l’e-mail avec le lien."),
    "reason-saved": _("La raison est enregistrée."),
    "reason-removed": _("La raison est supprimée."),
    "colleague-invited": _("L’invitation est partie par e-mail."),
    "invitation-sent": _("L’invitation est repartie par e-mail."),
    "invitation-withdrawn": _("L’invitation est retirée."),
    "colleague-signed-out": _("Cette personne est déconnectée partout."),
    "colleague-deactivated": _("L’accès est fermé."),
    "people-signed-out": _("C’est fait : ces sessions sont fermées."),
    "roles-changed": _("Le rôle est modifié."),
}
WORK_PAGES = ("work-list", "review", "accept", "request-correction", "refuse")
REGISTRATION_PAGES = ("registrations", "registration", "accept-registration", "refuse-registration", "resend-welcome")
UNDELIVERED = "undelivered-mails"
PEOPLE = (
    ("staff", "staff", _("Collaborateurs de l’office")),
    ("reasons", "reasons", _("Raisons de refus")),
    ("administrators", mail_templates.NAME, _("Modèles d’e-mails")),
)
"""Permission, name and label of the pages about people and texts instead of invoices."""


def install(portal: Portal) -> None:
    """The folders of this room in a new desk; most of what the office works on others have stored."""
    portal.add("reasons", usual_reasons())
    portal.add(DECIDED, DecidedCompanies())


def includeme(config: Configurator) -> None:
    """The pages of this room."""
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.add_mail_templates(mails)
    config.add_navigation(navigation)
    config.include("guichet.office.phones")
    config.add_account_menu(account_menu)
    config.scan("guichet.office")


def navigation(request: Request) -> list[NavigationItem]:
    """The work list, registrations and undelivered mails with the number waiting; for an administrator the people."""
    if request.identity is None:
        return []
    return _work(request) if request.has_permission("office", request.root) else _people(request)


def account_menu(request: Request) -> list[NavigationItem]:
    """What a supervisor looks after besides."""
    works = request.identity is not None and request.has_permission("office", request.root)
    return _people(request) if works else []


def _work(request: Request) -> list[NavigationItem]:
    waiting, lost = request.root["waiting_companies"].count(WAITING), undelivered_count(request.root)
    registrations = _("Inscriptions (${n})", mapping={"n": waiting}) if waiting else _("Inscriptions")
    entries: list[tuple[str, Any, tuple[str, ...]]] = [
        ("work-list", _("Liste de travail"), WORK_PAGES),
        ("registrations", registrations, REGISTRATION_PAGES),
    ]
    if lost:
        entries.append((UNDELIVERED, _("E-mails non remis (${n})", mapping={"n": lost}), (UNDELIVERED,)))
    here = getattr(request, "view_name", "")
    return [
        NavigationItem(label, request.resource_path(request.root, name), current=here in pages)
        for name, label, pages in entries
    ]


def _people(request: Request) -> list[NavigationItem]:
    """Colleagues; reasons, where companies may register."""
    kinds = {kind.kind for kind in request.desk.plugins.user_kinds}
    return [
        NavigationItem(label, request.resource_path(request.root, name), current=request.path.strip("/") == name)
        for permission, name, label in PEOPLE
        if request.has_permission(permission, request.root) and (name != "reasons" or "company" in kinds)
    ]


__all__ = ["includeme", "install"]
