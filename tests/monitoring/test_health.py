"""When a desk is well, and what is said of it when it is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guichet.monitoring.desk_state import Queue
from guichet.monitoring.health import clock_difference, health
from guichet.store.disk import Disk

CHECKS = ("database", "outbox", "worker", "disk", "clock")


def wrong(state):
    return {name: found for name, found in health(state).items() if found != "ok"}


def test_desk_at_work_is_well(well):
    assert health(well) == dict.fromkeys(CHECKS, "ok")


def test_database_that_does_not_answer_is_said():
    assert health(None) == {"database": "does not answer"}


@pytest.mark.parametrize(("minutes", "late"), [(9, False), (11, True)])
@pytest.mark.parametrize("channel", ["mail", "sms"])
def test_message_that_waits_for_more_than_ten_minutes_is_late(well, channel, minutes, late):
    queues = {**well.outbox, channel: Queue(3, well.read - timedelta(minutes=minutes))}
    found = {"outbox": "the oldest message waits for 11 minutes"} if late else {}
    assert wrong(replace(well, outbox=queues)) == found


def test_jobs_that_were_never_or_long_not_heard_of_are_named(well):
    old = well.jobs["PdfJob"]._replace(heard=well.read - timedelta(minutes=13))
    jobs = {**well.jobs, "Delivery": None, "PdfJob": old}
    assert wrong(replace(well, jobs=jobs)) == {"worker": "not heard of: Delivery, PdfJob"}


@pytest.mark.parametrize(("used", "full"), [(0.94, False), (0.95, True)])
def test_disk_is_full_from_the_part_on_at_which_the_office_reads_it(well, used, full):
    assert wrong(replace(well, disk=Disk(used, 1))) == ({"disk": "95% full"} if full else {})


def test_clock_that_is_behind_a_commit_or_a_report_is_wrong(well):
    assert wrong(replace(well, written=well.read + timedelta(seconds=29))) == {}
    behind = {"clock": "3600 seconds behind the last commit"}
    assert wrong(replace(well, written=well.read + timedelta(hours=1))) == behind
    ahead = well.jobs["PdfJob"]._replace(heard=well.read + timedelta(hours=1))
    assert wrong(replace(well, jobs={**well.jobs, "PdfJob": ahead})) == behind


def test_clock_is_never_ahead_of_what_was_written_before(well):
    assert clock_difference(replace(well, written=well.read - timedelta(days=3))) == timedelta(0)
