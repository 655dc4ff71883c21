"""What an account has to show who somebody is, beside the password, and which of it is asked for first.

Text messages can be read by others, e.g. by whoever gets the number moved to another card; NIST SP 800-63B calls them
restricted and wants an alternative to be offered. So the app comes first where there is one, at the office too, and a
text message stays the other way.
"""

from collections.abc import Mapping

from pyramid.request import Request

from guichet.i18n import _
from guichet.identity.factors.phone_requests import take_effect
from guichet.identity.models import Account, Challenge, Purpose, Session, Way
from guichet.identity.signing_in.code_sending import send_code

REPLACEABLE: tuple[Purpose, ...] = ("sign-in", "confirm")
"""What any factor of the account may prove. Whoever proves a number shows the code that was sent to it."""
LABELS: Mapping[Way, str] = {
    "app": _("Utiliser l’application d’authentification"),
    "sms": _("Recevoir un code par SMS"),
    "recovery": _("Utiliser un code de secours"),
}
"""What the button says that leads to a way."""
TITLES: Mapping[Way, str] = {
    "sms": _("Consultez votre téléphone"),
    "app": _("Ouvrez votre application"),
    "recovery": _("Saisissez un code de secours"),
}
EXPIRED: Mapping[Way, str] = {
    "sms": _("Ce code n’est plus valable. Demandez un nouveau code."),
    "app": _("Ce code a déjà servi. Attendez que l’application affiche le suivant."),
    "recovery": _("Ce code a déjà servi. Saisissez-en un autre."),
}
"""What is said of a code whose time is over."""


def ways_of(account: Account) -> tuple[Way, ...]:
    """What the account has, the one asked for first in front."""
    has: dict[Way, bool] = {"app": bool(account.app_nonce), "sms": True, "recovery": bool(account.recovery_left)}
    return tuple(way for way, there in has.items() if there)


def other_ways(account: Account, asked: Challenge) -> list[tuple[str, Way]]:
    """Label and name of each way that may be used instead of the present one."""
    if asked.purpose not in REPLACEABLE:
        return []
    return [(LABELS[way], way) for way in ways_of(account) if way != asked.way]


def begin(request: Request, session: Session, account: Account) -> None:
    """Asks for a code, by the account's first way; one by text message leaves, unless a limit forbids it.

    A new phone that the office has approved counts from here on, if its day has passed: nobody needs it before.
    """
    take_effect(request.act, account, session)
    asked = session.challenge
    assert asked is not None
    if asked.purpose in REPLACEABLE:
        asked.way = ways_of(account)[0]
    if asked.way == "sms":
        send_code(request, session, account)
