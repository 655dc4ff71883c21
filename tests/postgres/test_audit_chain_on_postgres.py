"""The audit log on PostgreSQL: threads without a lock break no chain, and a change by SQL's side door is found."""

import threading
from datetime import UTC, datetime

import pytest
from transaction.interfaces import TransientError

import guichet.audit
import guichet.store
from guichet.audit import entries, record
from guichet.audit.audit_log import audit_log
from guichet.audit.models import BLOCK_SIZE
from guichet.audit.verification import verify
from guichet.store.batches import with_retries
from guichet.store.database import install, open_database, read_transaction, write_transaction
from guichet.store.models import Portal

NOW = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
WRITERS, EACH = 4, 20


@pytest.fixture(scope="module")
def names():
    """A database for each test: dropping one waits for its connections."""
    return iter(["audit_one", "audit_two"])


@pytest.fixture
def db(cluster, names):
    name = next(names)
    cluster.create_database(name)
    portal = Portal()
    guichet.store.install(portal)
    guichet.audit.install(portal)
    db = open_database(cluster.uri(name), "be")
    install(db, portal)
    yield db
    db.close()


def note(portal, action):
    record(portal, now=NOW, actor="4f", role="clerk", action=action, target="00")


def until_stored(db, action):
    # As a browser that tries again: under this contention five attempts may not be enough.
    while True:
        try:
            return with_retries(db, lambda portal: note(portal, action))
        except TransientError:
            continue


def test_threads_lose_no_entry_and_break_no_chain_on_postgresql(db):
    problems, begin = [], threading.Barrier(WRITERS)

    def write(writer):
        begin.wait()
        try:
            for number in range(EACH):
                until_stored(db, f"writer_{writer}.wrote_{number}")
        except BaseException as problem:  # a thread that fails would be silent
            problems.append(problem)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with read_transaction(db) as portal:
        assert verify(audit_log(portal).links()).findings == ()
        found = [entry.action for entry in entries(portal)]
    for writer in range(WRITERS):
        own = [action for action in found if action.startswith(f"writer_{writer}.")]
        assert own == [f"writer_{writer}.wrote_{number}" for number in range(EACH)]
    db.pack()
    with read_transaction(db) as portal:
        head = audit_log(portal).head
        assert verify(audit_log(portal).links(), [head]).findings == () and head.length == WRITERS * EACH


def test_changes_in_a_stored_block_are_found_on_postgresql(db):
    for number in range(BLOCK_SIZE + 3):
        until_stored(db, f"entry.wrote_{number}")
    with read_transaction(db) as portal:
        head = audit_log(portal).head
    with write_transaction(db) as portal:
        (block,) = audit_log(portal).blocks.values()
        (text, digest), *rest = block.links
        block.links = ((text.replace("clerk", "owner"), digest), *rest)
        audit_log(portal).open.links = audit_log(portal).open.links[:-1]
    with read_transaction(db) as portal:
        found = [one.number for one in verify(audit_log(portal).links(), [head]).findings]
    assert found == [1, BLOCK_SIZE + 3]
