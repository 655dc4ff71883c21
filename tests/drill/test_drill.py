"""A desk is backed up at random moments while it works and packs; each copy has all that was acknowledged by then."""

from drilling import RESTORES, drilled


def test_desk_in_files_is_restored_from_backups_made_under_load(tmp_path):
    found = drilled(tmp_path, f"file://{tmp_path}/Data.fs?blobstorage_dir={tmp_path}/blobs")
    assert found["restores"] == RESTORES
    assert found["acknowledged"] >= RESTORES
    assert found["documents compared in copies"] > 0
