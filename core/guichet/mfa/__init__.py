"""What proves who somebody is beside the password: an authenticator app, codes on paper; and a phone that is lost."""

from pyramid.config import Configurator

from guichet.i18n import _
from guichet.mfa import mails

NOTICES = {
    "app-added": _("L’application est activée. Elle donne désormais vos codes de connexion."),
    "app-removed": _("L’application est retirée. Vos codes arrivent de nouveau par SMS."),
    "recovery-shown-already": _("Vos codes ont déjà été affichés. Si vous ne les avez pas, créez-en d’autres."),
    "phone-asked": _("Votre demande est envoyée à l’office."),
    "phone-asked-already": _("Votre demande est déjà chez l’office."),
    "phone-asked-often": _("Vous avez déjà fait plusieurs demandes aujourd’hui. Appelez l’office."),
}


def includeme(config: Configurator) -> None:
    """Sentences, and rows on « Mon compte »; the pages are found by the scan of the identity room."""
    config.add_mail_templates(mails)
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.include("guichet.profile.mfa_entries")
