"""Mail template that warns the owner of an account about a sign-in."""

from datetime import UTC, datetime

from guichet.i18n import _
from guichet.messages.mail_templates import MailTemplate
from guichet.users.mails import NEW_PASSWORD

NEW_DEVICE = MailTemplate(
    name="new-device",
    when=_("Une personne se connecte sur un appareil que son compte n’a pas encore utilisé."),
    subject=_("Nouvelle connexion à votre compte"),
    body=(
        _("Votre compte vient d’être ouvert sur un appareil que nous ne connaissions pas."),
        _("Appareil : ${device}. Moment : ${moment}."),
        _("Si c’était vous, ne faites rien."),
        _(
            "Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe : cela déconnecte tous les "
            "appareils. Appelez ensuite l’office."
        ),
    ),
    link=NEW_PASSWORD,
    samples={"device": "Firefox, Windows", "moment": datetime(2026, 11, 14, 20, 47, tzinfo=UTC)},
    essential=frozenset({"device", "moment"}),
)
