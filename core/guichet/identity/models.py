"""Accounts, sign-in sessions and the links sent by e-mail."""

from datetime import datetime, timedelta
from typing import Any, Literal

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from guichet.store.models import Folder, Located
from guichet.values import email as email_value

State = Literal["unconfirmed", "waiting", "active", "refused"]
"""``unconfirmed``: the e-mail address is not proven yet; ``waiting``: the office has not admitted the company yet."""


class Account(Located):
    """One person who signs in."""

    roles: tuple[str, ...] = ()
    """Roles at the office, e.g. ``("clerk",)``; empty for companies' and insured persons' accounts."""
    home: tuple[str, ...] = ()
    """Path of the page this person works on, e.g. ``("holders", "4f…")``."""
    phone_proven = False
    kept_form: tuple[str, str] | None = None
    """What was being typed when a session ended: path of the form and its raw answers as JSON."""

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
        self.language = language
        self.created = now
        self.state: State = "unconfirmed"

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def home_path(self) -> str:
        """``home`` as a path below the desk's address: a view such as ``work-list``, or an object and a slash."""
        path = "/".join(self.home)
        return f"{path}/" if len(self.home) > 1 else path


class Accounts(Folder):
    """All accounts of a desk. An address belongs to one account, from the moment it is proven or admitted."""

    def __init__(self) -> None:
        super().__init__()
        self._by_email = OOBTree()

    def with_email(self, address: str) -> Account | None:
        """The account that signs in with this address, upper and lower case alike."""
        account_id = self._by_email.get(email_value.key(address))
        return self[account_id] if account_id is not None else None

    def admit(self, account: Account) -> bool:
        """Lets the account sign in, unless its address has been taken in the meantime; says whether it worked."""
        if self._by_email.setdefault(email_value.key(account.email), account.__name__) != account.__name__:
            return False
        account.state = "active"
        return True


class Challenge(Persistent):
    """The codes sent for one attempt to sign in. The codes themselves are nowhere: see ``codes.py``."""

    def __init__(self) -> None:
        self.sent: tuple[tuple[bytes, datetime], ...] = ()
        """A random number per code, from which the code is computed with a key kept outside the database."""
        self.wrong = 0

    def add(self, nonce: bytes, now: datetime) -> None:
        """One more code; those before stay usable, since text messages arrive in any order."""
        self.sent = (*self.sent, (nonce, now))


Stage = Literal["phone", "code", "full"]
"""``phone``: proving the number while registering; ``code``: password given, code awaited; ``full``: signed in."""


class Session(Located):
    """A server-side record of one browser at one stage; a new one is made at each stage."""

    def __init__(self, account_id: str, stage: Stage, now: datetime, next_path: str = "") -> None:
        self.account_id = account_id
        self.stage = stage
        self.opened = now
        self.next_path = next_path
        self.challenge = Challenge() if stage != "full" else None


class Link(Located):
    """A single-use link sent by e-mail, stored under the hash of its secret."""

    used: datetime | None = None

    def __init__(self, purpose: str, account_id: str, now: datetime, life: timedelta) -> None:
        self.purpose = purpose
        self.account_id = account_id
        self.created = now
        self.expires = now + life


def install(portal: Any) -> None:
    """The folders of this room in a new desk."""
    portal.add("accounts", Accounts())
    portal.add("sessions", Folder())
    portal.add("links", Folder())
