"""What the worker does for the pages, because doing it at once would show whether an address has an account.

A page only writes down what somebody asked for. It takes the same time for every address; the worker then looks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from transaction.interfaces import TransientError
from ZODB import DB

from guichet.act import Act, system
from guichet.desk import Desk
from guichet.identity.models import Errand
from guichet.store.database import reading, writing
from guichet.store.models import Portal

log = structlog.get_logger()
KINDS: dict[str, Callable[[Act, Errand], None]] = {}
"""What there is to do; this room and those above it put theirs in when they are imported."""
TOO_LATE = timedelta(hours=1)
"""Nobody waits for a mail any longer."""


def ask(act: Act, kind: str, subject: str, language: str) -> None:
    """Writes down an errand; ``subject`` is an e-mail address or the id of an account, as its kind says."""
    if kind not in KINDS:
        raise KeyError(kind)
    act.portal["errands"].put(Errand(kind, subject, language, act.now))


def withdraw(portal: Portal, kind: str, account_id: str) -> None:
    """Takes back what was asked for an account and is still waiting."""
    errands = portal["errands"]
    for name in list(errands):
        if errands[name].kind == kind and errands[name].subject.startswith(account_id):
            errands.remove(name)


@dataclass(frozen=True)
class Errands:
    """The job that does them."""

    desk: Desk

    @property
    def db(self) -> DB:
        """The desk's database."""
        return self.desk.db

    def run_due(self, now: datetime) -> int:
        """Does what is waiting; returns how many errands that were."""
        with reading(self.db) as portal:
            waiting = [one.id for one in sorted(portal["errands"].values(), key=lambda one: one.created)]
        return sum(self._do(name) for name in waiting)

    def _do(self, name: str) -> bool:
        try:
            with writing(self.db) as portal:
                errand: Errand | None = portal["errands"].get(name)
                if errand is None:
                    return False
                portal["errands"].remove(name)
                act = system(portal, self.desk)
                if act.now - errand.created <= TOO_LATE:
                    KINDS[errand.kind](act, errand)
        except TransientError:  # another worker was faster; if it was not about this errand, the next round has it
            return False
        except Exception as problem:  # one errand that fails must not hold up those of everybody else
            log.error("errand_failed", desk=self.desk.tenant.id, errand=name, error=type(problem).__name__)
            return False
        return True
