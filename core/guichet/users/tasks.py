"""What the worker does for the pages, because doing it at once would show whether an address has an account.

A page only writes down what somebody asked for. It takes the same time for every address; the worker then looks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from transaction.interfaces import TransientError
from ZODB import DB

from guichet.action_context import ActionContext, system
from guichet.desk import Desk
from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import Portal
from guichet.users.models import Task

log = structlog.get_logger()
TASKS: dict[str, Callable[[ActionContext, Task], None]] = {}
"""What there is to do; this room and those above it put theirs in when they are imported."""
TOO_LATE = timedelta(hours=1)
"""Nobody waits for a mail any longer."""


def enqueue(ctx: ActionContext, kind: str, subject: str, language: str) -> None:
    """Writes down an errand; ``subject`` is an e-mail address or the id of an account, as its kind says."""
    if kind not in TASKS:
        raise KeyError(kind)
    ctx.portal["tasks"].put(Task(kind, subject, language, ctx.now))


def withdraw(portal: Portal, kind: str, user_id: str) -> None:
    """Takes back what was asked for an account and is still waiting."""
    errands = portal["tasks"]
    for name in list(errands):
        if errands[name].kind == kind and errands[name].subject.startswith(user_id):
            errands.remove(name)


@dataclass(frozen=True)
class TaskQueue:
    """The job that does them."""

    desk: Desk

    @property
    def db(self) -> DB:
        """The desk's database."""
        return self.desk.db

    def run_due(self, now: datetime) -> int:
        """Does what is waiting; returns how many errands that were."""
        with read_transaction(self.db) as portal:
            waiting = [one.id for one in sorted(portal["tasks"].values(), key=lambda one: one.created)]
        return sum(self._do(name) for name in waiting)

    def _do(self, name: str) -> bool:
        try:
            with write_transaction(self.db) as portal:
                task: Task | None = portal["tasks"].get(name)
                if task is None:
                    return False
                portal["tasks"].remove(name)
                ctx = system(portal, self.desk)
                if ctx.now - task.created <= TOO_LATE:
                    TASKS[task.kind](ctx, task)
        except TransientError:  # another worker was faster; if it was not about this errand, the next round has it
            return False
        except Exception as problem:  # one errand that fails must not hold up those of everybody else
            log.error("task_failed", desk=self.desk.tenant.id, task=name, exc_info=problem)
            return False
        return True
