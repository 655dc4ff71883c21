"""Writers of one audit log at once, on any storage; the tests on PostgreSQL use them as well."""

import threading
from datetime import UTC, datetime

from transaction.interfaces import TransientError
from ZODB import DB

from guichet.audit import entries, record
from guichet.audit.audit_log import audit_log
from guichet.audit.verification import verify
from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import Portal

NOW = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


def note(portal: Portal, action: str) -> None:
    """One entry."""
    record(portal, now=NOW, actor="4f", role="clerk", action=action, target="00")


def until_stored(db: DB, action: str) -> None:
    """One entry, as a request of another process adds it: again after each conflict, however many there are."""
    while True:
        try:
            with write_transaction(db) as portal:
                note(portal, action)
            return
        except TransientError:
            continue


def actions(db: DB) -> list[str]:
    """What was recorded, in the order of a chain that is whole."""
    with read_transaction(db) as portal:
        assert verify(audit_log(portal).links()).faults == ()
        return [entry.action for entry in entries(portal)]


def write_at_once(db: DB, writers: int, each: int) -> None:
    """Threads without a lock; fails unless each finds its own entries in its order, and the chain is whole."""
    problems: list[BaseException] = []
    begin = threading.Barrier(writers)

    def write(writer: int) -> None:
        begin.wait()
        try:
            for number in range(each):
                until_stored(db, f"writer_{writer}.wrote_{number}")
        except BaseException as problem:  # a thread that fails would be silent
            problems.append(problem)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    found = actions(db)
    assert len(found) == writers * each
    for writer in range(writers):
        own = [action for action in found if action.startswith(f"writer_{writer}.")]
        assert own == [f"writer_{writer}.wrote_{number}" for number in range(each)]
