"""The office's people: inviting them, their roles, the end of their access.

Whoever has the permission ``staff`` looks after clerks; only ``administrators`` gives or takes the roles above, and
touches somebody who has one; ending sessions is for all who look after people. Nobody does it to themselves, so that
no slip locks an office out.
"""

from datetime import datetime
from typing import Any

from guichet.act import Act, NotAllowed
from guichet.i18n import _
from guichet.identity.actions import Person, close_account
from guichet.identity.by_link.invitations import invite
from guichet.identity.journal import note
from guichet.identity.links import LIVES
from guichet.identity.models import Account, Colleague, Colleagues, Session
from guichet.identity.sessions import end_sessions
from guichet.store.listing import fold
from guichet.store.models import Portal
from guichet.store.roles import PERMISSIONS

LIST = "office_staff"
"""Where the desk lists them: ids ordered by name, under the facets below."""
ALL, PRESENT, MANAGERS = "all", "present", "managers"
"""Everybody; those whose access has not ended; those of them who may look after the office's people."""
WORK, PEOPLE = ("work-list",), ("staff",)
"""Where one works who sees invoices, and who looks after people alone."""
LEAVE = _("Si vous avez une question, adressez-vous à la personne responsable dans votre office.")


class LastManager(Exception):
    """Nobody would be left who may look after the office's people."""


def permissions_of(roles: tuple[str, ...]) -> frozenset[str]:
    """What these roles allow together; a role that no version knows any more allows nothing."""
    return frozenset(one for role in roles for one in PERMISSIONS.get(role, ()))


def is_above_clerk(roles: tuple[str, ...]) -> bool:
    """Whether only an administrator gives and takes these roles."""
    return "staff" in permissions_of(roles)


def home_of(roles: tuple[str, ...]) -> tuple[str, ...]:
    """The page that people with these roles work on."""
    return WORK if "office" in permissions_of(roles) else PEOPLE


def colleague_with(portal: Portal, address: str) -> Account | None:
    """The person of the office who has this address, or is invited with it."""
    owner: Account | None = portal["accounts"].with_email(address)
    return owner if owner is not None and owner.at_office else invited_with(portal, address)


def invited_with(portal: Portal, address: str) -> Account | None:
    """The person of the office who is invited with this address and has not come yet."""
    pending = portal["accounts"].pending_with(address)
    return next((one for one in pending if one.at_office and one.state == "invited"), None)


def add_staff(act: Act, person: Person, roles: tuple[str, ...]) -> Account:
    """Stores a person of the office who has yet to choose a password; the caller sends or prints the link.

    Somebody invited before with that address is the same account, with what is said now.
    """
    _require(act, roles)
    account = invited_with(act.portal, person.email)
    if account is None:
        account = invite(act, person, home=home_of(roles), roles=roles)
    else:
        _require(act, account.roles)
        account.first_name, account.last_name, account.phone = person.first_name, person.last_name, person.phone
        account.roles, account.home = roles, home_of(roles)
    put_on_list(act.portal, account)
    act.record("account.staff_added", account.id, *roles)
    return account


def may_manage(act: Act, account: Account) -> bool:
    """Whether the actor may change somebody's roles or end their access."""
    try:
        _require(act, account.roles)
    except NotAllowed:
        return False
    return account.at_office and account.state in ("invited", "active") and account.id != act.actor


def change_roles(act: Act, account: Account, roles: tuple[str, ...]) -> None:
    """Gives somebody other roles; they are signed out, so that a session never carries more than it began with.

    Raises :class:`LastManager`.
    """
    _require_managed(act, account)
    _require(act, roles)
    if not is_above_clerk(roles):
        _require_another_manager(act, account)
    if roles == account.roles:
        return
    account.roles, account.home = roles, home_of(roles)
    put_on_list(act.portal, account)
    end_sessions(act.portal, account.id)
    note(act, account, "role_changed")
    act.record("account.roles_given", account.id, *roles)
    if account.state == "active":
        told = [_("Votre rôle au guichet en ligne vient de changer. Connectez-vous à nouveau pour continuer."), LEAVE]
        act.mail(account, _("Votre rôle au guichet a changé"), told)


