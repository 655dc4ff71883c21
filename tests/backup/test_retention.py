"""Which backups are deleted: never the newest, never what a kept one needs."""

from datetime import UTC, datetime, timedelta

import pytest

from guichet.backup.manifest import Manifest, write_manifest
from guichet.backup.points import folder_name, point_of, points
from guichet.backup.retention import delete, expired
from guichet.settings import BackupSettings

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)  # a Sunday
KEEP = BackupSettings(keep_hours=6, keep_daily=3, keep_weekly=2)


@pytest.fixture
def make(tmp_path, signing_key):
    """Makes a backup so many hours before now, on top of another one if it is given."""

    def made(hours, base=None):
        kind = "increment" if base else "full"
        moment = NOW - timedelta(hours=hours)
        folder = tmp_path / folder_name(moment, kind)
        folder.mkdir()
        name = base.folder.name if base else ""
        manifest = Manifest("be", "files", kind, moment.isoformat(), name, "", 0, 0, "", 0, (), {})
        write_manifest(folder, manifest, signing_key)
        return point_of(folder)

    return made


def kept(tmp_path):
    delete(expired(points(tmp_path), KEEP, NOW))
    return points(tmp_path)


def test_all_of_the_last_hours_are_kept_with_what_they_need(make, tmp_path):
    full = make(30)
    chain = [full]
    for hours in (20, 10, 5, 1):
        chain.append(make(hours, chain[-1]))
    assert kept(tmp_path) == chain


def test_one_full_backup_a_day_and_a_week_is_kept(make, tmp_path):
    days = {day: make(24 * day + 1) for day in range(22)}
    for day in (1, 2, 3):
        make(24 * day - 3, days[day])
    # Three days; of the week before, its Sunday.
    assert kept(tmp_path) == [days[7], days[2], days[1], days[0]]


def test_day_without_a_full_backup_keeps_its_last_one_and_the_chain_of_it(make, tmp_path):
    full = make(60)
    before = make(32, full)
    last = make(28, before)
    newest = make(2)
    assert kept(tmp_path) == [full, before, last, newest]


def test_newest_is_kept_however_old_it_is(make, tmp_path):
    make(24 * 400)
    newest = make(24 * 300)
    assert newest in kept(tmp_path)


def test_deleting_begins_with_the_newest_since_increments_need_older_ones(make):
    full = make(24 * 100)
    increment = make(24 * 100 - 1, full)
    newest = make(1)
    strict = BackupSettings(keep_hours=1, keep_daily=1, keep_weekly=1)
    assert expired([full, increment, newest], strict, NOW) == [increment, full]
