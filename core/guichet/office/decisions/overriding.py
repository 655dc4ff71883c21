"""Acceptance against a blocking check, and amounts that no rate gives: who may, what has to be stated, what is kept."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from guichet.action_context import ActionContext
from guichet.desk import Desk
from guichet.i18n import Localizer, _
from guichet.invoices.finding import Finding, label_of
from guichet.invoices.frozen import FrozenIssue, FrozenRevision, Texts
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.models import Invoice
from guichet.invoices.overrides import Completion, OverriddenCheck, Override
from guichet.invoices.revision_findings import blocking
from guichet.values import money

OVERRIDE_PERMISSION = "override"


class Blocked(WrongState):
    """A check blocks the acceptance, and the officer has stated nothing, or not everything, to override it."""


class Addition(NamedTuple):
    """What an officer states."""

    amounts: Sequence[int] = ()
    """In Rappen, for each of the revision's ``unpriced`` issues in their order."""
    explanation: str = ""
    """Of the amounts, for the sender."""
    reason: str = ""
    """Why the other checks are overridden, for the office."""
    language: str = ""
    """Of both texts; empty when it is not known."""


def open_checks(desk: Desk, invoice: Invoice, localize: Localizer) -> list[Finding]:
    """The checks that block the acceptance of the latest revision and that no first of two persons has overridden."""
    found = blocking(invoice, localize, desk.plugins.paid_once)
    override = invoice.override if found else None
    if override is None:
        return found
    done = {one.subject for one in override.checks}
    completed = {one.path for one in override.completions}
    unpriced = {issue.path for issue in invoice.latest.frozen.unpriced}
    return [one for one in found if one.subject not in done and not (one.path in completed and one.path in unpriced)]


def besides_amounts(frozen: FrozenRevision, checks: Sequence[Finding]) -> list[Finding]:
    """Those of the ``checks`` that a completed amount does not settle."""
    unpriced = {(issue.code, issue.path) for issue in frozen.unpriced}
    return [one for one in checks if (one.code, one.path) not in unpriced]


def override_for(ctx: ActionContext, invoice: Invoice, addition: Addition | None) -> Override | None:
    """The override that an acceptance needs, with its entries in the audit log; None where no check blocks.

    Raises `Blocked` without all that it needs, and ``NotAllowed`` without the permission.
    """
    language = addition.language if addition else ""
    localize = ctx.desk.localizer(language or ctx.desk.tenant.languages[0])
    checks = open_checks(ctx.desk, invoice, localize)
    if not checks:
        return None
    if addition is None:
        raise Blocked(invoice.state)
    ctx.require(OVERRIDE_PERMISSION, invoice)
    frozen = invoice.latest.frozen
    others, unpriced = besides_amounts(frozen, checks), frozen.unpriced
    explained = bool(addition.explanation) or not unpriced
    if len(addition.amounts) != len(unpriced) or not explained or (others and not addition.reason):
        raise Blocked(invoice.state)
    override = Override(
        event_number=len(invoice.events),
        reason=addition.reason,
        explanation=addition.explanation,
        language=language,
        completions=[
            Completion(issue.path, _labels(frozen, issue), issue.messages, amount)
            for issue, amount in zip(unpriced, addition.amounts, strict=True)
        ],
        checks=[
            OverriddenCheck(one.code, one.path, one.other_reference, _sentence(one, localize), localize.language)
            for one in others
        ],
    )
    _record(ctx, invoice, override)
    return override


def changes_amounts(completed: int, standing: Override | None) -> bool:
    """Whether a sum of completed amounts, in Rappen, is another than that of the override that stands."""
    return completed != (standing.completed if standing else 0)


def _record(ctx: ActionContext, invoice: Invoice, override: Override) -> None:
    # The log is never erased: it has a hash of the reason, whose words are kept with the decision as long as the case.
    for amount in override.completions:
        ctx.record("invoice.amount_completed", invoice.id, amount.path, money.plain(amount.amount))
    digest = hashlib.sha256(override.reason.encode()).hexdigest()
    for check in override.checks:
        ctx.record("invoice.check_overridden", invoice.id, check.code, digest)


def _labels(frozen: FrozenRevision, issue: FrozenIssue) -> Texts:
    return {language: label_of(issue.path, frozen.rows(language)) for language in frozen.languages}


def _sentence(one: Finding, localize: Localizer) -> str:
    text = localize(one.message)
    if not one.row_label:
        return text
    return localize(_("${label} : ${text}", mapping={"label": one.row_label, "text": text}))
