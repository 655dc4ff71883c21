"""The phone that an undone change of the address restores: an attacker may replace it before the address."""

from datetime import datetime

from guichet.users.links import LIVES
from guichet.users.models import User

UNDO_TIME = LIVES["undo-email"]


def phone_to_restore(user: User, now: datetime) -> str:
    """The number of the owner, should the account have been taken over within `UNDO_TIME`."""
    if user.phone_replaced and now - user.phone_replaced[1] < UNDO_TIME:
        return user.phone_replaced[0]
    return user.phone


def replace_phone(user: User, number: str, now: datetime) -> None:
    """Sets the number; keeps the one before, of several changes within `UNDO_TIME` the one before the first."""
    if phone_to_restore(user, now) == user.phone:
        user.phone_replaced = user.phone, now
    user.set_phone(number)
