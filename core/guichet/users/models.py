"""Stored objects of this room: users, session records, links sent by e-mail, tasks for the worker, and their lists."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from guichet.store.models import Folder, Resource, new_id
from guichet.store.roles import PERMISSIONS, permissions_of
from guichet.store.sorted_index import SortedIndex
from guichet.values import email as email_value

State = Literal["unconfirmed", "unconfirmed-company", "waiting", "accepted", "invited", "active", "refused", "closed"]
"""``unconfirmed``: an insured person whose address is not proven yet; ``unconfirmed-company``: a company, which the
office does not see before. ``waiting``: a company that the office has not accepted yet; ``accepted``: it has, and the
access is not activated yet. ``invited``: has to choose a password. ``refused``: by the office. ``closed``: ended by the
person, a manager or a supervisor."""
UNCONFIRMED: tuple[State, ...] = ("unconfirmed", "unconfirmed-company")
"""Registrations whose address is not proven: deleted after a week, see ``user_retention``."""
PENDING: tuple[State, ...] = (*UNCONFIRMED, "waiting", "accepted")
"""Registered with a password, but not active yet."""
MAX_FORMER = 20
"""Former names and phones of a user that are kept: the first ones, which later ones do not push out."""


class User(Resource):
    """A person who signs in. Class attributes are the defaults of users stored before the attribute existed."""

    roles: tuple[str, ...] = ()
    """Roles at the office, see :mod:`guichet.store.roles`; empty for users of companies and insured persons."""
    issuer_id = ""
    """Id of the company or insured person whose invoices this user sees; empty for the office's people."""
    phone_proven = False
    saved_form: tuple[str, str] | None = None
    """Path and raw answers (JSON) of a form posted after the session had ended, see ``saved_forms``."""
    saved_form_at: datetime | None = None
    conditions = ""
    """Version of the conditions of use that were accepted."""
    trusted: tuple[tuple[str, datetime], ...] = ()
    """Trusted browsers, which need no code: ``(hash of the cookie's secret, until when)``."""
    last_sign_in: datetime | None = None
    wrong_codes: tuple[datetime, ...] = ()
    """Moments of the wrong codes of the last 24 hours, see ``mfa.wrong_codes``."""
    wrong_in_a_row = 0
    """Wrong codes since the last right one."""
    shortcuts = False
    """Whether single keys act on the office's review page."""
    codes_paused: datetime | None = None
    """Moment until which no code of six digits is accepted; None without a pause."""
    journal: OOBTree | None = None
    """``(moment in ISO 8601, random id)`` → ``(event, detail)``: the security journal that the person reads.
    Made by the first note: a BTree of its own, so that a note does not store the whole user again."""
    totp_nonce = b""
    """Nonce from which the secret of the authenticator app is derived, see ``mfa.totp``; empty without an app."""
    totp_step = 0
    """Number of the time step whose code was used last: neither that one nor an earlier one is accepted
    again (ASVS 5.0, 6.5.1)."""
    recovery_nonce = b""
    """Nonce from which the recovery codes are derived, see ``mfa.recovery``; empty without any."""
    recovery_made: datetime | None = None
    recovery_left: tuple[int, ...] = ()
    """Numbers (from 0) of the recovery codes that have not been used yet."""
    phone_request: "PhoneRequest | None" = None
    """The open request for another number after the phone was lost."""
    former_names: tuple[str, ...] = ()
    former_phones: tuple[str, ...] = ()
    """The first `MAX_FORMER` of each: a household does not change with another name or number."""
    phone_replaced: tuple[str, datetime] | None = None  # see `guichet.users.replaced_phone`

    def __init__(
        self,
        *,
        email: str,
        first_name: str,
        last_name: str,
        phone: str,
        password_hash: str,
        language: str,
        now: datetime,
    ) -> None:
        self.email = email
        self.first_name = first_name
        self.last_name = last_name
        self.phone = phone
        self.password_hash = password_hash
        """Empty until an invited person has chosen a password."""
        self.language = language
        self.created = now
        self.state: State = "unconfirmed"

    @property
    def name(self) -> str:
        """First and last name; empty once the account is erased."""
        return f"{self.first_name} {self.last_name}".strip()

    def rename(self, first_name: str, last_name: str) -> None:
        """Sets the name."""
        self.former_names = tuple(dict.fromkeys((*self.former_names, self.name)))[:MAX_FORMER]
        self.first_name, self.last_name = first_name, last_name

    def set_phone(self, number: str) -> None:
        """Sets the phone number."""
        self.former_phones = tuple(dict.fromkeys((*self.former_phones, self.phone)))[:MAX_FORMER]
        self.phone = number

    @property
    def greeting_name(self) -> str:
        """The name that mails greet; empty until the address is proven."""
        # Before, the name is what another person may have typed: a registration or invitation with a stranger's
        # address would deliver a text of their choice under the office's name.
        return self.name if self.state not in (*UNCONFIRMED, "invited") else ""

    @property
    def landing_page(self) -> str:
        """Path of the page after sign-in, below the desk's address; empty for a user without issuer and role."""
        if self.at_office:
            return "work-list" if "office" in permissions_of(self.roles) else "staff"
        return f"issuers/{self.issuer_id}/" if self.issuer_id else ""

    @property
    def at_office(self) -> bool:
        """Whether this is one of the office's people."""
        return bool(self.roles)

    def __acl__(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Who may replace the phone: of the office's people those who give them their roles, of all others any clerk.

        A phone is half of a sign-in: a clerk who could replace an administrator's would gain the role.
        """
        above_clerk = any("staff" in PERMISSIONS.get(role, ()) for role in self.roles)
        needed = "administrators" if above_clerk else "staff" if self.at_office else "office"
        roles = (role for role, permissions in PERMISSIONS.items() if needed in permissions)
        return [("Allow", f"role:{role}", ("replace-phone",)) for role in roles]


class Users(Folder):
    """All users of a desk. An e-mail address belongs to one user, from the moment it is proven.

    Until then any number of registrations and invitations may name it: none of them can keep the owner out.
    """

    def __init__(self) -> None:
        super().__init__()
        self._by_email = OOBTree()
        self._pending = OOTreeSet()
        """``(address, moment of registration, id)`` of users who are not active yet."""

    def with_email(self, address: str) -> User | None:
        """The user that this address belongs to, upper and lower case alike; None when there is none."""
        user_id = self._by_email.get(email_value.key(address))
        return self[user_id] if user_id is not None else None

    def pending_with(self, address: str) -> list[User]:
        """Users with this address who are not active yet, the newest first."""
        key = email_value.key(address)
        # "~" sorts behind every moment in ISO 8601, so the range holds all keys of this address.
        found = [self[user_id] for _key, _moment, user_id in self._pending.keys(min=(key,), max=(key, "~"))]
        return found[::-1]

    def put(self, user: User) -> str:
        """Stores a new user, who cannot sign in yet; returns the id."""
        name = super().put(user)
        self._pending.insert(_pending_key(user))
        return name

    def remove(self, name: str) -> None:
        """Deletes a user for good; for registrations only, since invoices and the audit log name all others."""
        self.release(self[name])
        super().remove(name)

    def reserve_email(self, user: User) -> bool:
        """Makes the address the user's own; False when it belongs to another user by now."""
        # One key per address: of two users who prove it at the same moment, ZODB refuses one with a conflict.
        if self._by_email.setdefault(email_value.key(user.email), user.id) != user.id:
            return False
        if _pending_key(user) in self._pending:
            self._pending.remove(_pending_key(user))
        return True

    def activate_user(self, user: User) -> bool:
        """Lets the user sign in; False when the address belongs to another user by now."""
        if not self.reserve_email(user):
            return False
        user.state = "active"
        return True

    def release(self, user: User) -> None:
        """Makes the user's address free for another user."""
        if self._by_email.get(email_value.key(user.email)) == user.id:
            del self._by_email[email_value.key(user.email)]
        if _pending_key(user) in self._pending:
            self._pending.remove(_pending_key(user))

    def set_pending_email(self, user: User, address: str) -> None:
        """Replaces the address of a user who is not active yet; it does not belong to the user before activation."""
        self.release(user)
        user.email = address
        self._pending.insert(_pending_key(user))

    def change_email(self, user: User, address: str) -> bool:
        """Gives an active user another address; False when that one belongs to another user."""
        if self._by_email.setdefault(email_value.key(address), user.id) != user.id:
            return False
        # Another spelling of the same address has the same key, which must not be released.
        if email_value.key(address) != email_value.key(user.email):
            self.release(user)
        user.email = address
        return True


def _pending_key(user: User) -> tuple[str, str, str]:
    return email_value.key(user.email), user.created.isoformat(), user.id


class PhoneRequest(Persistent):
    """Request of a user who has lost the phone: another number, which the office approves or refuses."""

    effective: datetime | None = None
    """Moment from which the new number counts; ``None`` until the office has approved it."""

    def __init__(self, number: str, reach: str, app_lost: bool, now: datetime) -> None:
        self.number = number
        """The new mobile number, E.164."""
        self.reach = reach
        """When and how the office reaches the person, as typed by the person."""
        self.app_lost = app_lost
        """Whether the authenticator app was on the lost phone."""
        self.requested_at = now


MfaMethod = Literal["sms", "app", "recovery"]
"""Second factor: a code by text message, by an authenticator app, or a recovery code."""
Purpose = Literal["register", "sign-in", "confirm", "new-phone"]
"""Purpose of a challenge, which decides the effect of a right code, see ``auth.proven_codes``."""


class Challenge(Persistent):
    """The codes of one attempt. Those sent are stored nowhere: see ``mfa.sms_codes``."""

    purpose: Purpose = "sign-in"
    method: MfaMethod = "sms"
    phone = ""
    """A number that is to be proven; empty for the user's present one."""
    began: datetime | None = None
    """When the challenge began in an open session; None at registration and sign-in, where the session is as old."""

    def __init__(self, purpose: Purpose = "sign-in", method: MfaMethod = "sms", phone: str = "") -> None:
        self.purpose = purpose
        self.method = method
        self.phone = phone
        self.sent: tuple[tuple[bytes, datetime], ...] = ()
        """``(nonce, moment of sending)`` per code; a code is derived from its nonce with a key outside the database."""
        self.wrong = 0
        """Wrong tries of the attempt, over all codes and methods (ASVS 5.0, 6.6.3)."""

    def add(self, nonce: bytes, now: datetime) -> None:
        """Adds a code; the earlier ones stay usable, since text messages may arrive in another order."""
        self.sent = (*self.sent, (nonce, now))


Stage = Literal["phone", "email", "code", "full"]
"""``phone``: proving the number while registering; ``email``: it is proven, the address not yet; ``code``: password
given, code awaited; ``full``: signed in."""


class Session(Resource):
    """A server-side record of one browser at one stage; a new one is made at each stage."""

    device = ""
    """Browser and system in words, e.g. ``"Firefox, Windows"``."""
    confirmed: datetime | None = None
    """When password and code were last given in this session, see ``auth.reauthentication``."""
    challenge: Challenge | None = None
    """The challenge under way: always at the stages ``phone`` and ``code``, at ``full`` only during a confirmation."""
    totp_nonce = b""
    """Nonce of an authenticator app that is being set up and is no second factor yet."""
    ended_oldest = False
    """Whether opening it has ended the user's oldest session, since too many were open."""

    def __init__(self, user_id: str, stage: Stage, now: datetime, next_path: str = "") -> None:
        self.user_id = user_id
        self.stage = stage
        self.opened = now
        self.next_path = next_path
        if stage in ("phone", "code"):
            self.challenge = Challenge("register" if stage == "phone" else "sign-in")


class Sessions(Folder):
    """All sessions of a desk, with an index by user."""

    trust_epoch = ""
    """Begins what is stored of a browser from now on that needs no code; all that begins otherwise is over."""

    def __init__(self) -> None:
        super().__init__()
        self._by_user = OOTreeSet()

    def add(self, name: str, item: Session) -> None:
        """Stores a session under the hash of its secret."""
        super().add(name, item)
        self._by_user.insert((item.user_id, name))

    def remove(self, name: str) -> None:
        """Ends a session."""
        self._by_user.remove((self[name].user_id, name))
        super().remove(name)

    def of(self, user_id: str) -> Iterator[Session]:
        """The sessions of a user, in no order; a copy, so that they may be removed meanwhile."""
        return iter([self[name] for _user_id, name in self._by_user.keys(min=(user_id,), max=(user_id, "~"))])

    def end_all_but(self, keep: Session) -> None:
        """Ends all sessions but one and the trust in every browser, none of which is loaded."""
        # One that another process opens at the same moment ends with them, or its sign-in is repeated.
        self._items.clear()
        self._by_user.clear()
        self.add(keep.id, keep)
        self.trust_epoch = new_id()


class Link(Resource):
    """A single-use link sent by e-mail, stored under the hash of its secret."""

    used: datetime | None = None
    detail = ""
    """Value that the link carries out, e.g. the new address that it proves."""

    def __init__(self, purpose: str, user_id: str, now: datetime, life: timedelta, detail: str = "") -> None:
        self.purpose = purpose
        self.user_id = user_id
        self.created = now
        self.expires = now + life
        self.detail = detail


class Links(Folder):
    """All links of a desk. Of some purposes only the newest of a user works, see ``links.NEWEST_ONLY``."""

    def __init__(self) -> None:
        super().__init__()
        self.newest = OOBTree()
        """``(purpose, user id)`` → name of the link made last."""
        self._by_user = OOTreeSet()

    def add(self, name: str, item: Link) -> None:
        """Stores a link under the hash of its secret."""
        super().add(name, item)
        self._by_user.insert((item.user_id, name))
        self.newest[(item.purpose, item.user_id)] = name

    def remove(self, name: str) -> None:
        """Deletes a link."""
        link = self[name]
        if self.newest.get((link.purpose, link.user_id)) == name:
            del self.newest[(link.purpose, link.user_id)]
        self._by_user.remove((link.user_id, name))
        super().remove(name)

    def of(self, user_id: str) -> list[Link]:
        """The links of a user, in no order."""
        return [self[name] for _user_id, name in self._by_user.keys(min=(user_id,), max=(user_id, "~"))]


class Task(Resource):
    """Work left to the worker, see `guichet.users.tasks`."""

    def __init__(self, kind: str, subject: str, now: datetime) -> None:
        self.kind = kind
        self.subject = subject
        """An e-mail address, the id of a user or where to go on, as the kind says."""
        self.created = now


class LostPhone(NamedTuple):
    """A request for another phone number, as the office's list shows it."""

    name: str
    requested_at: datetime
    effective: datetime | None


class LostPhones(SortedIndex[LostPhone]):
    """Requests by user id, the oldest first. Facets: ``members:STEP`` and ``staff:STEP``, see ``lost_phone_index``."""

    row_type = LostPhone


class Colleague(NamedTuple):
    """A person of the office."""

    name: str


class Colleagues(SortedIndex[Colleague]):
    """The office's people by name, those without access last. Facets: ``all``, ``present``, ``managers``."""

    row_type = Colleague
