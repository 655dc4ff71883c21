"""When the last backup was made and the last restore proved, as the office and monitoring see it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guichet.backup import times
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


@pytest.fixture
def times_of(backup, signer):
    """The times of a desk as they are on the evening of that day."""
    return lambda desk="be", settings=backup: backup_times(settings, desk, signer, NOON + timedelta(hours=8))


def test_nothing_is_known_without_a_folder_in_the_settings_or_on_the_disk(times_of):
    assert times_of(settings=BackupSettings()) == BackupTimes(None, None, None)
    assert times_of() == BackupTimes(None, None, None)


def test_last_backup_is_the_newest_whole_one_of_the_desk(times_of, of_berne, signing_key, leave_backup):
    leave_backup(of_berne, NOON, signing_key)
    leave_backup(of_berne, NOON + timedelta(hours=1), signing_key, "increment")
    (of_berne / folder_name(NOON + timedelta(hours=2), "full")).mkdir()  # copied in part
    (of_berne / f"{folder_name(NOON + timedelta(hours=3), 'full')}.unfinished").mkdir()
    assert times_of().backup == NOON + timedelta(hours=1)
    assert times_of("ne").backup is None


def unsigned(folder, moment, _key, _leave):
    point = folder / folder_name(moment, "full")
    point.mkdir()
    (point / MANIFEST).write_text("{}")


def signed_by_another(folder, moment, _key, leave):
    leave(folder, moment, Ed25519PrivateKey.generate())


def older_one_renamed(folder, moment, key, leave):
    leave(folder, NOON - timedelta(days=9), key).rename(folder / folder_name(moment, "full"))


def of_tomorrow(folder, moment, key, leave):
    leave(folder, moment + timedelta(days=1), key)


@pytest.mark.parametrize("later", [unsigned, signed_by_another, older_one_renamed, of_tomorrow])
def test_backup_that_the_desk_cannot_have_made_by_now_hides_no_late_one(
    times_of, of_berne, signing_key, leave_backup, later
):
    leave_backup(of_berne, NOON - timedelta(days=3), signing_key)
    later(of_berne, NOON, signing_key, leave_backup)
    assert times_of().backup == NOON - timedelta(days=3)


def test_any_number_of_false_backups_is_not_read(times_of, of_berne, signing_key, leave_backup, monkeypatch):
    monkeypatch.setattr(times, "MAX_READ", 3)
    leave_backup(of_berne, NOON - timedelta(days=3), signing_key)
    for hour in range(3):
        unsigned(of_berne, NOON + timedelta(hours=hour), None, None)
    assert times_of().backup is None


def test_proof_names_when_it_was_and_which_backup_it_was_about(times_of, of_berne):
    record_proof(of_berne, NOON + timedelta(days=2), NOON)
    assert times_of() == BackupTimes(None, NOON + timedelta(days=2), NOON)


@pytest.mark.parametrize("moment", ["2026-11-29T12:00", "0001-01-01T00:00+14:00", "", 7, None])
def test_proof_that_cannot_be_read_is_none(times_of, of_berne, moment):
    (of_berne / PROOF).write_text("{")
    assert times_of().proved_restore is None
    (of_berne / PROOF).write_text(json.dumps({"proved": moment, "backup": moment}))
    assert times_of() == BackupTimes(None, None, None)


def test_moment_of_a_proof_is_stored_in_utc_whatever_its_offset(times_of, of_berne):
    (of_berne / PROOF).write_text(json.dumps({"proved": "2026-11-29T13:00+01:00", "backup": "2026-11-29T12:00Z"}))
    found = times_of()
    assert (found.proved_restore, found.proved_backup) == (NOON, NOON)
    assert found.proved_restore.tzinfo is UTC
