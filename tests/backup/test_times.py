"""When the last backup was made and the last restore proved, as the office and monitoring see it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from guichet.backup.points import MANIFEST, folder_name
from guichet.backup.times import PROOF, BackupTimes, backup_times, desk_folder, record_proof
from guichet.settings import BackupSettings

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def backup(tmp_path):
    return BackupSettings(folder=str(tmp_path))


@pytest.fixture
def of_berne(backup):
    folder = desk_folder(backup, "be")
    folder.mkdir()
    return folder


def make_point(folder, moment, kind):
    point = folder / folder_name(moment, kind)
    point.mkdir()
    (point / MANIFEST).touch()


def test_nothing_is_known_without_a_folder_in_the_settings_or_on_the_disk(backup):
    assert backup_times(BackupSettings(), "be") == BackupTimes(None, None, None)
    assert backup_times(backup, "be") == BackupTimes(None, None, None)


def test_last_backup_is_the_newest_whole_one_of_the_desk(backup, of_berne):
    make_point(of_berne, NOON, "full")
    make_point(of_berne, NOON + timedelta(hours=1), "increment")
    (of_berne / folder_name(NOON + timedelta(hours=2), "full")).mkdir()  # copied in part
    (of_berne / f"{folder_name(NOON + timedelta(hours=3), 'full')}.unfinished").mkdir()
    assert backup_times(backup, "be").backup == NOON + timedelta(hours=1)
    assert backup_times(backup, "ne").backup is None


def test_proof_names_when_it_was_and_which_backup_it_was_about(backup, of_berne):
    record_proof(of_berne, NOON + timedelta(days=2), NOON)
    assert backup_times(backup, "be") == BackupTimes(None, NOON + timedelta(days=2), NOON)


@pytest.mark.parametrize("moment", ["2026-11-29T12:00", "0001-01-01T00:00+14:00", "", 7, None])
def test_proof_that_cannot_be_read_is_none(backup, of_berne, moment):
    (of_berne / PROOF).write_text("{")
    assert backup_times(backup, "be").proved_restore is None
    (of_berne / PROOF).write_text(json.dumps({"proved": moment, "backup": moment}))
    assert backup_times(backup, "be") == BackupTimes(None, None, None)


def test_moment_of_a_proof_is_stored_in_utc_whatever_its_offset(backup, of_berne):
    (of_berne / PROOF).write_text(json.dumps({"proved": "2026-11-29T13:00+01:00", "backup": "2026-11-29T12:00Z"}))
    times = backup_times(backup, "be")
    assert (times.proved_restore, times.proved_backup) == (NOON, NOON)
    assert times.proved_restore.tzinfo is UTC
