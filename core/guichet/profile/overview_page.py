"""The page « Mon compte »: a row for each part of the account, with a link to the page that changes it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import LANGUAGES, _
from guichet.profile.directives import AccountEntry, Part
from guichet.store.models import Portal
from guichet.users.journal import Note, notes
from guichet.users.session_records import full_sessions
from guichet.values import phone

PARTS: dict[Part, str] = {
    "person": _("Vos données"),
    "security": _("Connexion et sécurité"),
    "data": _("Ce que nous gardons de vous"),
}
CHANGES = {
    "email_changed": _("Votre adresse e-mail a été modifiée le ${day}."),
    "phone_changed": _("Votre numéro de téléphone a été modifié le ${day}."),
}
"""Changes that the page mentions for a while, for users who do not read the mails."""
REMINDED = timedelta(days=30)
"""How long the page mentions a change."""
ONE_DEVICE = _("Un appareil connecté")
SOME_DEVICES = _("${n} appareils connectés")


@view_config(
    context=Portal, name="account", request_method="GET", permission="account", renderer="templates/account.pt"
)
def account_page(request: Request) -> dict[str, Any]:
    """The page."""
    manager = request.registry.details_manager(request)
    entries = [*_person(request, managed=manager is not None), *_security(request)]
    entries += [entry for more in request.registry.account_entries for entry in more(request)]
    entries += _leaving(request)
    return {
        "title": _("Mon compte"),
        "name": request.identity.name,
        "manager": manager,
        "changes": list(_recent_changes(request)),
        "parts": [(part, title, [one for one in entries if one.part == part]) for part, title in PARTS.items()],
    }


def _person(request: Request, *, managed: bool) -> list[AccountEntry]:
    user = request.identity.user
    rows = (
        (_("Nom"), user.name, _("Modifier le nom"), "account-name"),
        (_("Adresse e-mail"), user.email, _("Modifier l’adresse e-mail"), "account-email"),
        (_("Téléphone"), phone.show(user.phone), _("Modifier le téléphone"), "account-phone"),
    )
    elsewhere = {"account-name": request.registry.name_page(request)}
    return [
        AccountEntry(title, value, "" if managed else action, elsewhere.get(name) or _path(request, name), "person")
        for title, value, action, name in rows
    ]


def _security(request: Request) -> list[AccountEntry]:
    user = request.identity.user
    devices = len(full_sessions(request.root, request.identity.user_id))
    language = LANGUAGES[user.language]
    rows: tuple[tuple[str, str, str, str, Part], ...] = (
        (_("Langue"), language, _("Modifier la langue"), "account-language", "person"),
        (_("Mot de passe"), "", _("Modifier le mot de passe"), "account-password", "security"),
        (
            _("Mes appareils"),
            request.localize.plural(devices, ONE_DEVICE, SOME_DEVICES),
            _("Voir mes appareils"),
            "devices",
            "security",
        ),
        (_("Journal de sécurité"), "", _("Lire le journal"), "journal", "security"),
    )
    return [AccountEntry(title, value, action, _path(request, name), part) for title, value, action, name, part in rows]


def _leaving(request: Request) -> list[AccountEntry]:
    return [AccountEntry(_("Fermeture"), "", _("Fermer mon compte"), _path(request, "close-account"), "data")]


def _path(request: Request, name: str) -> str:
    path: str = request.resource_path(request.root, name)
    return path


def _recent_changes(request: Request) -> Iterator[str]:
    """One sentence for the latest change of each kind."""
    since = request.action_context.now - REMINDED
    latest: dict[str, Note] = {}
    for one in notes(request.identity.user):
        # The newest line comes first: the journal is read only as far as needed.
        if one.moment < since:
            break
        if one.event in CHANGES:
            latest.setdefault(one.event, one)
    for event, one in latest.items():
        yield request.localize(CHANGES[event], day=request.localize.date(one.moment))
