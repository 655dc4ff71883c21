"""Pyramid's security policy: identity by session record, permission by the ACLs along the path."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import ceil
from typing import Any

from pyramid.authorization import ACLHelper, Authenticated, Everyone
from pyramid.request import Request, RequestLocalCache

from guichet import clock
from guichet.auth.sessions import SURELY_IDLE, current, ends
from guichet.users.models import Session, User
from guichet.users.session_records import max_lifetime


@dataclass(frozen=True)
class Identity:
    """A person who is fully signed in."""

    user: User
    session: Session

    @property
    def session_ends(self) -> datetime:
        """When this person will be signed out if nothing more is asked for."""
        return ends(self.session, self.user)

    @property
    def seconds_left(self) -> int:
        """Until ``session_ends``."""
        return ceil((self.session_ends - clock.now()).total_seconds())

    @property
    def seconds_idle(self) -> int:
        """How long a session lasts from a request on, unless its longest time is over before."""
        return int(SURELY_IDLE.total_seconds())

    @property
    def seconds_longest(self) -> int:
        """Until the session is over whatever this person does."""
        return ceil((self.session.opened + max_lifetime(self.user) - clock.now()).total_seconds())

    @property
    def user_id(self) -> str:
        """The id under which actions and the audit trail name this person."""
        return self.user.id

    @property
    def name(self) -> str:
        """As the page greets them."""
        return self.user.name

    @cached_property
    def principals(self) -> list[str]:
        """What the access lists in the tree may name."""
        roles = [f"role:{role}" for role in self.user.roles]
        return [Everyone, Authenticated, f"user:{self.user_id}", *roles]


class SecurityPolicy:
    """Pyramid's policy: identity from the session record, permission from the access lists along the path."""

    def __init__(self) -> None:
        self._identities = RequestLocalCache(self._load)
        self._acl = ACLHelper()

    def identity(self, request: Request) -> Identity | None:
        """The signed-in person; None while only the password was given."""
        found: Identity | None = self._identities.get_or_create(request)
        return found

    def authenticated_userid(self, request: Request) -> str | None:
        """The account's id."""
        identity = self.identity(request)
        return identity.user_id if identity else None

    def permits(self, request: Request, context: Any, permission: str) -> Any:
        """Whether an ACL from ``context`` up to the root allows it; without one it is denied."""
        identity = self.identity(request)
        return self._acl.permits(context, identity.principals if identity else [Everyone], permission)

    def remember(self, request: Request, userid: str, **keywords: Any) -> list[tuple[str, str]]:
        """Not used: sessions are opened by the actions of this room."""
        return []

    def forget(self, request: Request, **keywords: Any) -> list[tuple[str, str]]:
        """Not used: sessions are closed by the actions of this room."""
        return []

    @staticmethod
    def _load(request: Request) -> Identity | None:
        # Static files and the language switch open no database, so they have no identity.
        if request.root is None:
            return None
        found = current(request, "full")
        return Identity(found[1], found[0]) if found and found[1].state == "active" else None
