"""Changes to the announcement. Each raises ``NotAllowed`` without the permission ``announcement``."""

from collections.abc import Mapping
from datetime import date

from guichet.action_context import ActionContext
from guichet.office.announcement.models import Announcement


def announce(ctx: ActionContext, announcement: Announcement, texts: Mapping[str, str], first: date, last: date) -> None:
    """Shows texts, by language, from the first to the last day; they replace those from before."""
    ctx.require("announcement", announcement)
    announcement.texts = tuple(texts.items())
    announcement.first, announcement.last = first, last
    ctx.record("announcement.changed", announcement.id)


def withdraw_announcement(ctx: ActionContext, announcement: Announcement) -> None:
    """Shows nothing any more, and keeps no text."""
    ctx.require("announcement", announcement)
    announcement.texts, announcement.first, announcement.last = (), None, None
    ctx.record("announcement.withdrawn", announcement.id)
