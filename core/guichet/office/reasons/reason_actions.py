"""Changes to a list of reasons. Each raises ``NotAllowed`` without the permission ``reasons``."""

from collections.abc import Iterable

from guichet.action_context import ActionContext
from guichet.office.reasons.models import Reason, Reasons, ReasonText
from guichet.office.reasons.proposed_reasons import ProposedReason, take


def add_reason(
    ctx: ActionContext, reasons: Reasons, texts: Iterable[ReasonText], form_ids: tuple[str, ...] = ()
) -> Reason:
    """Adds a reason to a list, for some forms or for all; returns it."""
    ctx.require("reasons", reasons)
    reason = Reason(texts, form_ids)
    ctx.record("reason.added", reasons.put(reason))
    return reason


def take_proposed(ctx: ActionContext, reasons: Reasons, proposed: ProposedReason) -> Reason:
    """Adds a reason that a form declares to the list, for this form."""
    ctx.require("reasons", reasons)
    reason = take(reasons, proposed)
    ctx.record("reason.added", reason.id)
    return reason


def leave_proposed(ctx: ActionContext, reasons: Reasons, proposed: ProposedReason) -> None:
    """Notes that a reason that a form declares is not wanted."""
    ctx.require("reasons", reasons)
    reasons.answer(proposed.key)
    ctx.record("reason.refused", reasons.id, proposed.key)


def change_reason(ctx: ActionContext, reason: Reason, texts: Iterable[ReasonText], form_ids: tuple[str, ...]) -> None:
    """Replaces the texts of a reason and its forms. What was decided before keeps a copy of the old texts."""
    ctx.require("reasons", reason)
    reason.replace_texts(texts)
    reason.form_ids = form_ids
    ctx.record("reason.changed", reason.id)


def remove_reason(ctx: ActionContext, reason: Reason) -> None:
    """Removes a reason from its list."""
    ctx.require("reasons", reason)
    reason.__parent__.remove(reason.id)
    ctx.record("reason.removed", reason.id)
