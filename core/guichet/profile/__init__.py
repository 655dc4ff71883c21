"""« Mon compte »: the pages on which users see and change their own account."""

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.i18n import _
from guichet.interfaces import NavigationItem
from guichet.profile import mails
from guichet.profile.phone_page import new_phone_proven
from guichet.profile.profile_actions import REQUESTED_LINK

NOTICES = {
    "name-changed": _("Votre nom est modifié."),
    "password-changed": _("Votre mot de passe est modifié. Vos autres appareils sont déconnectés."),
    "email-link-sent": _("Nous avons envoyé un lien à la nouvelle adresse. Ouvrez-le dans l’heure pour la confirmer."),
    "email-changed": _("Votre adresse e-mail est modifiée. Connectez-vous désormais avec la nouvelle."),
    "email-restored": _(
        "Votre ancienne adresse e-mail est rétablie. Ouvrez le lien que nous y envoyons pour choisir un nouveau mot "
        "de passe. Vérifiez ensuite vos données et les comptes à créditer : une autre personne a pu les modifier."
    ),
    "phone-changed": _("Votre numéro de téléphone est modifié. Vos autres appareils sont déconnectés."),
    "later": _("Cela fait trop d’essais. Attendez une heure avant de réessayer."),
    "language-changed": _("La langue est modifiée."),
    "device-ended": _("Cet appareil est déconnecté."),
    "devices-ended": _("Vos autres appareils sont déconnectés."),
    "browser-forgotten": _("Cet appareil ne se connectera plus sans code."),
    "account-closed": _("Votre compte est fermé. Vous êtes déconnecté."),
}


def includeme(config: Configurator) -> None:
    """Adds the pages of this room, and the directives with which other rooms take part in them."""
    config.include("guichet.profile.directives")
    config.include("guichet.profile.mfa_entries")
    config.add_task(REQUESTED_LINK)
    config.add_code_purpose("new-phone", new_phone_proven)
    config.add_account_menu(menu)
    config.add_mail_templates(mails)
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.scan("guichet.profile")


def menu(request: Request) -> list[NavigationItem]:
    """« Mon compte » under the person's name."""
    path = request.resource_path(request.root, "account")
    return [NavigationItem(_("Mon compte"), path, current=request.path == path)]
