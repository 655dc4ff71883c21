"""The office's list of those who have lost their phone."""

from typing import Literal

from guichet.identity.models import Account, LostPhone
from guichet.store.listing import oldest_first
from guichet.store.models import Portal

LIST = "lost_phones"
Kind = Literal["members", "staff"]
"""Whose account: of a company or an insured person, or of the office."""
Step = Literal["asked", "approved"]


def facet(kind: Kind, step: Step) -> str:
    """Where the list holds the requests of a kind at a step."""
    return f"{kind}:{step}"


def put(portal: Portal, account: Account) -> None:
    """Brings the list up to date with the account's request."""
    asked = account.phone_request
    assert asked is not None
    kind: Kind = "staff" if account.at_office else "members"
    step: Step = "asked" if asked.effective is None else "approved"
    row = LostPhone(account.name, asked.asked, asked.effective)
    portal[LIST].put(account.id, (facet(kind, step),), oldest_first(asked.asked), row)


def drop(portal: Portal, account: Account) -> None:
    """Ends the account's request, if it has one: the phone is found or replaced, or the account is closed."""
    if account.phone_request is not None:
        account.phone_request = None
        portal[LIST].remove(account.id)
