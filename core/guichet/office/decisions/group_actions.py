"""Acceptance of a group: checked when it is chosen, confirmed by the officer, carried out by the worker."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from guichet.action_context import ActionContext, NotAllowed
from guichet.invoices.case_index import work_list
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.models import Invoice
from guichet.office.decisions.group_checks import reason_against
from guichet.office.decisions.group_models import CHECKED, GROUPS, RUNNING, GroupAcceptance, GroupAcceptances, GroupCase
from guichet.store.models import Portal

KEPT = timedelta(days=30)
"""Time for which the report of a group can be read; the decisions themselves are in the cases."""


def groups_of(portal: Portal) -> GroupAcceptances:
    """The groups of a desk."""
    found: GroupAcceptances = portal[GROUPS]
    return found


def invoice_of(portal: Portal, case: GroupCase) -> Invoice:
    """The invoice of a case."""
    found: Invoice = portal["issuers"][case.issuer_id].invoices[case.invoice_id]
    return found


def check_group(ctx: ActionContext, ids: Sequence[str]) -> GroupAcceptance:
    """Checks each of the chosen cases and stores which may be accepted. Raises ``NotAllowed`` without ``review``.

    Groups of more than `KEPT` ago are dropped.
    """
    ctx.require("review", ctx.portal)
    cases, left_out = [], {}
    user = ctx.portal["users"][ctx.actor]
    for invoice_id in ids:
        row = work_list(ctx.portal).row(invoice_id)
        if row is None:
            continue
        case = GroupCase(row.issuer_id, invoice_id, row.reference, row.revisions)
        reason = reason_against(ctx.desk, user, invoice_of(ctx.portal, case), case.revision_number)
        cases.append(case)
        if reason:
            left_out[invoice_id] = reason
    group = GroupAcceptance(cases=tuple(cases), left_out=left_out, made_by=ctx.actor, now=ctx.now)
    groups = groups_of(ctx.portal)
    _drop_old(groups, ctx.now)
    groups.put(group)
    return group


def confirm_group(ctx: ActionContext, group: GroupAcceptance) -> None:
    """Lets the worker accept the cases of a group against which nothing was found, in the name of the actor.

    Raises ``NotAllowed`` for a group of another officer, and ``WrongState`` for one that was confirmed already.
    """
    ctx.require("review", group)
    if group.made_by != ctx.actor:
        raise NotAllowed(f"{ctx.actor} has not chosen this group")
    if group.state != CHECKED:
        raise WrongState(group.state)
    group.state = RUNNING
    groups_of(ctx.portal).running.insert(group.id)
    ctx.record("group_acceptance.confirmed", group.id, str(sum(1 for _case in group.waiting)))


def _drop_old(groups: GroupAcceptances, now: datetime) -> None:
    for name in [one.id for one in groups.values() if one.state != RUNNING and now - one.made > KEPT]:
        groups.remove(name)
