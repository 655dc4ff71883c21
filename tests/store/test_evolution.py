"""Changes to stored data run once, in order, each whole or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
from ZODB.POSException import ConflictError

from guichet.store import batches
from guichet.store.database import install, read_transaction, write_transaction
from guichet.store.evolution import EvolutionStep, baseline, evolve, pending, plan
from guichet.store.models import Folder

NOW = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)


def adding(name, *after):
    """A step that adds a folder of its own name."""
    return EvolutionStep(name, lambda portal: portal.add(name, Folder()), after=after)


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


def test_steps_that_wait_for_no_other_keep_their_order(db):
    assert names(pending(db, [adding("b"), adding("a"), adding("c")])) == ["b", "a", "c"]


def test_steps_that_wait_for_each_other_are_named(db):
    with pytest.raises(ValueError, match="wait for each other: one, two"):
        pending(db, [adding("one", "two"), adding("two", "one")])


def test_a_step_that_waits_for_an_unknown_one_is_named(db):
    with pytest.raises(ValueError, match="wait for gone, which no plugin has: one$"):
        evolve(db, [adding("zero"), adding("one", "gone"), adding("two", "one")], NOW)


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

    evolve(db, [adding("one"), EvolutionStep("two", fills, after=("one",))], NOW)
    with write_transaction(db) as portal:
        assert portal["one"].note == "seen"


# Over many objects


class Crash(BaseException):
    """The process ends in the middle of a batch."""


class Marking:
    """A change that marks objects and notes which; ``before`` is called with the number of those already marked."""

    def __init__(self, before=lambda number: None):
        self.seen = []
        self.before = before

    def __call__(self, item):
        self.before(len(self.seen))
        self.seen.append(item.id)
        item.marked = getattr(item, "marked", 0) + 1

    def step(self, over="people/*", name="mark"):
        return EvolutionStep(name, self, over=over, batch_size=3)


@pytest.fixture
def people(db):
    """Ten people, of whom each has two dogs."""
    with write_transaction(db) as portal:
        portal.add("people", Folder())
        for number in range(10):
            portal["people"].add(f"p{number}", Folder())
            for dog in ("a", "b"):
                portal["people"][f"p{number}"].add(dog, Folder())
    return db


def marks(db):
    with read_transaction(db) as portal:
        return [getattr(person, "marked", 0) for person in portal["people"].values()]


def fail_at(number, error):
    def before(marked):
        if marked == number:
            raise error

    return before


def test_every_object_is_changed_once_in_batches_of_a_transaction_each(people):
    reports, marking = [], Marking()
    assert evolve(people, [marking.step()], NOW, reports.append) == ["mark"]
    assert marking.seen == [f"p{number}" for number in range(10)]
    assert [(one.name, one.changed, one.finished) for one in reports] == [
        ("mark", 3, False),
        ("mark", 6, False),
        ("mark", 9, False),
        ("mark", 10, True),
    ]
    assert marks(people) == [1] * 10


@pytest.mark.parametrize("error", [ZeroDivisionError, Crash, KeyboardInterrupt])
@pytest.mark.parametrize(("at", "stored"), [(0, 0), (2, 0), (3, 3), (7, 6), (9, 9)])
def test_a_step_goes_on_behind_its_last_batch_after_a_crash(people, error, at, stored):
    with pytest.raises(error):
        evolve(people, [Marking(fail_at(at, error)).step()], NOW)
    assert marks(people) == [1] * stored + [0] * (10 - stored)
    assert names(pending(people, [Marking().step()])) == ["mark"]
    evolve(people, [Marking().step()], NOW)
    assert marks(people) == [1] * 10
    with read_transaction(people) as portal:
        assert list(portal["evolution"].under_way) == []


def test_a_restart_after_a_crash_works_on_files_too(open_files, portal):
    install(open_files(), portal)
    db = open_files()
    with write_transaction(db) as root:
        root.add("people", Folder())
        for number in range(10):
            root["people"].add(f"p{number}", Folder())
    with pytest.raises(Crash):
        evolve(db, [Marking(fail_at(7, Crash)).step()], NOW)
    db = open_files()
    assert marks(db) == [1] * 6 + [0] * 4
    evolve(db, [Marking().step()], NOW)
    assert marks(db) == [1] * 10


def test_a_batch_that_meets_another_writer_is_repeated(people):
    def write_elsewhere(marked):
        if marked == 4:
            with write_transaction(people) as portal:
                portal["people"]["p3"].marked = 10

    evolve(people, [Marking(write_elsewhere).step()], NOW)
    assert marks(people) == [1, 1, 1, 11, 1, 1, 1, 1, 1, 1]


def test_a_batch_that_always_meets_another_writer_is_given_up(people):
    def write_elsewhere(_marked):
        with write_transaction(people) as portal:
            portal["people"]["p0"].touched = True

    with pytest.raises(ConflictError):
        evolve(people, [Marking(write_elsewhere).step()], NOW)
    assert marks(people) == [0] * 10


def test_two_processes_at_once_share_the_batches(people):
    other = Marking()
    first = Marking(lambda marked: evolve(people, [other.step()], NOW) if marked == 4 else None)
    evolve(people, [first.step()], NOW)
    assert marks(people) == [1] * 10
    assert other.seen == [f"p{number}" for number in range(3, 10)]


def test_objects_of_objects_are_reached_through_every_folder(people):
    marking = Marking()
    evolve(people, [marking.step("people/*/*")], NOW)
    assert marking.seen == ["a", "b"] * 10
    with pytest.raises(Crash):
        evolve(people, [Marking(fail_at(8, Crash)).step("people/*/*", "again")], NOW)
    rest = Marking()
    evolve(people, [rest.step("people/*/*", "again")], NOW)
    assert len(rest.seen) == 20 - 6


def test_a_change_may_remove_its_object(people):
    evolve(
        people, [EvolutionStep("clear", lambda one: one.__parent__.remove(one.id), over="people/*", batch_size=3)], NOW
    )
    with read_transaction(people) as portal:
        assert list(portal["people"]) == []


def test_a_transaction_passes_few_empty_folders(people, monkeypatch):
    with write_transaction(people) as portal:
        for number in range(8):
            portal["people"].remove(f"p{number}")
            portal["people"].add(f"p{number}", Folder())
    monkeypatch.setattr(batches, "MAX_SECONDS", -1)
    marking, reports = Marking(), []
    before = transactions(people)
    evolve(people, [marking.step("people/*/*")], NOW, reports.append)
    assert marking.seen == ["a", "b"] * 2
    # One for each folder, and for each of the four that there are.
    assert transactions(people) - before == 8 + 2 + 4
    assert [one.changed for one in reports[:8]] == [0] * 8
    assert reports[0].total == 4


def transactions(db):
    return sum(1 for _one in db.storage.iterator())


def test_plan_of_a_step_whose_first_folders_are_empty_has_no_estimate(people, monkeypatch):
    with write_transaction(people) as portal:
        for name in ("p0", "p1"):
            portal["people"].remove(name)
            portal["people"].add(name, Folder())
    monkeypatch.setattr(batches, "MAX_SECONDS", -1)
    [found] = plan(people, [Marking().step("people/*/*")])
    assert (found.left, found.seconds) == (16, None)


def test_a_step_over_an_empty_folder_is_done(db):
    with write_transaction(db) as portal:
        portal.add("people", Folder())
    assert evolve(db, [Marking().step()], NOW) == ["mark"]
    assert pending(db, [Marking().step()]) == []


def test_a_batch_loads_its_own_objects_only(people):
    with write_transaction(people) as portal:
        for number in range(100, 400):
            portal["people"].add(f"p{number}", Folder())
    people.cacheMinimize()
    with pytest.raises(Crash):
        evolve(people, [Marking(fail_at(3, Crash)).step()], NOW)
    assert people.cacheSize() < 60


@pytest.mark.parametrize("over", ["people", "*", "people/*/dogs", "/people/*", "people/*/", "people//*", "People/*"])
def test_a_pattern_that_matches_no_objects_is_refused(over):
    with pytest.raises(ValueError, match="write for instance"):
        EvolutionStep("one", print, over=over)
