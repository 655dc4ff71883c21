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
from guichet.store.models import Portal, granted_at_root
from guichet.users.models import Session, User
from guichet.users.session_records import max_lifetime


@dataclass(frozen=True)
class Identity:
    """A person who is fully signed in."""

    user: User
    session: Session

    @property
    def session_ends(self) -> datetime:
        """When the session ends if no further request comes."""
        return ends(self.session, self.user)

    @property
    def seconds_left(self) -> int:
        """Seconds until ``session_ends``, rounded up."""
        return ceil((self.session_ends - clock.now()).total_seconds())

    @property
    def seconds_idle(self) -> int:
        """Seconds that a session lasts from a request on, unless its absolute limit comes first."""
        return int(SURELY_IDLE.total_seconds())

    @property
    def seconds_longest(self) -> int:
        """Seconds until the absolute limit of the session, which no activity extends."""
        return ceil((self.session.opened + max_lifetime(self.user) - clock.now()).total_seconds())

    @property
    def user_id(self) -> str:
        """The id under which actions and the audit log name the user."""
        return self.user.id

    @property
    def name(self) -> str:
        """First and last name, for the head of the page."""
        return self.user.name

    @cached_property
    def principals(self) -> list[str]:
        """Principals that the ACLs in the tree may name."""
        roles = [f"role:{role}" for role in self.user.roles]
        return [Everyone, Authenticated, f"user:{self.user_id}", *roles]

    @cached_property
    def desk_permissions(self) -> frozenset[str]:
        """What the person may do on the whole desk: a page of the office asks for sixteen permissions of its menus."""
        return granted_at_root(self.principals)


class SecurityPolicy:
    """Pyramid's ``ISecurityPolicy``: identity from the session record, permission from the ACLs along the path."""

    def __init__(self) -> None:
        self._identities = RequestLocalCache(self._load)
        self._acl = ACLHelper()

    def identity(self, request: Request) -> Identity | None:
        """The signed-in person; None while only the password was given."""
        found: Identity | None = self._identities.get_or_create(request)
        return found

    def authenticated_userid(self, request: Request) -> str | None:
        """The user's id."""
        identity = self.identity(request)
        return identity.user_id if identity else None

    def permits(self, request: Request, context: Any, permission: str) -> Any:
        """Whether an ACL from ``context`` up to the root allows it; without one it is denied."""
        identity = request.identity
        if identity and isinstance(context, Portal):
            return permission in identity.desk_permissions
        return self._acl.permits(context, identity.principals if identity else [Everyone], permission)

    def remember(self, request: Request, userid: str, **keywords: Any) -> list[tuple[str, str]]:
        """Not used: sessions are opened by the actions of this room."""
        return []

    def forget(self, request: Request, **keywords: Any) -> list[tuple[str, str]]:
        """Not used: sessions are closed by the actions of this room."""
        return []

    @staticmethod
    def _load(request: Request) -> Identity | None:
        # Static files open no database, so they have no identity.
        if request.root is None:
            return None
        found = current(request, "full")
        # The state is read in each request: a user who was deactivated is out at the next one (ASVS 5.0, 7.4.2, 8.3.2).
        return Identity(found[1], found[0]) if found and found[1].state == "active" else None
