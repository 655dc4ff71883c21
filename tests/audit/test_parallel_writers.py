"""Many writers of one desk at once: each entry is chained once, and no writer is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from auditwriters import actions, note, write_at_once
from transaction.interfaces import TransientError
from ZODB import DB

from guichet.audit.models import BLOCK_SIZE
from guichet.store.batches import with_retries
from guichet.store.database import install, open_database, write_transaction
from guichet.store.models import Portal


@pytest.fixture
def db(portal: Portal, tmp_path: Path) -> Iterator[DB]:
    db = open_database(f"file://{tmp_path}/Data.fs?blobstorage_dir={tmp_path}/blobs", "be")
    install(db, portal)
    yield db
    db.close()


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
    write_at_once(db, writers=6, each=30)
