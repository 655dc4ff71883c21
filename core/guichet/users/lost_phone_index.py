"""The office's list of users who have lost their phone."""

from typing import Literal

from guichet.store.models import Portal
from guichet.store.sorted_index import oldest_first
from guichet.users.models import LostPhone, User

LIST = "lost_phones"
Kind = Literal["members", "staff"]
"""Users of companies and insured persons, or of the office: other roles decide about each."""
Step = Literal["requested", "approved"]


def facet(kind: Kind, step: Step) -> str:
    """Facet of the list for the requests of a kind at a step."""
    return f"{kind}:{step}"


def put(portal: Portal, user: User) -> None:
    """Updates the list after the user's request was made or approved."""
    pending = user.phone_request
    assert pending is not None
    kind: Kind = "staff" if user.at_office else "members"
    step: Step = "requested" if pending.effective is None else "approved"
    row = LostPhone(user.name, pending.requested_at, pending.effective)
    portal[LIST].put(user.id, (facet(kind, step),), oldest_first(pending.requested_at), row)


def drop(portal: Portal, user: User) -> None:
    """Removes the user's request, if there is one: the phone is found or replaced, or the account is closed."""
    if user.phone_request is not None:
        user.phone_request = None
        portal[LIST].remove(user.id)
