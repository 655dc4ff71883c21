"""Signing in: sessions and their cookies, passwords and codes, reauthentication, trusted browsers, login limits."""

from pyramid.config import Configurator

from guichet.auth import mails
from guichet.auth.login_limits import LOCKED
from guichet.auth.security_policy import SecurityPolicy
from guichet.i18n import _

NOTICES = {
    "signed-out": _("Vous êtes déconnecté."),
    "oldest-session-ended": _(
        "Le nombre de connexions ouvertes en même temps est limité : nous avons terminé la plus ancienne. Les autres "
        "sont dans « Mon compte »."
    ),
    "activated": _("Votre compte est activé. Connectez-vous."),
    "password-chosen": _("Votre nouveau mot de passe est enregistré. Utilisez-le pour vous connecter."),
    "too-many-mails": _("Nous avons déjà envoyé plusieurs e-mails. Réessayez dans une heure."),
    "mail-sent": _("Nous avons renvoyé l’e-mail."),
    "phone-corrected": _("Le numéro est corrigé."),
    "email-corrected": _("Nous avons envoyé un e-mail à la nouvelle adresse."),
    "too-many-corrections": _("Cela fait trop de corrections. Réessayez dans une heure."),
    "code-sent": _("Nous avons envoyé un nouveau code."),
    "too-many-codes": _("Cela fait trop d’essais. Recommencez avec votre mot de passe."),
    "attempt-over": _("Aucune connexion n’est en cours dans ce navigateur. Recommencez avec votre mot de passe."),
    "session-over": _(
        "Vous n’êtes pas connecté : votre envoi n’a pas été pris en compte. Connectez-vous, puis recommencez."
    ),
    "session-over-kept": _("Vous n’êtes plus connecté. Ce que vous avez saisi est gardé : reconnectez-vous."),
}


def includeme(config: Configurator) -> None:
    """The pages of this room, and the policy that guards the pages of all rooms."""
    policy = SecurityPolicy()
    config.set_security_policy(policy)
    # Pyramid's own property asks the registry and the policy each time, and a page reads it thirty times.
    config.add_request_method(policy.identity, "identity", reify=True)
    config.include("guichet.auth.account_language")
    config.include("guichet.auth.forbidden_views")
    config.include("guichet.auth.reauthentication")
    config.include("guichet.auth.code_challenges")
    config.include("guichet.auth.proven_codes")
    config.add_task(LOCKED)
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.add_mail_templates(mails)
    if config.registry.desk.settings.development:
        config.include("guichet.auth.development_outbox")
    config.scan("guichet.auth", ignore="guichet.auth.development_outbox")
