"""Many writers of one desk at once: each entry is chained once, and no writer is lost."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from transaction.interfaces import TransientError
from ZODB import DB

from guichet.audit import entries, record
from guichet.audit.audit_log import audit_log
from guichet.audit.models import BLOCK_SIZE
from guichet.audit.verification import verify
from guichet.store.batches import with_retries
from guichet.store.database import install, open_database, read_transaction, write_transaction
from guichet.store.models import Portal

NOW = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


@pytest.fixture
def db(portal: Portal, tmp_path: Path) -> Iterator[DB]:
    db = open_database(f"file://{tmp_path}/Data.fs?blobstorage_dir={tmp_path}/blobs", "be")
    install(db, portal)
    yield db
    db.close()


def note(portal: Portal, action: str) -> None:
    record(portal, now=NOW, actor="4f", role="clerk", action=action, target="00")


def actions(db: DB) -> list[str]:
    """What was recorded, in the order of a chain that is whole."""
    with read_transaction(db) as portal:
        assert verify(audit_log(portal).links()).findings == ()
        return [entry.action for entry in entries(portal)]


@pytest.mark.parametrize("before", [0, 1, BLOCK_SIZE - 2])
def test_two_transactions_at_once_are_chained_one_behind_the_other(db, before):
    with write_transaction(db) as portal:
        for _number in range(before):
            note(portal, "before.ended")
    with write_transaction(db) as one, write_transaction(db) as other:
        note(one, "one.ended")
        note(one, "one.left")
        note(other, "other.ended")
    # The inner block commits first.
    assert actions(db)[before:] == ["other.ended", "one.ended", "one.left"]


def test_of_two_that_close_the_same_block_one_runs_again(db):
    with write_transaction(db) as portal:
        for _number in range(BLOCK_SIZE):
            note(portal, "before.ended")
    with pytest.raises(TransientError), write_transaction(db) as one, write_transaction(db) as other:
        note(one, "one.ended")
        note(other, "other.ended")
    with_retries(db, lambda portal: note(portal, "one.ended"))
    assert actions(db)[BLOCK_SIZE:] == ["other.ended", "one.ended"]


def test_closing_a_block_to_which_another_has_added_runs_again(db):
    with write_transaction(db) as portal:
        for _number in range(BLOCK_SIZE - 1):
            note(portal, "before.ended")
    with pytest.raises(TransientError), write_transaction(db) as one, write_transaction(db) as other:
        for _number in range(2):
            note(one, "one.ended")
        note(other, "other.ended")
    assert actions(db)[BLOCK_SIZE - 1 :] == ["other.ended"]


def test_threads_without_a_lock_lose_no_entry_and_break_no_chain(db):
    writers, each = 6, 30
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


def until_stored(db: DB, action: str) -> None:
    """As a request of another process does: again after each conflict, however often the scheduler is unkind."""
    while True:
        try:
            with write_transaction(db) as portal:
                note(portal, action)
            return
        except TransientError:
            continue
