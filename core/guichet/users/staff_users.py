"""The office's people: invitations, roles, ending sessions and access.

The permission ``staff`` is enough for clerks; giving and taking the roles above, and changing a user who has one, needs
``administrators``. Ending sessions needs ``staff``. No user may change their own role or access, so that a slip cannot
lock an office out.
"""

from datetime import datetime
from typing import Any

from guichet.action_context import ActionContext, NotAllowed
from guichet.store.models import Portal
from guichet.store.roles import permissions_of
from guichet.users import mails
from guichet.users.credentials import close_user, drop_new_email
from guichet.users.invitations import invite
from guichet.users.journal import note
from guichet.users.links import LIVES
from guichet.users.models import Colleague, Colleagues, Session, User
from guichet.users.registration import Person
from guichet.users.session_records import end_sessions
from guichet.values.name_folding import normalize_for_search

LIST = "office_staff"
"""Key of their list in the portal, with the facets below."""
ALL, PRESENT, MANAGERS = "all", "present", "managers"
"""Facets: all users of the office; those with access; those of them with the permission ``staff``."""


class LastManager(Exception):
    """The change would take the permission ``staff`` from the last active user who has it."""


def is_above_clerk(roles: tuple[str, ...]) -> bool:
    """Whether only an administrator gives and takes these roles."""
    return "staff" in permissions_of(roles)


def colleague_with(portal: Portal, address: str) -> User | None:
    """The user of the office who has this address, or is invited with it."""
    owner: User | None = portal["users"].with_email(address)
    return owner if owner is not None and owner.at_office else invited_with(portal, address)


def invited_with(portal: Portal, address: str) -> User | None:
    """The user of the office who is invited with this address and has not taken the invitation up."""
    pending = portal["users"].pending_with(address)
    return next((one for one in pending if one.at_office and one.state == "invited"), None)


def add_staff(ctx: ActionContext, person: Person, roles: tuple[str, ...]) -> User:
    """Stores a user of the office who has to choose a password; the caller sends or prints the link.

    A user invited before with that address is changed instead of stored twice.
    """
    _require(ctx, roles)
    user = invited_with(ctx.portal, person.email)
    if user is None:
        user = invite(ctx, person, roles=roles)
    else:
        _require(ctx, user.roles)
        user.first_name, user.last_name, user.phone = person.first_name, person.last_name, person.phone
        user.roles = roles
    put_on_list(ctx.portal, user)
    ctx.record("user.staff_added", user.id, *roles)
    return user


def may_manage(ctx: ActionContext, user: User) -> bool:
    """Whether the actor may change the roles of this user or end their access."""
    try:
        _require(ctx, user.roles)
    except NotAllowed:
        return False
    return user.at_office and user.state in ("invited", "active") and user.id != ctx.actor


def change_roles(ctx: ActionContext, user: User, roles: tuple[str, ...]) -> None:
    """Changes the roles of a user and ends their sessions: a session never has more permissions than it began with.

    Raises :class:`LastManager`.
    """
    _require_managed(ctx, user)
    _require(ctx, roles)
    if not is_above_clerk(roles):
        _require_another_manager(ctx, user)
    if roles == user.roles:
        return
    user.roles = roles
    put_on_list(ctx.portal, user)
    end_sessions(ctx.portal, user.id)
    note(ctx, user, "role_changed")
    ctx.record("user.roles_given", user.id, *roles)
    if user.state == "active":
        ctx.mail(user, mails.STAFF_ROLE_CHANGED)


def sign_out_staff_user(ctx: ActionContext, user: User) -> None:
    """Ends all sessions of a user of the office, and a request for another address, e.g. after a lost laptop.

    Raises ``NotAllowed``.
    """
    _require_managed(ctx, user)
    end_sessions(ctx.portal, user.id)
    drop_new_email(ctx, user)
    note(ctx, user, "signed_out_by_office")
    ctx.mail(user, mails.STAFF_SIGNED_OUT)


def sign_out_user(ctx: ActionContext, user: User, keep: Session) -> None:
    """Ends all sessions, trusted browsers and a request for another address of any user, e.g. after a theft.

    ``keep`` is the actor's own session.
    """
    ctx.require("staff", ctx.portal)
    end_sessions(ctx.portal, user.id, keep)
    user.trusted = ()
    drop_new_email(ctx, user)
    note(ctx, user, "signed_out_by_office")
    ctx.mail(user, mails.SIGNED_OUT)


def sign_out_all_users(ctx: ActionContext, keep: Session) -> None:
    """Ends every session of the desk except the actor's own, e.g. when cookies may have been copied."""
    ctx.require("staff", ctx.portal)
    ctx.portal["sessions"].end_all_but(keep)
    ctx.record("desk.sessions_ended", "")


def deactivate(ctx: ActionContext, user: User) -> None:
    """Closes the account of a user of the office; their decisions stay. Raises :class:`LastManager`."""
    _require_managed(ctx, user)
    _require_another_manager(ctx, user)
    was_active = user.state == "active"
    close_user(ctx, user)
    put_on_list(ctx.portal, user)
    if was_active:
        ctx.mail(user, mails.STAFF_ACCESS_ENDED)


def put_on_list(portal: Portal, user: User) -> None:
    """Updates the list of the office's people: by name, those without access last."""
    people: Colleagues = portal[LIST]
    closed = user.state == "closed"
    facets = [ALL] if closed else [ALL, PRESENT, *([MANAGERS] if is_above_clerk(user.roles) else [])]
    # The digit first: users without access sort behind all others.
    place = f"{int(closed)} {normalize_for_search(f'{user.last_name} {user.first_name}')}"
    people.put(user.id, facets, place, Colleague(user.name))


def manages_alone(portal: Portal, user: User) -> bool:
    """Whether no other active user has the permission ``staff``."""
    people: Colleagues = portal[LIST]
    users = portal["users"]

    def active(user_id: str, _row: Colleague) -> bool:
        return user_id != user.id and users[user_id].state == "active"

    return not people.filtered((MANAGERS,), active, size=1).rows


def invited_until(portal: Portal, user: User) -> datetime:
    """The moment at which the invitation of a user ends."""
    name = portal["links"].newest.get(("invitation", user.id))
    until: datetime = portal["links"][name].expires if name else user.created + LIVES["invitation"]
    return until


def _require(ctx: ActionContext, roles: tuple[str, ...]) -> None:
    ctx.require("administrators" if is_above_clerk(roles) else "staff", ctx.portal)


def _require_managed(ctx: ActionContext, user: User) -> None:
    if not may_manage(ctx, user):
        raise NotAllowed(f"{ctx.actor} may not manage {user!r}")
    _depend_on_own_record(ctx)


def _require_another_manager(ctx: ActionContext, user: User) -> None:
    if user.state == "active" and is_above_clerk(user.roles) and manages_alone(ctx.portal, user):
        raise LastManager


def _depend_on_own_record(ctx: ActionContext) -> None:
    """Makes the transaction depend on the actor's own record.

    Two who close each other's account, or give each other a lower role, at the same moment write different records,
    which is no conflict; with this it is one, and the repeated request is no longer allowed.
    """
    own: Any = ctx.portal["users"].get(ctx.actor)
    if own is not None and own._p_jar is not None:
        own._p_jar.readCurrent(own)
