"""A restore needs an empty place, the right key and unchanged pieces, and leaves nothing that looks whole."""

import pytest

from guichet.backup.encryption import BrokenPiece, new_private_key
from guichet.backup.file_restore import restore_files
from guichet.backup.manifest import DATA, SUMS
from guichet.backup.places import FilePlace, PlaceNotEmpty


@pytest.fixture
def place(tmp_path):
    return FilePlace(tmp_path / "copy" / "Data.fs", tmp_path / "copy" / "blobs")


@pytest.fixture
def point(small_desk, back_up):
    small_desk.store(b"first", b"second")
    return back_up()


def test_place_with_a_database_or_documents_is_refused(point, place, private_key, signer):
    place.blobs.mkdir(parents=True)
    restore_files(point, place, [private_key], signer)
    with pytest.raises(PlaceNotEmpty, match="restore into an empty place"):
        restore_files(point, place, [private_key], signer)
    place.data.unlink()
    with pytest.raises(PlaceNotEmpty, match="blobs"):
        restore_files(point, place, [private_key], signer)


def test_other_private_key_restores_nothing(point, place, signer):
    with pytest.raises(BrokenPiece, match="No matching keys|no matching keys"):
        restore_files(point, place, [new_private_key()], signer)
    assert not place.data.exists()


def damaged(file):
    content = bytearray(file.read_bytes())
    content[-5] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("change", [damaged, lambda file: file.unlink()], ids=["changed", "missing"])
@pytest.mark.parametrize("piece", [DATA, SUMS, "blobs/*/*"])
def test_piece_that_was_changed_or_is_missing_is_named(point, place, private_key, piece, change, signer):
    [file, *_more] = sorted(point.folder.glob(piece))
    change(file)
    with pytest.raises(BrokenPiece, match=str(point.folder)):
        restore_files(point, place, [private_key], signer)
    assert not place.data.exists()
    assert not place.blobs.exists()


def test_increment_without_the_backup_before_it_is_refused(small_desk, back_up, point, place, private_key, signer):
    increment = back_up()
    (point.folder / "manifest.json").unlink()
    with pytest.raises(BrokenPiece, match=point.folder.name):
        restore_files(increment, place, [private_key], signer)


def test_restore_begins_again_after_it_was_stopped(point, place, private_key, signer):
    place.data.parent.mkdir()
    place.data.with_name("Data.fs.restoring").write_bytes(b"a part")
    place.blobs.with_name("blobs.restoring").mkdir()
    restore_files(point, place, [private_key], signer)
    assert place.data.exists()
    assert not list(place.data.parent.glob("*.restoring"))
