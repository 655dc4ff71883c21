"""Second factors: codes by text message, authenticator app, recovery codes; replacing a lost phone."""

from pyramid.config import Configurator

from guichet.i18n import _
from guichet.mfa import mails

NOTICES = {
    "app-added": _("L’application est activée. Elle donne désormais vos codes de connexion."),
    "app-removed": _("L’application est retirée. Vos codes arrivent de nouveau par SMS."),
    "recovery-shown-already": _("Vos codes ont déjà été affichés. Si vous ne les avez pas, créez-en d’autres."),
    "phone-requested": _("Votre demande est envoyée à l’office."),
    "phone-requested-already": _("Votre demande est déjà chez l’office."),
    "phone-requested-often": _("Vous avez déjà fait plusieurs demandes aujourd’hui. Appelez l’office."),
}


def includeme(config: Configurator) -> None:
    """The pages of this room, with their notices and mail templates."""
    config.add_mail_templates(mails)
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.scan("guichet.mfa")
