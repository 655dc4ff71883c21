"""SIGKILL at random moments of sending, deciding and mailing: nothing acknowledged is lost, nothing is torn."""

from killing import KILLS, killed


def test_desk_that_is_killed_again_and_again_loses_nothing_in_files(tmp_path):
    found = killed(tmp_path, f"file://{tmp_path}/Data.fs?blobstorage_dir={tmp_path}/blobs")
    assert found["kills"] == KILLS
    assert found["acknowledged"] >= KILLS
