"""``guichet backup``: every desk of the settings, beside its server, encrypted to the key of the settings."""

import re

import pytest

from guichet import clock
from guichet.backup.encryption import private_keys
from guichet.backup.manifest import SIGNATURE
from guichet.backup.points import points
from guichet.backup.times import backup_times
from guichet.settings import BackupSettings


@pytest.fixture
def ini(guichet, tmp_path, development_ini):
    """Settings with a folder of backups, and a new key; `office.key` is the private one."""
    public = guichet("backup-key", str(tmp_path / "office.key")).output.strip()
    path = tmp_path / "office.ini"
    lines = f"tenants = *\nguichet.backup.folder = {tmp_path}/backups\nguichet.backup.public_keys = {public}"
    path.write_text(development_ini.read_text().replace("tenants = *", lines))
    return path


def test_every_desk_is_backed_up_while_its_server_has_it_open(guichet, ini, tmp_path, look):
    guichet("init")
    said = []
    look(lambda _portal: said or said.append(guichet("backup", ini=ini).output))
    assert [line.split(",")[0].rpartition("-")[2] for line in said[0].splitlines()] == ["full", "full"]
    assert guichet("backup", "--tenant", "be", ini=ini).output.count("-increment") == 1
    assert len(points(tmp_path / "backups" / "be")) == 2
    assert guichet("backup", "--list", ini=ini).output.count("MB") == 3


def test_desk_that_cannot_be_backed_up_is_named_and_the_others_are(guichet, ini, tmp_path):
    guichet("init")
    (tmp_path / "be" / "Data.fs").unlink()
    said = guichet("backup", ini=ini, exit_code=1).output
    assert "be: [Errno 2]" in said
    assert "ne: " in said


def test_without_a_folder_in_the_settings_it_says_so(guichet):
    assert "guichet.backup.folder is missing" in guichet("backup", exit_code=1).output


def test_unknown_desk_is_named(guichet, ini):
    assert "no desk zz" in guichet("backup", "--tenant", "zz", ini=ini, exit_code=1).output


def test_key_is_for_its_owner_only_and_no_other_key_is_overwritten(guichet, tmp_path):
    file = tmp_path / "key"
    public = guichet("backup-key", str(file)).output.strip()
    assert file.stat().st_mode & 0o777 == 0o400
    assert str(private_keys(file.read_text())[0].to_public()) == public
    assert "is there already" in guichet("backup-key", str(file), exit_code=1).output


def test_restored_desk_is_verified_and_the_proof_is_noted(guichet, ini, tmp_path):
    guichet("init")
    guichet("backup", ini=ini)
    copy = f"file://{tmp_path}/copy/Data.fs?blobstorage_dir={tmp_path}/copy/blobs"
    key = str(tmp_path / "office.key")
    said = guichet("restore", "--tenant", "be", "--key", key, "--into", copy, ini=ini).output
    assert "no fault" in said and "is proved" in said
    signer = re.search(r"be: .*?([0-9a-f]{64})", guichet("backup", "--list", ini=ini).output)[1]
    times = backup_times(BackupSettings(folder=str(tmp_path / "backups")), "be", signer, clock.now())
    assert times.proved_backup == times.backup
    assert "no fault" in guichet("verify", "--tenant", "be", "--storage", copy, ini=ini).output
    again = guichet("restore", "--tenant", "be", "--key", key, "--into", copy, ini=ini, exit_code=1).output
    assert "restore into an empty place" in again


def test_restore_says_which_backup_there_is_none_of(guichet, ini, tmp_path):
    guichet("init")
    guichet("backup", ini=ini)
    key = str(tmp_path / "office.key")
    said = guichet("restore", "--tenant", "be", "--key", key, "--at", "2020-01-01", ini=ini, exit_code=1).output
    assert "holds no backup until 2020-01-01 00:00 UTC" in said
    into = ("--into", "postgres://u@127.0.0.1:1/x")
    said = guichet("restore", "--tenant", "be", "--key", key, *into, ini=ini, exit_code=1).output
    assert "this backup is of a desk on files" in said
    said = guichet("restore", "--tenant", "be", "--key", str(ini), ini=ini, exit_code=1).output
    assert "holds no private key" in said


def test_verify_runs_beside_the_server(guichet, ini, tmp_path, look):
    guichet("init")
    look(lambda _portal: guichet("verify", "--tenant", "be", ini=ini))


def test_restore_that_meets_a_false_backup_says_how_to_take_the_one_before(guichet, ini, tmp_path):
    guichet("init")
    guichet("backup", ini=ini)
    guichet("backup", ini=ini)
    good, false = points(tmp_path / "backups" / "be")
    (false.folder / SIGNATURE).write_text("00")
    copy = f"file://{tmp_path}/copy/Data.fs?blobstorage_dir={tmp_path}/copy/blobs"
    command = ("restore", "--tenant", "be", "--key", str(tmp_path / "office.key"), "--into", copy, "--no-verify")
    said = guichet(*command, ini=ini, exit_code=1).output
    assert "is not signed by this desk" in said
    at = re.search(r"The backup before it: --at (\S+)", said)[1]
    assert f"restored {good.folder.name}" in guichet(*command, "--at", at, ini=ini).output
    (good.folder / SIGNATURE).write_text("00")
    assert "before it" not in guichet(*command, "--at", at, ini=ini, exit_code=1).output