def sign_out_everywhere(act: Act, account: Account) -> None:
    """Ends all sessions of somebody at the office, e.g. after a lost laptop."""
    _require_managed(act, account)
    end_sessions(act.portal, account.id)
    note(act, account, "signed_out_by_office")
    told = [_("L’office a déconnecté tous vos appareils du guichet en ligne. Vous pouvez vous reconnecter."), LEAVE]
    act.mail(account, _("Vos appareils sont déconnectés"), told)


def sign_somebody_out(act: Act, account: Account, keep: Session) -> None:
    """Ends all sessions and trusted browsers of anybody's account, e.g. after a theft; ``keep`` is the actor's own."""
    act.require("staff", act.portal)
    end_sessions(act.portal, account.id, keep)
    account.trusted = ()
    note(act, account, "signed_out_by_office")
    told = [_("L’office a déconnecté tous vos appareils du guichet en ligne. Vous pouvez vous reconnecter.")]
    act.mail(account, _("Vos appareils sont déconnectés"), told)


def sign_everybody_out(act: Act, keep: Session) -> None:
    """Ends every session of the desk except the actor's own, e.g. when somebody may have copied cookies."""
    act.require("staff", act.portal)
    sessions = act.portal["sessions"]
    for name in [name for name in sessions if name != keep.id]:
        sessions.remove(name)
    for account in act.portal["accounts"].values():
        if account.trusted:
            account.trusted = ()
    act.record("desk.everybody_signed_out", "")


def deactivate(act: Act, account: Account) -> None:
    """Ends somebody's access at once; what they decided stays. Raises :class:`LastManager`."""
    _require_managed(act, account)
    _require_another_manager(act, account)
    was_active = account.state == "active"
    close_account(act, account)
    put_on_list(act.portal, account)
    if was_active:
        told = [_("L’office a fermé votre accès au guichet en ligne."), LEAVE]
        act.mail(account, _("Votre accès au guichet est fermé"), told)


def put_on_list(portal: Portal, account: Account) -> None:
    """Lists somebody by name, those whose access has ended behind all others."""
    people: Colleagues = portal[LIST]
    closed = account.state == "closed"
    facets = [ALL] if closed else [ALL, PRESENT, *([MANAGERS] if is_above_clerk(account.roles) else [])]
    place = f"{int(closed)} {fold(f'{account.last_name} {account.first_name}')}"
    people.put(account.id, facets, place, Colleague(account.name))


def manages_alone(portal: Portal, account: Account) -> bool:
    """Whether nobody else who is active may look after the office's people."""
    people: Colleagues = portal[LIST]
    accounts = portal["accounts"]

    def active(account_id: str, _row: Colleague) -> bool:
        return account_id != account.id and accounts[account_id].state == "active"

    return not people.filtered((MANAGERS,), active, size=1).rows


def invited_until(portal: Portal, account: Account) -> datetime:
    """Until when an invitation may be taken up."""
    name = portal["links"].newest.get(("invitation", account.id))
    until: datetime = portal["links"][name].expires if name else account.created + LIVES["invitation"]
    return until


def _require(act: Act, roles: tuple[str, ...]) -> None:
    act.require("administrators" if is_above_clerk(roles) else "staff", act.portal)


def _require_managed(act: Act, account: Account) -> None:
    if not may_manage(act, account):
        raise NotAllowed(f"{act.actor} may not look after {account!r}")


def _require_another_manager(act: Act, account: Account) -> None:
    if account.state == "active" and is_above_clerk(account.roles) and manages_alone(act.portal, account):
        raise LastManager
    _guard(act)


def _guard(act: Act) -> None:
    """Two managers who end each other at the same moment meet here: the later one is tried again, and may not."""
    own: Any = act.portal["accounts"].get(act.actor)
    if own is not None and own._p_jar is not None:
        own._p_jar.readCurrent(own)
