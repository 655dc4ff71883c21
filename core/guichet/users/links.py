"""Links sent by e-mail: unguessable, for one purpose, used once (OWASP ASVS 5.0, 6.4.1)."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Literal

from guichet.store.models import Portal
from guichet.users.models import Link, User

LIVES = {
    "activate": timedelta(hours=48),
    "welcome": timedelta(days=7),
    "invitation": timedelta(days=7),
    "reset": timedelta(minutes=60),
    "email": timedelta(minutes=60),
    "undo-email": timedelta(hours=72),
}
"""Purpose → how long a link works. ``welcome``: a company that the office has accepted; ``invitation``: choose
the first password; ``reset``: choose another one; ``email``: prove a new address; ``undo-email``: restore the old."""
NEWEST_ONLY = ("reset", "email", "invitation")
"""Purposes of which a user has one link at a time; a new one replaces it."""
_SECRET_BYTES = 32  # ASVS 5.0, 11.5.1 asks for 128 bits at least

Reason = Literal["unknown", "used", "expired", "replaced", "taken"]


class LinkError(Exception):
    """The link cannot be used; ``reason`` is why."""

    def __init__(self, reason: Reason, link: Link | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.link = link


def new_link(portal: Portal, purpose: str, user: User, now: datetime, detail: str = "") -> str:
    """Stores a link and returns its secret, of which the database holds only the hash (ASVS 5.0, 6.4.1)."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    portal["links"].add(_key(secret), Link(purpose, user.id, now, LIVES[purpose], detail))
    return secret


def find_link(portal: Portal, purpose: str, secret: str, now: datetime) -> Link:
    """The usable link of that secret. Raises :class:`LinkError`."""
    links = portal["links"]
    link: Link | None = links.get(_key(secret))
    # A link for another purpose is as unknown as one that was never sent (ASVS 5.0, 9.2.2).
    if link is None or link.purpose != purpose:
        raise LinkError("unknown")
    user: User | None = portal["users"].get(link.user_id)
    # A closed account is never opened again, not even by a link that was sent before it was closed.
    if link.used is not None or user is None or user.state == "closed":
        raise LinkError("used", link)
    if purpose in NEWEST_ONLY and links.newest.get((purpose, link.user_id)) != link.id:
        raise LinkError("replaced", link)
    if now > link.expires:
        raise LinkError("expired", link)
    return link


def drop_links(portal: Portal, purpose: str, user: User, now: datetime) -> None:
    """Voids the newest link of that purpose, e.g. a reset link after the password was changed on « Mon compte »."""
    name = portal["links"].newest.get((purpose, user.id))
    if name is not None and portal["links"][name].used is None:
        portal["links"][name].used = now


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
