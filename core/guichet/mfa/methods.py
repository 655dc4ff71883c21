"""MFA methods of a user, in the order in which they are offered.

Text messages can be read by others, e.g. after a SIM swap; NIST SP 800-63B calls them restricted and requires that an
alternative is offered. So the app comes first for a user who has one, at the office too, and a text message remains
available.
"""

from collections.abc import Mapping

from guichet.i18n import _
from guichet.users.models import Challenge, MfaMethod, Purpose, User

REPLACEABLE: tuple[Purpose, ...] = ("sign-in", "confirm")
"""Purposes for which any method of the user is accepted. A new number is proven by the code sent to it only."""
LABELS: Mapping[MfaMethod, str] = {
    "app": _("Utiliser l’application d’authentification"),
    "sms": _("Recevoir un code par SMS"),
    "recovery": _("Utiliser un code de secours"),
}
"""Label of the button that leads to a method."""
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
"""The message for an expired code."""


def available_methods(user: User) -> tuple[MfaMethod, ...]:
    """The methods of the user; a challenge begins with the first. ``sms`` is always one: every user has a number."""
    has: dict[MfaMethod, bool] = {"app": bool(user.totp_nonce), "sms": True, "recovery": bool(user.recovery_left)}
    return tuple(method for method, there in has.items() if there)


def other_methods(user: User, challenge: Challenge) -> list[tuple[str, MfaMethod]]:
    """Label and name of each method that may be used instead of the present one."""
    if challenge.purpose not in REPLACEABLE:
        return []
    return [(LABELS[method], method) for method in available_methods(user) if method != challenge.method]
