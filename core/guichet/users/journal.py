"""Security journal of a user, shown on « Mon compte »; each line is in the audit log too."""

from collections.abc import Iterator
from datetime import datetime
from math import inf
from typing import NamedTuple

from BTrees.OOBTree import OOBTree

from guichet.action_context import ActionContext
from guichet.i18n import _
from guichet.store.models import new_id
from guichet.users.models import User

LABELS = {
    "registered": _("Compte créé"),
    "email_proven": _("Adresse e-mail confirmée"),
    "activated": _("Compte activé"),
    "admitted": _("Inscription acceptée par l’office"),
    "signed_in": _("Connexion"),
    "signed_in_trusted": _("Connexion sans code, depuis un appareil de confiance"),
    "locked": _("Connexion bloquée quelques minutes après plusieurs essais"),
    "codes_paused": _("Connexion bloquée après trop de codes faux"),
    "password_changed": _("Mot de passe modifié"),
    "password_reset_requested": _("Lien demandé pour choisir un nouveau mot de passe"),
    "email_change_requested": _("Changement d’adresse e-mail demandé"),
    "email_changed": _("Adresse e-mail modifiée"),
    "email_restored": _("Ancienne adresse e-mail rétablie"),
    "phone_changed": _("Numéro de téléphone modifié"),
    "phone_lost": _("Nouveau téléphone demandé à l’office"),
    "phone_approved": _("Nouveau téléphone accepté par l’office"),
    "phone_refused": _("Changement de téléphone refusé"),
    "phone_request_dropped": _("Demande de nouveau téléphone annulée par un nouveau mot de passe"),
    "phone_kept": _("Demande de nouveau téléphone annulée par une connexion"),
    "app_added": _("Application d’authentification ajoutée"),
    "app_removed": _("Application d’authentification retirée"),
    "recovery_made": _("Codes de secours créés"),
    "recovery_removed": _("Codes de secours supprimés"),
    "recovery_used": _("Code de secours utilisé"),
    "language_changed": _("Langue modifiée"),
    "device_ended": _("Appareil déconnecté"),
    "devices_ended": _("Autres appareils déconnectés"),
    "browser_forgotten": _("Appareil de confiance oublié"),
    "invited": _("Invitation envoyée"),
    "details_changed": _("Données du compte modifiées"),
    "role_changed": _("Rôle modifié"),
    "signed_out_by_office": _("Appareils déconnectés par l’office"),
    "exported": _("Données téléchargées"),
    "closed": _("Compte fermé"),
}
"""Event → label. Only these events can be noted."""


class Note(NamedTuple):
    """One line of a user's security journal."""

    moment: datetime
    event: str
    detail: str
    """E.g. the device; never an e-mail address or a phone number."""


def note(ctx: ActionContext, user: User, event: str, detail: str = "") -> None:
    """Adds a line for the owner and one to the audit log, and calls the plugins' hook ``user_changed``.

    Raises ``KeyError`` for an event without label.
    """
    LABELS[event]  # an event that the journal page could not show
    if user.journal is None:
        user.journal = OOBTree()
    moment = ctx.now.isoformat(timespec="microseconds")
    # As in the audit log: the notes of one request share its moment and keep their order, and the random id keeps those
    # of two processes apart.
    position = len(user.journal.keys(min=(moment,), max=(moment, inf)))
    user.journal[(moment, position, new_id())] = (event, detail)
    ctx.record(f"user.{event}", user.id)
    ctx.desk.plugins.user_changed(user, event, ctx.actor)


def notes(user: User) -> Iterator[Note]:
    """The lines of a user's journal, the newest first."""
    lines = user.journal or OOBTree()
    for (moment, _position, _id), (event, detail) in reversed(list(lines.items())):
        yield Note(datetime.fromisoformat(moment), event, detail)


def apply_retention(user: User, before: datetime) -> None:
    """Deletes the lines written before a moment."""
    if user.journal is not None:
        for key in list(user.journal.keys(max=(before.isoformat(timespec="microseconds"),))):
            del user.journal[key]
