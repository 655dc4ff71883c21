"""Users, sessions as records, links sent by e-mail, and tasks for the worker."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent

from guichet.store.models import Folder, Resource
from guichet.store.roles import PERMISSIONS, permissions_of
from guichet.store.sorted_index import SortedIndex
from guichet.values import email as email_value

State = Literal["unconfirmed", "waiting", "accepted", "invited", "active", "refused", "closed"]
"""``unconfirmed``: an insured person whose address is not proven yet. ``waiting``: a company the office has not
admitted yet; ``accepted``: it has, and the address is not proven yet. ``invited``: has to choose a
password. ``closed``: ended by the person, a manager or a supervisor."""
PENDING: tuple[State, ...] = ("unconfirmed", "waiting", "accepted")
"""Registered with a password, but not let in yet."""


class User(Resource):
    """A person who signs in."""

    roles: tuple[str, ...] = ()
    """Roles at the office, see :mod:`guichet.store.roles`; empty for companies' and insured persons' accounts."""
    issuer_id = ""
    """Id of the company or insured person whose invoices this user sees; empty for the office's people."""
    phone_proven = False
    saved_form: tuple[str, str] | None = None
    """Path and raw answers (JSON) of a form posted after the session had ended, see ``saved_forms``."""
    saved_form_at: datetime | None = None
    conditions = ""
    """Version of the conditions of use that were accepted."""
    trusted: tuple[tuple[str, datetime], ...] = ()
    """Trusted browsers, which are not asked for a code: hash of the cookie's secret, and until when."""
    last_sign_in: datetime | None = None
    wrong_codes: tuple[datetime, ...] = ()
    """When wrong codes were typed in the last day, see ``mfa.wrong_codes``."""
    wrong_in_a_row = 0
    """Wrong codes since the last right one."""
    codes_paused: datetime | None = None
    """Until when no code of six digits is taken."""
    journal: OOBTree | None = None
    """``(moment in ISO 8601, random id)`` → ``(event, detail)``: what the person may read of the account's security."""
    totp_nonce = b""
    """Nonce from which the secret of the authenticator app is derived, see ``mfa.totp``; empty without an app."""
    totp_step = 0
    """Number of the time step whose code was used last: neither that one nor an earlier one is taken again."""
    recovery_nonce = b""
    """Nonce from which the recovery codes are derived, see ``mfa.recovery``; empty without any."""
    recovery_made: datetime | None = None
    recovery_left: tuple[int, ...] = ()
    """Which of them have not been used yet."""
    phone_request: "PhoneRequest | None" = None
    """The request for another number after the phone was lost."""

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
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

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
        """A new phone is given to the office's people by those who give them their roles, to others by any clerk."""
        above_clerk = any("staff" in PERMISSIONS.get(role, ()) for role in self.roles)
        needed = "administrators" if above_clerk else "staff" if self.at_office else "office"
        roles = (role for role, permissions in PERMISSIONS.items() if needed in permissions)
        return [("Allow", f"role:{role}", ("replace-phone",)) for role in roles]


class Users(Folder):
    """All users of a desk. An address belongs to one user, from the moment it is proven.

    Until then any number of registrations and invitations may name it: none of them can keep its owner out.
    """

    def __init__(self) -> None:
        super().__init__()
        self._by_email = OOBTree()
        self._pending = OOTreeSet()
        """``(address, moment of registration, id)`` of those not let in yet."""

    def with_email(self, address: str) -> User | None:
        """The account that this address belongs to, upper and lower case alike."""
        user_id = self._by_email.get(email_value.key(address))
        return self[user_id] if user_id is not None else None

    def pending_with(self, address: str) -> list[User]:
        """Registrations with this address that are not let in yet, the newest first."""
        key = email_value.key(address)
        found = [self[user_id] for _key, _moment, user_id in self._pending.keys(min=(key,), max=(key, "~"))]
        return found[::-1]

    def login_candidate(self, address: str) -> User | None:
        """The one account whose password is tried at sign-in: the owner of the address, else who registered last."""
        registered = [user for user in self.pending_with(address) if user.state in PENDING]
        # Accepted registrations first: a later registration by a stranger must not keep the accepted person out.
        registered.sort(key=lambda user: (user.state != "accepted", not user.phone_proven))
        return self.with_email(address) or next(iter(registered), None)

    def put(self, user: User) -> str:
        """Stores a new account, which cannot sign in yet."""
        name = super().put(user)
        self._pending.insert(_pending_key(user))
        return name

    def remove(self, name: str) -> None:
        """Deletes an account for good."""
        self.release(self[name])
        super().remove(name)

    def reserve_email(self, user: User) -> bool:
        """Gives the account its address, unless another has taken it in the meantime; says whether it worked."""
        if self._by_email.setdefault(email_value.key(user.email), user.id) != user.id:
            return False
        if _pending_key(user) in self._pending:
            self._pending.remove(_pending_key(user))
        return True

    def activate_user(self, user: User) -> bool:
        """Lets the account sign in, unless its address has been taken in the meantime; says whether it worked."""
        if not self.reserve_email(user):
            return False
        user.state = "active"
        return True

    def release(self, user: User) -> None:
        """Sets the account's address free for another."""
        if self._by_email.get(email_value.key(user.email)) == user.id:
            del self._by_email[email_value.key(user.email)]
        if _pending_key(user) in self._pending:
            self._pending.remove(_pending_key(user))

    def set_pending_email(self, user: User, address: str) -> None:
        """Gives an account that is not let in yet another address, which it does not own before it is let in."""
        self.release(user)
        user.email = address
        self._pending.insert(_pending_key(user))

    def change_email(self, user: User, address: str) -> bool:
        """Moves the account to another address, unless that one is taken; says whether it worked."""
        issuer = self._by_email.setdefault(email_value.key(address), user.id)
        if issuer != user.id:
            return False
        if email_value.key(address) != email_value.key(user.email):
            self.release(user)
        user.email = address
        return True


