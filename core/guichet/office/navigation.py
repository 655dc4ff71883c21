"""Entries of the office's pages in the main navigation and in the account menu."""

from pyramid.request import Request

from guichet.i18n import _
from guichet.interfaces import NavigationItem
from guichet.issuers.company_confirmation import WAITING
from guichet.office.announcement.models import NAME as ANNOUNCEMENT
from guichet.office.extensions.plugin_page import NAME as EXTENSIONS
from guichet.office.mail_pages import undelivered_mails
from guichet.office.mail_pages.mail_previews import NAME as MAIL_TEMPLATES
from guichet.office.mail_pages.undelivered_mails import NAME as UNDELIVERED
from guichet.office.reasons.models import CORRECTIONS, REGISTRATIONS
from guichet.office.registrations.active_companies import NAME as ACTIVE_COMPANIES
from guichet.office.retention.terms_page import PAGE as RETENTION

# Names of views: the entry is the current one on any of them.
WORK_PAGES = (
    "work-list",
    "review",
    "accept",
    "accept-with-override",
    "request-correction",
    "refuse",
    "undo-decision",
    "correction-deadline",
)
REGISTRATION_PAGES = ("registrations", "registration", ACTIVE_COMPANIES)
MANAGEMENT_PAGES = (
    ("staff", "staff", _("Collaborateurs de l’office")),
    ("reasons", REGISTRATIONS, _("Raisons de refus")),
    ("reasons", CORRECTIONS, _("Motifs de correction")),
    ("announcement", ANNOUNCEMENT, _("Annonce")),
    ("administrators", MAIL_TEMPLATES, _("Modèles d’e-mails")),
    ("administrators", EXTENSIONS, _("Extensions")),
    ("retention", RETENTION, _("Conservation")),
)
"""Permission, name and label of the pages about people and texts instead of invoices."""


def navigation(request: Request) -> list[NavigationItem]:
    """Entries for clerks and supervisors: the pages about invoices, with the numbers waiting; for administrators: those
    about people and texts.
    """
    # Before any permission is asked for, which costs more, and most pages are those of senders.
    if request.identity is None or not request.identity.user.at_office:
        return []
    return _work_items(request) if request.has_permission("office", request.root) else _management_items(request)


def account_menu(request: Request) -> list[NavigationItem]:
    """The pages about people and texts, for supervisors: their main navigation has those about invoices."""
    identity = request.identity
    works = identity is not None and identity.user.at_office and request.has_permission("office", request.root)
    return _management_items(request) if works else []


def _work_items(request: Request) -> list[NavigationItem]:
    waiting, undelivered = request.root["waiting_companies"].count(WAITING), undelivered_mails.count(request.root)
    registrations = _("Inscriptions (${n})", mapping={"n": waiting}) if waiting else _("Inscriptions")
    entries: list[tuple[str, str, tuple[str, ...]]] = [("work-list", _("Liste de travail"), WORK_PAGES)]
    if _has_companies(request):
        entries.append(("registrations", registrations, REGISTRATION_PAGES))
    if undelivered:
        entries.append((UNDELIVERED, _("E-mails non remis (${n})", mapping={"n": undelivered}), (UNDELIVERED,)))
    # Without traversal, e.g. on an error page, a request has no name of a view.
    here = getattr(request, "view_name", "")
    return [
        NavigationItem(label, request.resource_path(request.root, name), current=here in pages)
        for name, label, pages in entries
    ]


def _management_items(request: Request) -> list[NavigationItem]:
    has_companies = _has_companies(request)
    return [
        NavigationItem(label, request.resource_path(request.root, name), current=request.path.strip("/") == name)
        for permission, name, label in MANAGEMENT_PAGES
        # Without companies there are no registrations to refuse, nor to examine.
        if request.has_permission(permission, request.root) and (name != REGISTRATIONS or has_companies)
    ]


def _has_companies(request: Request) -> bool:
    return any(kind.kind == "company" for kind in request.desk.plugins.user_kinds)
