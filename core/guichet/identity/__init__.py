"""Who signs in, and how: accounts, passwords, codes, sessions."""

from functools import partial

from pyramid.config import Configurator

from guichet.desk import Desk
from guichet.i18n import _
from guichet.identity.account.actions import new_email_asked
from guichet.identity.actions import activation_asked
from guichet.identity.by_link.reset import answer
from guichet.identity.errands import KINDS, Errands
from guichet.identity.models import install
from guichet.identity.policy import SecurityPolicy
from guichet.identity.signing_in.codes import code_for
from guichet.identity.throttling.tries import note_lock
from guichet.identity.tidying import Tidying
from guichet.messages.worker import Delivery

KINDS.update({"activation": activation_asked, "locked": note_lock, "new-email": new_email_asked, "reset": answer})
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
    config.include("guichet.identity.throttling.throttle")
    config.include("guichet.identity.throttling.come_back")
    config.include("guichet.identity.signing_in.strangers")
    config.include("guichet.identity.fresh")
    config.include("guichet.identity.account")
    config.include("guichet.identity.factors")
    config.include("guichet.identity.unreachable")
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    if config.registry.desk.settings.development:
        config.include("guichet.identity.development")
    config.scan("guichet.identity", ignore="guichet.identity.development")


def delivery(desk: Desk) -> Delivery:
    """What sends this desk's messages; the codes in them are worked out with a key of this room."""
    plugins, settings = desk.plugins, desk.settings
    return Delivery(
        db=desk.db,
        mail=plugins.mail_transport(settings),
        sms=plugins.sms_gateway(settings),
        code_for=partial(code_for, key=desk.keys("code")),
        sender=desk.own.mail_from,
        office_names=desk.tenant.names,
        phone=plugins.contacts.phone,
        keeps_links=settings.development,
    )


__all__ = ["Errands", "Tidying", "delivery", "includeme", "install"]
