"""The audit log on PostgreSQL: neither threads without a lock nor packing break its chain; a change in SQL is found."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

import guichet.audit
import guichet.store
from guichet.audit.audit_log import audit_log
from guichet.audit.models import BLOCK_SIZE
from guichet.audit.verification import verify
from guichet.store.database import install, open_database, read_transaction, write_transaction
from guichet.store.models import Portal
from guichet.store.packing import pack

sys.path.insert(0, str(Path(__file__).parents[1] / "audit"))

from auditwriters import until_stored, write_at_once  # noqa: E402  # found through the line above

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


def test_threads_lose_no_entry_and_break_no_chain_while_it_is_packed(db):
    with ThreadPoolExecutor(1) as beside:
        packed = beside.submit(pack, db, None, timedelta())
        write_at_once(db, WRITERS, EACH)
    assert packed.result().before > 0
    pack(db, None, timedelta(days=-1))
    with read_transaction(db) as portal:
        head = audit_log(portal).head
        assert verify(audit_log(portal).links(), [head]).faults == () and head.length == WRITERS * EACH


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
        found = [one.number for one in verify(audit_log(portal).links(), [head]).faults]
    assert found == [1, BLOCK_SIZE + 3]
