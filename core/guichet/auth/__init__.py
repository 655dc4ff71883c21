"""Who signs in, and how: accounts, passwords, codes, sessions."""

from functools import partial

from pyramid.config import Configurator

from guichet.auth import mails
from guichet.auth.login_limits import note_lockout
from guichet.auth.security_policy import SecurityPolicy
from guichet.desk import Desk
from guichet.i18n import _
from guichet.messages.worker import Delivery
from guichet.mfa.sms_codes import code_for
from guichet.users import mails as user_mails
from guichet.users.models import install
from guichet.users.tasks import TASKS, TaskQueue
from guichet.users.user_actions import activation_asked

TASKS.update({"activation": activation_asked, "locked": note_lockout})
NOTICES = {
    "signed-out": _("Vous êtes déconnecté."),
    "activated": _("Votre compte est activé. Connectez-vous."),
    "password-chosen": _("Votre nouveau mot de passe est enregistré. Utilisez-le pour vous connecter."),
    "too-many-mails": _("Nous avons déjà envoyé plusieurs e-mails. Réessayez dans une heure."),
    "mail-sent": _("Nous avons renvoyé l’e-mail."),
    "phone-corrected": _("Le numéro est corrigé."),
    "email-corrected": _("Nous avons envoyé un e-mail à la nouvelle adresse."),
    "too-many-corrections": _("Cela fait trop de corrections. Réessayez dans une heure."),
    "code-sent": _("Nous avons envoyé un nouveau code."),
    "too-many-codes": _("Cela fait trop d’essais. Recommencez avec votre mot de passe."),
    "attempt-over": _("Cette connexion a pris trop de temps. Recommencez avec votre mot de passe."),
    "session-over": _("Nous vous avons déconnecté pour protéger vos données. Connectez-vous pour continuer."),
    "session-over-kept": _("Nous vous avons déconnecté pour protéger vos données. Ce que vous avez saisi est gardé."),
}


def includeme(config: Configurator) -> None:
    """The pages of this room and the policy that guards all others."""
    config.set_security_policy(SecurityPolicy())
    config.include("guichet.ratelimit.request_limits")
    config.include("guichet.ratelimit.retry_later")
    config.include("guichet.auth.forbidden_views")
    config.include("guichet.auth.reauthentication")
    config.include("guichet.profile")
    config.include("guichet.mfa")
    config.include("guichet.users.saved_forms")
    config.include("guichet.users.undelivered_banner")
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.add_mail_templates(mails)
    config.add_mail_templates(user_mails)
    if config.registry.desk.settings.development:
        config.include("guichet.auth.development_outbox")
    config.scan("guichet.auth", ignore="guichet.auth.development_outbox")
    for room in ("ratelimit", "users", "mfa", "profile"):
        config.scan(f"guichet.{room}")


def delivery(desk: Desk) -> Delivery:
    """What sends this desk's messages; the codes in them are worked out with a key of this room."""
    plugins, settings = desk.plugins, desk.settings
    return Delivery(
        db=desk.db,
        mail=plugins.mail_transport(settings),
        sms=plugins.sms_gateway(settings),
        code_for=partial(code_for, key=desk.keys("code")),
        sender=desk.tenant_settings.mail_from,
        office_names=desk.tenant.names,
        phone=plugins.contacts.phone,
        localizer=desk.localizer,
        keeps_links=settings.development,
    )


__all__ = ["TaskQueue", "delivery", "includeme", "install"]
