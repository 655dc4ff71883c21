"""Changes to the list of reasons for refusing. Each raises ``NotAllowed`` without the permission ``reasons``."""

from collections.abc import Iterable

from guichet.action_context import ActionContext
from guichet.office.registrations.models import Reason, ReasonText


def add_reason(ctx: ActionContext, texts: Iterable[ReasonText]) -> Reason:
    """Adds a reason to the list; returns it."""
    ctx.require("reasons", ctx.portal)
    reason = Reason(texts)
    ctx.record("reason.added", ctx.portal["reasons"].put(reason))
    return reason


def change_reason(ctx: ActionContext, reason: Reason, texts: Iterable[ReasonText]) -> None:
    """Replaces the texts of a reason. Registrations refused before keep a copy of the old ones."""
    ctx.require("reasons", reason)
    reason.replace_texts(texts)
    ctx.record("reason.changed", reason.id)


def remove_reason(ctx: ActionContext, reason: Reason) -> None:
    """Removes a reason from the list."""
    ctx.require("reasons", reason)
    ctx.portal["reasons"].remove(reason.id)
    ctx.record("reason.removed", reason.id)
