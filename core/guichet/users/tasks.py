"""Tasks that a page leaves to the worker, because doing them at once would show whether an address has an account.

The page stores a task in the same time for every address; the worker then looks the address up. Other tasks are what is
too much for one transaction. A room registers its kinds of task with ``config.add_task(KIND)``.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pyramid.config import Configurator
from transaction.interfaces import TransientError
from ZODB import DB

from guichet.action_context import ActionContext, system
from guichet.desk import Desk
from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import Portal
from guichet.users.models import Task

log = structlog.get_logger()
MAX_AGE = timedelta(hours=1)
"""A task of most kinds is dropped when it is older, e.g. after the worker stood still: a mail that late is not expected
any more."""


@dataclass(frozen=True)
class TaskKind:
    """One kind of task: the name under which it is stored, and what the worker does with it."""

    name: str
    run: Callable[[ActionContext, Task], None]
    max_age: timedelta | None = MAX_AGE
    """None: it is never dropped."""


def add_tasks(config: Configurator) -> None:
    """Adds the directive ``config.add_task(kind)``; the desk's kinds by name are ``registry.tasks``."""
    config.registry.tasks = {}
    config.add_directive("add_task", add_task)


def add_task(config: Configurator, kind: TaskKind) -> None:
    """Directive: the worker of this desk runs tasks of a kind. Two kinds of one name are a configuration conflict."""

    def register() -> None:
        config.registry.tasks[kind.name] = kind

    config.action(("guichet task", kind.name), register)


def enqueue(ctx: ActionContext, kind: TaskKind, subject: str) -> None:
    """Stores a task; ``subject`` is what its kind says: an e-mail address, the id of a user, where to go on."""
    ctx.portal["tasks"].put(Task(kind.name, subject, ctx.now))


def withdraw(portal: Portal, kind: str, user_id: str) -> None:
    """Deletes the waiting tasks of the kind with that name whose subject begins with the id of a user."""
    _remove(portal, lambda task: task.kind == kind and task.subject.startswith(user_id))


def forget_tasks(portal: Portal, subjects: AbstractSet[str]) -> None:
    """Deletes the waiting tasks of all kinds that have one of these subjects, before their person is erased."""
    _remove(portal, lambda task: task.subject in subjects)


def _remove(portal: Portal, is_meant: Callable[[Task], bool]) -> None:
    tasks = portal["tasks"]
    for name in [task.id for task in tasks.values() if is_meant(task)]:
        tasks.remove(name)


@dataclass(frozen=True)
class TaskQueue:
    """The job that runs the stored tasks of a desk; ``kinds`` are those of its registry."""

    desk: Desk
    kinds: Mapping[str, TaskKind]

    @property
    def db(self) -> DB:
        """The desk's database."""
        return self.desk.db

    def run_due(self, now: datetime) -> int:
        """Runs the waiting tasks, the oldest first; returns how many were run."""
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
                ctx, kind = system(portal, self.desk), self.kinds.get(task.kind)
                # One of a kind that this version does not know fails until it is as old.
                max_age = kind.max_age if kind is not None else MAX_AGE
                if max_age is None or ctx.now - task.created <= max_age:
                    self.kinds[task.kind].run(ctx, task)
        except TransientError:  # another worker was faster, or a page wrote the same object; the next round tries again
            return False
        # A task that fails must not hold up the others. Its removal is rolled back: it is tried until it is too old.
        except Exception as problem:
            log.error("task_failed", desk=self.desk.tenant.id, task=name, exc_info=problem)
            return False
        return True
