"""Links sent by e-mail: unguessable, for one purpose, used once (OWASP ASVS 5.0, 6.4.1)."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Literal

from guichet.identity.models import Account, Link
from guichet.store.models import Portal

LIVES = {"activate": timedelta(hours=48)}
_SECRET_BYTES = 32

Trouble = Literal["unknown", "used", "expired", "taken"]


class LinkError(Exception):
    """The link cannot be used; ``trouble`` says why."""

    def __init__(self, trouble: Trouble, link: Link | None = None) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.link = link


def new_link(portal: Portal, purpose: str, account: Account, now: datetime) -> str:
    """Stores a link and returns its secret; only the hash is kept."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    assert account.__name__ is not None
    portal["links"].add(_key(secret), Link(purpose, account.__name__, now, LIVES[purpose]))
    return secret


def find_link(portal: Portal, purpose: str, secret: str, now: datetime) -> Link:
    """The usable link of that secret. Raises :class:`LinkError`."""
    link: Link | None = portal["links"].get(_key(secret))
    if link is None or link.purpose != purpose:
        raise LinkError("unknown")
    if link.used is not None:
        raise LinkError("used", link)
    if now > link.expires:
        raise LinkError("expired", link)
    return link


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
