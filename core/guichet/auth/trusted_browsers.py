"""« Ne plus demander de code sur cet appareil »: browsers that need only the password for some weeks.

The cookie holds a random secret per user who trusts this browser; the user record holds its hash. The canton decides
for how many days, or not at all; the office's people always give a code. A trusted browser counts for signing in only:
pages with ``reauth=True`` still ask for password and code.
"""

import hashlib
import secrets
from datetime import timedelta

import colander
from pyramid.request import Request
from pyramid.response import Response

from guichet import clock
from guichet.i18n import _
from guichet.users.models import Challenge, User
from guichet.users.session_records import trusted_now
from guichet.web.forms.nodes import Checkbox

COOKIE = "trusted"
MAX_COUNT = 5
"""Users who trust one browser, and browsers that one user trusts; the latest ones remain."""
_SECRET_BYTES = 32
_BETWEEN = "."


def days_offered(request: Request, user: User, challenge: Challenge) -> int | None:
    """For how many days this browser may be trusted after the code that is asked for; ``None`` if it may not."""
    days: int | None = request.desk.tenant.trusted_browser_days
    return days if challenge.purpose == "sign-in" and not user.at_office else None


def trust_node(days: int) -> colander.SchemaNode:
    """The question whether this browser needs no code for ``days``."""
    several = _("Ne plus demander de code sur cet appareil pendant ${days} jours", mapping={"days": days})
    return Checkbox(
        name="trust",
        title=_("Ne plus demander de code sur cet appareil pendant un jour") if days == 1 else several,
        description=_("Laissez cette case vide si d’autres personnes utilisent cet appareil."),
    )


def trust(request: Request, user: User, days: int) -> None:
    """Trusts this browser for ``days``.

    Each user has a secret of their own, made here: one planted in the browser before is worth nothing.
    """
    secret, life = secrets.token_urlsafe(_SECRET_BYTES), timedelta(days=days)
    now = clock.now()
    still = trusted_now(request.root, user, now)
    user.trusted = (*still, (_hash(request, secret), now + life))[-MAX_COUNT:]
    value = _BETWEEN.join([*_secrets(request), secret][-MAX_COUNT:])

    def set_cookie(request: Request, response: Response) -> None:
        response.set_cookie(value=value, max_age=life, **request.desk.cookie(COOKIE))

    request.add_response_callback(set_cookie)


def is_trusted(request: Request, user: User) -> bool:
    """Whether the user needs no code in this browser. The caller has checked the password."""
    # The setting is read again: a canton that takes the offer back takes it back for all browsers.
    if request.desk.tenant.trusted_browser_days is None or user.at_office or not user.phone_proven:
        return False
    mine = {_hash(request, secret) for secret in _secrets(request)}
    return any(stored in mine for stored, _ends in trusted_now(request.root, user, clock.now()))


def _secrets(request: Request) -> list[str]:
    cookie = request.cookies.get(request.desk.cookie_name(COOKIE), "")
    return [secret for secret in cookie.split(_BETWEEN) if secret][-MAX_COUNT:]


def _hash(request: Request, secret: str) -> str:
    # Stored hashed: the secrets in a stolen backup cannot be used.
    epoch: str = request.root["sessions"].trust_epoch
    return epoch + hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
