"""« Mon compte »: what a person sees and changes of their own account.

Other rooms take part through directives. ``config.add_account_entry`` adds rows to the page. Companies say with
``config.set_details_keeper`` whose details a manager keeps, with ``config.set_closing_obstacle`` who cannot leave yet,
and with ``config.on_closing`` what has to be done when somebody leaves. This room knows no companies: without those
functions everybody keeps and closes their own account.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.action_context import ActionContext
from guichet.i18n import _
from guichet.interfaces import NavigationItem
from guichet.profile import mails
from guichet.users.models import User

NOTICES = {
    "name-changed": _("Votre nom est modifié."),
    "password-changed": _("Votre mot de passe est modifié. Vos autres appareils sont déconnectés."),
    "email-asked": _("Nous avons envoyé un lien à la nouvelle adresse. Ouvrez-le dans l’heure pour la confirmer."),
    "email-changed": _("Votre adresse e-mail est modifiée. Connectez-vous désormais avec la nouvelle."),
    "email-restored": _(
        "Votre ancienne adresse e-mail est rétablie. Ouvrez le lien que nous y envoyons pour choisir un nouveau mot "
        "de passe."
    ),
    "phone-changed": _("Votre numéro de téléphone est modifié. Vos autres appareils sont déconnectés."),
    "later": _("Cela fait trop d’essais. Attendez une heure avant de réessayer."),
    "language-changed": _("La langue est modifiée."),
    "device-ended": _("Cet appareil est déconnecté."),
    "devices-ended": _("Vos autres appareils sont déconnectés."),
    "browser-forgotten": _("Cet appareil ne se connectera plus sans code."),
    "account-closed": _("Votre compte est fermé. Vous êtes déconnecté."),
}

Part = Literal["person", "security", "data"]
"""Who somebody is; how they sign in; what the desk keeps of them. The page has these parts in this order."""


@dataclass(frozen=True)
class AccountEntry:
    """A row of « Mon compte »."""

    title: str
    """What it is about, e.g. « Mot de passe »."""
    value: Any
    """How it stands now: a word or a sentence; empty when there is nothing to say."""
    action: str = ""
    """What the link says, e.g. « Modifier le mot de passe »; without, the row has no link."""
    url: str = ""
    part: Part = "security"


@dataclass(frozen=True)
class DetailsManager:
    """Somebody else who keeps a person's details."""

    sentence: str
    """E.g. « Ces données sont gérées par le gérant de votre société. »"""
    names: tuple[str, ...] = ()
    """Whom to ask."""


Entries = Callable[[Request], Sequence[AccountEntry]]
FindDetailsManager = Callable[[Request], DetailsManager | None]
FindObstacle = Callable[[Request], str | None]
Closing = Callable[[ActionContext, User], None]


def includeme(config: Configurator) -> None:
    """Adds the directives; the pages are found by the scan of the room."""
    config.registry.account_entries = []
    config.registry.details_manager = lambda request: None
    config.registry.closing_obstacle = lambda request: None
    config.registry.closings = []
    config.add_directive("add_account_entry", add_account_entry)
    config.add_directive("set_details_manager", set_details_manager)
    config.add_directive("set_closing_obstacle", set_closing_obstacle)
    config.add_directive("on_closing", on_closing)
    config.add_account_menu(menu)
    config.add_mail_templates(mails)
    for code, text in NOTICES.items():
        config.add_notice(code, text)


def add_account_entry(config: Configurator, entries: Entries) -> None:
    """Directive: ``entries(request)`` returns the room's rows of « Mon compte » for the signed-in person."""
    config.registry.account_entries.append(entries)


def set_details_manager(config: Configurator, find: FindDetailsManager) -> None:
    """Directive: ``find(request)`` says who keeps the name, address and phone of the signed-in person.

    ``None`` when they do themselves; a :class:`Keeper` when they may only read them, e.g. a company's collaborator.
    """
    config.registry.details_manager = find


def set_closing_obstacle(config: Configurator, find: FindObstacle) -> None:
    """Directive: ``find(request)`` says in a sentence why the signed-in person cannot close their account yet.

    ``None`` when they may; « Nommez d’abord un autre gérant. » for the last manager of a company.
    """
    config.registry.closing_obstacle = find


def on_closing(config: Configurator, close: Closing) -> None:
    """Directive: ``close(act, account)`` does, in the same transaction, what a room has to when somebody leaves."""
    config.registry.closings.append(close)


def menu(request: Request) -> list[NavigationItem]:
    """« Mon compte » under the person's name."""
    path = request.resource_path(request.root, "account")
    return [NavigationItem(_("Mon compte"), path, current=request.path == path)]
