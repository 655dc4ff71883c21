"""Changes to stored data in batches on PostgreSQL: restarted after a crash, repeated after a conflict."""

from datetime import UTC, datetime

import pytest

from guichet.store import Evolution
from guichet.store.database import install, open_database, read_transaction, write_transaction
from guichet.store.evolution import EvolutionStep, evolve, pending
from guichet.store.models import Folder, Portal

NOW = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)


class Crash(BaseException):
    """The process ends in the middle of a batch."""


@pytest.fixture
def open_again(cluster):
    """Opens a desk's database with 250 objects, as a new process does."""
    cluster.create_database("evolution_be")
    opened = []

    def open_it():
        while opened:
            opened.pop().close()
        opened.append(open_database(cluster.uri("evolution_be"), "be"))
        return opened[0]

    portal = Portal()
    portal.add("evolution", Evolution())
    portal.add("many", Folder())
    for number in range(250):
        portal["many"].add(f"{number:03}", Folder())
    install(open_it(), portal)
    yield open_it
    opened.pop().close()


def step(before):
    """Counts each object up, after calling ``before`` with its id."""

    def change(item):
        before(item.id)
        item.changes = getattr(item, "changes", 0) + 1

    return EvolutionStep("count", change, over="many/*")


def changes(db):
    with read_transaction(db) as portal:
        return [getattr(item, "changes", 0) for item in portal["many"].values()]


def crash_at(name):
    def before(item_id):
        if item_id == name:
            raise Crash

    return before


def test_a_step_survives_a_crash_and_a_conflict_on_postgresql(open_again):
    db = open_again()
    with pytest.raises(Crash):
        evolve(db, [step(crash_at("150"))], NOW)
    db = open_again()
    assert changes(db) == [1] * 100 + [0] * 150
    met = []

    def write_elsewhere(item_id):
        if item_id == "220" and not met:
            met.append(item_id)
            with write_transaction(db) as portal:
                portal["many"]["201"].changes = 5

    evolve(db, [step(write_elsewhere)], NOW)
    assert changes(db) == [6 if number == 201 else 1 for number in range(250)]
    assert pending(db, [step(write_elsewhere)]) == []
