"""What an account has to show who somebody is, beside the password, and which of it is asked for first.

Text messages can be read by others, e.g. by whoever gets the number moved to another card; NIST SP 800-63B calls them
restricted and wants an alternative to be offered. So the app comes first where there is one, at the office too, and a
text message stays the other way.
"""

from collections.abc import Mapping

from guichet.i18n import _
from guichet.users.models import Challenge, MfaMethod, Purpose, User

REPLACEABLE: tuple[Purpose, ...] = ("sign-in", "confirm")
"""What any factor of the account may prove. Whoever proves a number shows the code that was sent to it."""
LABELS: Mapping[MfaMethod, str] = {
    "app": _("Utiliser l’application d’authentification"),
    "sms": _("Recevoir un code par SMS"),
    "recovery": _("Utiliser un code de secours"),
}
"""What the button says that leads to a way."""
TITLES: Mapping[MfaMethod, str] = {
    "sms": _("Consultez votre téléphone"),
    "app": _("Ouvrez votre application"),
    "recovery": _("Saisissez un code de secours"),
}
EXPIRED: Mapping[MfaMethod, str] = {
    "sms": _("Ce code n’est plus valable. Demandez un nouveau code."),
    "app": _("Ce code a déjà servi. Attendez que l’application affiche le suivant."),
    "recovery": _("Ce code a déjà servi. Saisissez-en un autre."),
}
"""What is said of a code whose time is over."""


def available_methods(user: User) -> tuple[MfaMethod, ...]:
    """What the account has, the one asked for first in front."""
    has: dict[MfaMethod, bool] = {"app": bool(user.totp_nonce), "sms": True, "recovery": bool(user.recovery_left)}
    return tuple(method for method, there in has.items() if there)


def other_methods(user: User, asked: Challenge) -> list[tuple[str, MfaMethod]]:
    """Label and name of each way that may be used instead of the present one."""
    if asked.purpose not in REPLACEABLE:
        return []
    return [(LABELS[method], method) for method in available_methods(user) if method != asked.method]
