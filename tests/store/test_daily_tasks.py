"""Daily work: each task once a day, in batches, and none held up by another one."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from threading import Event

import pytest
from structlog.testing import capture_logs

from guichet.store import batches
from guichet.store.daily_runs import daily_run
from guichet.store.daily_tasks import DailyJob, DailyTask, DailyWalk
from guichet.store.database import read_transaction, write_transaction
from guichet.store.job_reports import JobReporter, job_reports
from guichet.store.models import Folder

NOW = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def many(db):
    """A desk with 250 objects."""
    with write_transaction(db) as portal:
        portal.add("many", Folder())
        for number in range(250):
            portal["many"].add(f"{number:03}", Folder())
    return db


def names(db):
    with read_transaction(db) as portal:
        return list(portal["many"])


def noting(calls, name="task"):
    """A task that notes when it is run."""
    return DailyTask(name, lambda _portal, now: calls.append((name, now)))


def test_a_task_runs_at_the_start_and_a_day_after_it_ran(db):
    calls = []
    job = DailyJob(db, [noting(calls)])
    for hours in (0, 1, 23, 24, 25, 47, 48, 100):
        assert job.run_due(NOW + hours * HOUR) == 0
    assert [now for _name, now in calls] == [NOW, NOW + 24 * HOUR, NOW + 48 * HOUR, NOW + 100 * HOUR]


def test_a_task_is_done_once_a_day_by_one_of_the_workers(db):
    calls = []
    for hours in (0, 1, 23, 24, 30, 48):
        DailyJob(db, [noting(calls)]).run_due(NOW + hours * HOUR)
    assert [now for _name, now in calls] == [NOW, NOW + 24 * HOUR, NOW + 48 * HOUR]


def test_a_clock_that_is_set_back_holds_up_no_task(db):
    calls = []
    for hours in (48, 0):
        DailyJob(db, [noting(calls)]).run_due(NOW + hours * HOUR)
    assert len(calls) == 2


def test_a_clock_that_was_ahead_for_a_moment_holds_up_nothing(db):
    calls = []
    job, reporter = DailyJob(db, [noting(calls)]), JobReporter(db, "task")
    for hours in (500, 0):
        job.run_due(NOW + hours * HOUR)
        reporter.note(NOW + hours * HOUR)
    assert len(calls) == 2
    with read_transaction(db) as portal:
        assert job_reports(portal).get("task").heard == NOW


def test_a_failing_task_is_logged_retried_in_an_hour_and_stops_no_other(db):
    calls = []

    def fail(_portal, now):
        calls.append(("fail", now))
        raise ZeroDivisionError("Anna Muster")

    job = DailyJob(db, [DailyTask("fail", fail), noting(calls, "good")])
    with capture_logs() as logs:
        job.run_due(NOW)
    assert [name for name, _now in calls] == ["fail", "good"]
    assert [(one["event"], one["task"], one["desk"]) for one in logs] == [("daily_task_failed", "fail", "be")]
    assert "Anna" not in str(logs)
    job.run_due(NOW + HOUR)
    assert [name for name, _now in calls] == ["fail", "good", "fail"]


def test_what_a_failing_task_wrote_is_not_stored(many):
    def half(portal, _now):
        portal["many"].remove("000")
        raise ZeroDivisionError

    DailyJob(many, [DailyTask("half", half)]).run_due(NOW)
    assert names(many)[0] == "000"


def test_a_task_over_objects_sees_each_of_them_once_with_the_moment(many):
    calls = []
    DailyTask("look", lambda item, now: calls.append((item.id, now)), over="many/*").run(many, NOW)
    assert calls == [(f"{number:03}", NOW) for number in range(250)]


def test_a_task_may_remove_its_objects(many):
    def remove_even(item, _now):
        if int(item.id) % 2 == 0:
            item.__parent__.remove(item.id)

    DailyTask("remove", remove_even, over="many/*").run(many, NOW)
    assert names(many) == [f"{number:03}" for number in range(1, 250, 2)]


def test_a_task_over_objects_commits_after_a_hundred_of_them(many):
    def remove_until(item, _now):
        if item.id == "150":
            raise ZeroDivisionError
        item.__parent__.remove(item.id)

    with pytest.raises(ZeroDivisionError):
        DailyTask("remove", remove_until, over="many/*").run(many, NOW)
    assert names(many)[0] == "100"


def test_a_task_over_the_portal_is_called_until_nothing_is_left(many):
    rounds = []

    def remove_some(portal, _now):
        found = list(portal["many"])[:80]
        for name in found:
            portal["many"].remove(name)
        rounds.append(len(found))
        return len(found)

    DailyTask("remove", remove_some).run(many, NOW)
    assert (rounds, names(many)) == ([80, 80, 80, 10, 0], [])


class Killed(BaseException):
    """The process ends in the middle of a batch."""


def seeing(seen, at="", fate=None):
    """A task that notes the names it sees; at one of them it does something else first."""

    def see(item, _now):
        if item.id == at and seen and fate is not None:
            fate()
        seen.append(item.id)

    return DailyTask("see", see, over="many/*")


def killed():
    raise Killed


def test_a_task_that_was_killed_goes_on_behind_its_last_batch(many):
    seen, after = [], []
    with pytest.raises(Killed):
        DailyJob(many, [seeing(seen, "150", killed)]).run_due(NOW)
    DailyJob(many, [seeing(after)]).run_due(NOW + HOUR)
    assert (seen[-1], after[0], after[-1], len(after)) == ("149", "100", "249", 150)


def test_a_task_that_is_stopped_goes_on_behind_its_batch(many):
    stop, seen, after = Event(), [], []
    DailyJob(many, [seeing(seen, "050", stop.set)], stop).run_due(NOW)
    DailyJob(many, [seeing(after)]).run_due(NOW + HOUR)
    assert (seen[-1], after[0], len(seen + after)) == ("099", "100", 250)


def test_two_workers_share_the_batches_of_a_task(many):
    seen, other = [], []
    whole = seeing(other)
    seeing(seen, "120", lambda: other or whole.run(many, NOW)).run(many, NOW)
    # The batch in which the other one came in between is dropped, and none is done twice.
    assert other == [f"{number:03}" for number in range(100, 250)]
    assert seen[:100] == [f"{number:03}" for number in range(100)]
    with read_transaction(many) as portal:
        assert daily_run(portal, "see").finished == 1


def test_a_batch_ends_after_its_time_however_few_objects_it_has(many, monkeypatch):
    monkeypatch.setattr(batches, "MAX_SECONDS", -1)
    before, seen = many.lastTransaction(), []
    seeing(seen).run(many, NOW)
    assert seen == [f"{number:03}" for number in range(250)]
    assert transactions_since(many, before) == 250


def transactions_since(db, tid):
    return sum(1 for one in db.storage.iterator() if one.tid > tid)


def test_a_walk_goes_on_behind_its_own_cursor(many):
    def walk(portal, _now, cursor):
        found = list(islice(portal["many"].keys(*cursor), 81))[bool(cursor) :][:80]
        seen.append(found)
        return (found[-1],) if len(found) == 80 else None

    seen = []
    DailyWalk("walk", walk).run(many, NOW)
    assert [len(one) for one in seen] == [80, 80, 80, 10]
    assert sum(seen, []) == [f"{number:03}" for number in range(250)]


def test_a_batch_that_meets_a_visitor_is_repeated(many):
    met = []

    def mark(item, _now):
        item.marked = getattr(item, "marked", 0) + 1
        if item.id == "120" and not met:
            met.append(item.id)
            with write_transaction(many) as portal:
                portal["many"]["110"].marked = 10

    DailyTask("mark", mark, over="many/*").run(many, NOW)
    with read_transaction(many) as portal:
        marks = {item.id: item.marked for item in portal["many"].values()}
    assert marks.pop("110") == 11
    assert set(marks.values()) == {1}
