"""The people of the office who may have a case."""

from guichet.invoices.case_index import UNASSIGNED
from guichet.store.models import Portal
from guichet.store.roles import permissions_of
from guichet.users.models import User
from guichet.users.staff_users import LIST, PRESENT

MAX_COLLEAGUES = 200
"""People that a list to choose from shows."""


def may_have_cases(user: User | None) -> bool:
    """Whether a user reviews invoices and has access."""
    return user is not None and user.state == "active" and "review" in permissions_of(user.roles)


def assignees(portal: Portal) -> tuple[tuple[str, str], ...]:
    """Id and name of everyone who may have a case, by name."""
    rows = portal[LIST].page(PRESENT, size=MAX_COLLEAGUES).rows
    return tuple((user_id, row.name) for user_id, row in rows if may_have_cases(portal["users"].get(user_id)))


def user_id_of(chosen: str) -> str:
    """Id of the user that was chosen in a form; empty for the choice of none."""
    return "" if chosen == UNASSIGNED else chosen


def name_of(portal: Portal, user_id: str) -> str:
    """Name of a user of the office, also of one whose access has ended; empty without a user."""
    user = portal["users"].get(user_id) if user_id else None
    return user.name if user else ""