def _pending_key(user: User) -> tuple[str, str, str]:
    return email_value.key(user.email), user.created.isoformat(), user.id


class PhoneRequest(Persistent):
    """Request of a user who has lost the phone: another number, to be approved by the office."""

    effective: datetime | None = None
    """From when the new number counts; ``None`` until the office has approved it."""

    def __init__(self, number: str, reach: str, app_lost: bool, now: datetime) -> None:
        self.number = number
        """The new mobile number, E.164."""
        self.reach = reach
        """When and how the office reaches the person, in their words."""
        self.app_lost = app_lost
        """Whether the authenticator app was on the lost phone."""
        self.asked = now


MfaMethod = Literal["sms", "app", "recovery"]
"""Second factor: a code by text message, by an authenticator app, or a recovery code."""
Purpose = Literal["register", "sign-in", "confirm", "new-phone"]
"""What a right code does, see ``auth.proven_codes``."""


class Challenge(Persistent):
    """The codes of one attempt. Those sent are stored nowhere: see ``mfa.sms_codes``."""

    purpose: Purpose = "sign-in"
    method: MfaMethod = "sms"
    phone = ""
    """A number that is to be proven; empty for the account's own."""
    began: datetime | None = None
    """When the password was given, if that was in a session already open."""

    def __init__(self, purpose: Purpose = "sign-in", method: MfaMethod = "sms", phone: str = "") -> None:
        self.purpose = purpose
        self.method = method
        self.phone = phone
        self.sent: tuple[tuple[bytes, datetime], ...] = ()
        """A random number per code, from which the code is computed with a key kept outside the database."""
        self.wrong = 0

    def add(self, nonce: bytes, now: datetime) -> None:
        """One more code; those before stay usable, since text messages arrive in any order."""
        self.sent = (*self.sent, (nonce, now))


Stage = Literal["phone", "email", "code", "full"]
"""``phone``: proving the number while registering; ``email``: it is proven, the address not yet; ``code``: password
given, code awaited; ``full``: signed in."""


class Session(Resource):
    """A server-side record of one browser at one stage; a new one is made at each stage."""

    device = ""
    """Browser and system in words, e.g. ``"Firefox, Windows"``."""
    confirmed: datetime | None = None
    """When this person has last given a code (or password and code) in this session."""
    challenge: Challenge | None = None
    """The codes under way: always while a phone or a sign-in is, and once signed in while something is confirmed."""
    totp_nonce = b""
    """Of an authenticator app that is being set up and has not shown its first code yet."""

    def __init__(self, user_id: str, stage: Stage, now: datetime, next_path: str = "") -> None:
        self.user_id = user_id
        self.stage = stage
        self.opened = now
        self.next_path = next_path
        if stage in ("phone", "code"):
            self.challenge = Challenge("register" if stage == "phone" else "sign-in")


class Sessions(Folder):
    """All sessions of a desk, with those of each account beside them."""

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
        """The sessions of an account, in no order."""
        keys = self._by_user.keys(min=(user_id,), max=(user_id, "~"))
        return iter([self[name] for _user_id, name in keys])


class Link(Resource):
    """A single-use link sent by e-mail, stored under the hash of its secret."""

    used: datetime | None = None
    detail = ""
    """What the link is to do, e.g. the new address that it proves."""

    def __init__(self, purpose: str, user_id: str, now: datetime, life: timedelta, detail: str = "") -> None:
        self.purpose = purpose
        self.user_id = user_id
        self.created = now
        self.expires = now + life
        self.detail = detail


class Links(Folder):
    """All links of a desk. Of some purposes only the newest of an account works."""

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
    """Something the worker does for the pages, because doing it at once would show whether an account exists."""

    def __init__(self, kind: str, subject: str, language: str, now: datetime) -> None:
        self.kind = kind
        self.subject = subject
        """An e-mail address, or the id of an account."""
        self.language = language
        self.created = now


class LostPhone(NamedTuple):
    """A request for another phone number, as the office's list shows it."""

    name: str
    asked: datetime
    effective: datetime | None


class LostPhones(SortedIndex[LostPhone]):
    """Requests by account, the oldest first. Facets: ``members:STEP``, ``staff:STEP`` with step asked or approved."""

    row_type = LostPhone


class Colleague(NamedTuple):
    """A person of the office."""

    name: str


class Colleagues(SortedIndex[Colleague]):
    """The office's people by name, those whose access has ended last. Facets: ``all``, ``present``, ``managers``."""

    row_type = Colleague


def install(portal: Any) -> None:
    """The folders of this room in a new desk."""
    portal.add("users", Users())
    portal.add("sessions", Sessions())
    portal.add("links", Links())
    portal.add("tasks", Folder())
    portal.add("lost_phones", LostPhones())
    portal.add("office_staff", Colleagues())
