"""Links sent by e-mail: unguessable, for one purpose, used once (OWASP ASVS 5.0, 6.4.1).

The secret of a link is never stored. It is derived from a random number with a key that is not in the database, when
the mail leaves; the link is stored under its hash. A copy of the database, old records and backups included, opens
nothing.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from guichet.action_context import ActionContext
from guichet.messages.enqueue import LinkSecret
from guichet.store.models import Portal
from guichet.users.models import Link, User
from guichet.values.text_input import remove_invisible

LIVES = {
    "activate": timedelta(hours=48),
    "confirm-company": timedelta(hours=48),
    "welcome": timedelta(days=7),
    "register-again": timedelta(days=30),
    "invitation": timedelta(days=7),
    "reset": timedelta(minutes=60),
    "email": timedelta(minutes=60),
    "undo-email": timedelta(hours=72),
}
"""Purpose → how long a link works. ``activate``, ``confirm-company``: prove the address of a registration; ``welcome``:
a company that the office has accepted; ``register-again``: one that it has refused, whose form comes filled;
``invitation``: choose the first password; ``reset``: choose another one; ``email``: prove a new address;
``undo-email``: restore the old."""
NEWEST_ONLY = ("reset", "email", "invitation")
"""Purposes of which a user has one link at a time; a new one replaces it."""
NONCE_BYTES = 32  # ASVS 5.0, 11.5.1 asks for 128 bits at least
KEY = "link"
"""Name of the key from which secrets are derived, see :class:`guichet.keys.Keys`."""

_RUN = re.compile(r"[A-Za-z0-9_-]+")
"""Signs that a secret may have."""
_WRAPPED = re.compile(r"=?\s+")
"""Where a line of a mail was broken inside of a secret; « = » ends a line in a mail's source (RFC 2045, 6.7)."""
_LENGTH, _MOST_GLUE = 43, 4
"""Signs of a secret, for 256 bits; signs that a secret may have and that are glued to it all the same."""

Reason = Literal["unknown", "used", "lapsed", "expired", "replaced", "taken"]
"""``lapsed``: the registration was deleted, since its address was not proven in time."""


class LinkError(Exception):
    """The link cannot be used; ``reason`` is why."""

    def __init__(self, reason: Reason, link: Link | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.link = link


def new_link(ctx: ActionContext, purpose: str, user: User, detail: str = "") -> LinkSecret:
    """Stores a link and returns what its secret is derived from, for the mail."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    link = Link(purpose, user.id, ctx.now, LIVES[purpose], detail)
    ctx.portal["links"].add(_key(link_secret(nonce, ctx.desk.keys(KEY))), link)
    return LinkSecret(nonce, link.expires)


def link_secret(nonce: bytes, key: bytes) -> str:
    """The secret in the address of a link: 256 bits, in characters that stay as they are in a URL."""
    return base64.urlsafe_b64encode(hmac.digest(key, nonce, hashlib.sha256)).decode().rstrip("=")


def find_link(portal: Portal, purpose: str, secret: str, now: datetime) -> Link:
    """The usable link of that secret. Raises :class:`LinkError`."""
    links = portal["links"]
    known = (found for one in _secrets_in(secret) if (found := links.get(_key(one))) is not None)
    link: Link | None = next(known, None)
    # A link for another purpose is as unknown as one that was never sent (ASVS 5.0, 9.2.2).
    if link is None or link.purpose != purpose:
        raise LinkError("unknown")
    if link.used is not None:
        raise LinkError("used", link)
    user: User | None = portal["users"].get(link.user_id)
    if user is None:
        raise LinkError("lapsed", link)
    # A closed account is never opened again, not even by a link that was sent before it was closed.
    if user.state == "closed":
        raise LinkError("used", link)
    if purpose in NEWEST_ONLY and links.newest.get((purpose, link.user_id)) != link.id:
        raise LinkError("replaced", link)
    if now > link.expires:
        raise LinkError("expired", link)
    return link


def _secrets_in(text: str) -> Iterator[str]:
    """What may be the secret in a text that mail programmes have glued other signs to: « . », « > », « %20 », a line
    break or a sign that cannot be seen inside; « _ » around marked words, and the « 3D » of « =3D », which is « = » in
    a mail's source.

    Several, since a secret may begin or end with such signs itself. To look each up tells a guesser no more than to
    guess each.
    """
    for one in (text, _WRAPPED.sub("", remove_invisible(text))):
        run = _RUN.search(one)
        signs = run[0] if run else ""
        for start in range(min(len(signs) - _LENGTH, _MOST_GLUE) + 1):
            before, after = signs[:start], signs[start + _LENGTH :]
            if (before == "3D" and not after) or not (before + after).strip("_-"):
                yield signs[start : start + _LENGTH]


def drop_links(portal: Portal, purpose: str, user: User, now: datetime) -> None:
    """Voids the newest link of that purpose, e.g. a reset link after the password was changed on « Mon compte »."""
    name = portal["links"].newest.get((purpose, user.id))
    if name is not None and portal["links"][name].used is None:
        portal["links"][name].used = now


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
