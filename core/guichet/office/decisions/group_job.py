"""Worker that accepts the cases of confirmed groups, each in a transaction of its own.

Every acceptance is the one of the page of a case: its own transition, entry of the audit log, mail and time to undo. A
worker that is killed loses none; the next one continues.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from pyramid.authorization import Authenticated, Everyone
from transaction.interfaces import TransientError
from ZODB import DB

from guichet.action_context import ActionContext, NotAllowed
from guichet.desk import Desk
from guichet.office.decisions import decision_actions
from guichet.office.decisions.group_actions import groups_of, invoice_of
from guichet.office.decisions.group_checks import FAILED, NO_RIGHT, reason_against
from guichet.office.decisions.group_models import ACCEPTED, FINISHED, GroupAcceptance, GroupCase
from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import Portal
from guichet.users.models import User

log = structlog.get_logger()


@dataclass
class GroupAcceptanceJob:
    """Job of the worker for the groups that are ``running``."""

    desk: Desk

    @property
    def db(self) -> DB:
        """The desk's database."""
        return self.desk.db

    def run_due(self, now: datetime) -> int:
        """Accepts one case, or notes why not; returns 1 when something was done, else 0."""
        with read_transaction(self.db) as portal:
            name = next(iter(groups_of(portal).running), None)
            case = next(groups_of(portal)[name].waiting, None) if name is not None else None
        if name is None:
            return 0
        try:
            with write_transaction(self.db) as portal:
                self._step(portal, name, case, now)
        except TransientError:
            return 0  # another worker or an officer was faster: the next round looks again
        except Exception as problem:  # one case must not hold up the others
            if case is None:
                raise
            log.error("group_acceptance_failed", desk=self.desk.tenant.id, invoice=case.invoice_id, exc_info=problem)
            with write_transaction(self.db) as portal:
                groups_of(portal)[name].set_outcome(case.invoice_id, FAILED)
        return 1

    def _step(self, portal: Portal, name: str, case: GroupCase | None, now: datetime) -> None:
        group = groups_of(portal)[name]
        if case is None:
            group.state, group.finished = FINISHED, now
            groups_of(portal).running.remove(name)
        elif not group.outcome(case.invoice_id):
            group.set_outcome(case.invoice_id, self._accept(portal, group, case, now) or ACCEPTED)

    def _accept(self, portal: Portal, group: GroupAcceptance, case: GroupCase, now: datetime) -> str:
        """Accepts a case in the name of the officer; why not, or an empty text."""
        user = portal["users"].get(group.made_by)
        if user is None:
            return NO_RIGHT
        ctx, invoice = _in_the_name_of(user, portal, self.desk, now), invoice_of(portal, case)
        try:
            ctx.require("review", invoice)
        except NotAllowed:
            return NO_RIGHT
        # Once more: since the officer has seen it, a colleague may have decided, or another invoice have come.
        reason = reason_against(self.desk, user, invoice, case.revision_number)
        if not reason:
            decision_actions.accept(ctx, invoice, revision_number=case.revision_number)
        return reason


def _in_the_name_of(user: User, portal: Portal, desk: Desk, now: datetime) -> ActionContext:
    """The context of a user with the roles of today, as a session would give it; none for an account that has ended."""
    roles = [f"role:{role}" for role in user.roles] if user.state == "active" else []
    return ActionContext(portal, desk, user.id, (Everyone, Authenticated, f"user:{user.id}", *roles), now)
