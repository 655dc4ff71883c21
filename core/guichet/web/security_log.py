"""The security log: refused sign-ins, codes, pages, forms, files and links (OWASP ASVS 5.0, 16.3.1 and 16.3.2).

Lines of the ordinary log with level warning, whose events are in :data:`EVENTS`. They hold no personal data: an account
and a network are named by a keyed hash that changes every month, so that lines about the same one are found together
and a leaked log names no person. The key is derived from the secret of the installation.
"""

import hashlib
import hmac

import structlog
from pyramid.request import Request

from guichet import clock
from guichet.web.client_network import client_network

log = structlog.get_logger()
EVENTS = (
    "access_refused",
    "code_refused",
    "code_withheld",
    "cookie_refused",
    "csrf_token_refused",
    "file_refused",
    "link_refused",
    "page_missed",
    "password_refused",
    "rate_limit_reached",
    "request_refused",
)
_LOGGED = "guichet.security_log"
"""Key in the environment of a request, which outlives a retry: events that are logged already."""
_HASH_CHARACTERS = 16


def record(request: Request, event: str, *, account: str = "", **details: str | int) -> None:
    """Logs an event of :data:`EVENTS`, once per request.

    ``account`` is an e-mail address or the id of a user; ``details`` are the desk's own words, never text of the
    request: an address that was typed wrongly may hold a name. A request that is refused before its desk is known is
    logged without desk, network and account: their hashes need a key of the desk.
    """
    assert event in EVENTS, event
    logged = request.environ.setdefault(_LOGGED, set())
    if event in logged:
        return
    logged.add(event)
    # Never an error: the answer to a refused request must not be a 500 for want of a line in the log.
    if getattr(request, "desk", None) is None:
        log.warning(event, desk="", network="", account="", **details)
        return
    log.warning(
        event,
        desk=request.desk.tenant.id,
        network=pseudonym(request, "network", client_network(request)),
        account=pseudonym(request, "account", account) if account else "",
        **details,
    )


def pseudonym(request: Request, kind: str, value: str) -> str:
    """The name that the log of this month has for an account or a network of this desk."""
    text = f"{clock.now():%Y-%m} {kind} {value.strip().casefold()}"
    digest = hmac.digest(request.desk.keys("security-log"), text.encode("utf-8", "replace"), hashlib.sha256)
    return digest.hex()[:_HASH_CHARACTERS]
