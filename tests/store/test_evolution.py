"""Changes to stored data run once, in order, each whole or not at all."""

from datetime import UTC, datetime, timedelta

import pytest

from guichet.store.database import install, read_transaction, write_transaction
from guichet.store.evolution import EvolutionStep, baseline, evolve, pending
from guichet.store.models import Folder

NOW = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)


def adding(name, *after):
    """A step that adds a folder of its own name."""
    return EvolutionStep(name, lambda portal: portal.add(name, Folder()), after)


def names(steps):
    return [step.name for step in steps]


def test_a_new_desk_has_every_step_done(empty_db, portal):
    steps = [adding("one"), adding("two")]
    baseline(portal, steps, NOW)
    install(empty_db, portal)
    assert pending(empty_db, steps) == []
    with read_transaction(empty_db) as portal:
        assert dict(portal["evolution"].done) == {"one": NOW, "two": NOW}
        assert "one" not in portal


def test_an_old_desk_lacks_the_new_steps_only(db):
    evolve(db, [adding("one")], NOW)
    assert names(pending(db, [adding("one"), adding("two")])) == ["two"]


def test_a_step_runs_once_and_says_when(db):
    assert evolve(db, [adding("one")], NOW) == ["one"]
    assert evolve(db, [adding("one")], NOW + timedelta(days=1)) == []
    with read_transaction(db) as portal:
        assert "one" in portal
        assert portal["evolution"].done["one"] == NOW


def test_a_step_waits_for_those_it_names(db):
    steps = [adding("three", "two"), adding("two", "one"), adding("one")]
    assert evolve(db, steps, NOW) == ["one", "two", "three"]


def test_a_step_may_wait_for_one_that_is_done_already(db):
    evolve(db, [adding("one")], NOW)
    assert names(pending(db, [adding("two", "one")])) == ["two"]


def test_steps_that_wait_for_nobody_keep_their_order(db):
    assert names(pending(db, [adding("b"), adding("a"), adding("c")])) == ["b", "a", "c"]


def test_steps_that_wait_for_each_other_are_named(db):
    with pytest.raises(ValueError, match="wait for each other: one, two"):
        pending(db, [adding("one", "two"), adding("two", "one")])


def test_a_step_that_waits_for_an_unknown_one_is_named(db):
    with pytest.raises(ValueError, match="one"):
        evolve(db, [adding("one", "gone")], NOW)


def test_a_step_that_fails_leaves_no_trace_and_those_before_it_stay(db):
    def breaks(portal):
        portal.add("half", Folder())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        evolve(db, [adding("one"), EvolutionStep("two", breaks), adding("three")], NOW)
    with read_transaction(db) as portal:
        assert "one" in portal
        assert "half" not in portal
    assert names(pending(db, [adding("one"), adding("two"), adding("three")])) == ["two", "three"]


def test_a_step_sees_what_the_one_before_it_wrote(db):
    def fills(portal):
        portal["one"].note = "seen"

    evolve(db, [adding("one"), EvolutionStep("two", fills, ("one",))], NOW)
    with write_transaction(db) as portal:
        assert portal["one"].note == "seen"
