"""The office's list of those who have lost their phone."""

from typing import Literal

from guichet.store.models import Portal
from guichet.store.sorted_index import oldest_first
from guichet.users.models import LostPhone, User

LIST = "lost_phones"
Kind = Literal["members", "staff"]
"""Whose account: of a company or an insured person, or of the office."""
Step = Literal["asked", "approved"]


def facet(kind: Kind, step: Step) -> str:
    """Where the list holds the requests of a kind at a step."""
    return f"{kind}:{step}"


def put(portal: Portal, user: User) -> None:
    """Brings the list up to date with the account's request."""
    asked = user.phone_request
    assert asked is not None
    kind: Kind = "staff" if user.at_office else "members"
    step: Step = "asked" if asked.effective is None else "approved"
    row = LostPhone(user.name, asked.asked, asked.effective)
    portal[LIST].put(user.id, (facet(kind, step),), oldest_first(asked.asked), row)


def drop(portal: Portal, user: User) -> None:
    """Ends the account's request, if it has one: the phone is found or replaced, or the account is closed."""
    if user.phone_request is not None:
        user.phone_request = None
        portal[LIST].remove(user.id)
