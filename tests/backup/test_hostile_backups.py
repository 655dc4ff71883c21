"""Who can write into the folder of the backups cannot hand in a desk, nor stop the next backup or lead it elsewhere."""

import io
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guichet.backup.encryption import BrokenPiece, Compressed, write_piece
from guichet.backup.file_restore import restore_files
from guichet.backup.manifest import DATA, SIGNATURE, SUMS, chain, needed, pieces, read_manifest
from guichet.backup.places import FilePlace
from guichet.backup.points import MANIFEST, folder_name, point_of


@pytest.fixture
def point(small_desk, back_up):
    small_desk.store(b"first")
    return back_up()


def sign_again(point, key, **changes):
    file = point.folder / MANIFEST
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
    (point.folder / SIGNATURE).write_text(key.sign(file.read_bytes()).hex())


def changed(point):
    file = point.folder / MANIFEST
    file.write_text(file.read_text().replace('"blobs": 1', '"blobs": 2'))


def signed_by_another(point):
    sign_again(point, Ed25519PrivateKey.generate())


def unsigned(point):
    (point.folder / SIGNATURE).unlink()


@pytest.mark.parametrize("hostile", [changed, signed_by_another, unsigned])
def test_backup_that_another_has_made_or_changed_is_restored_nowhere(point, tmp_path, private_key, signer, hostile):
    hostile(point)
    place = FilePlace(tmp_path / "copy" / "Data.fs", tmp_path / "copy" / "blobs")
    with pytest.raises(BrokenPiece, match=f"not signed by this desk|{SIGNATURE}"):
        restore_files(point, place, [private_key], signer)
    assert not place.data.exists()


def test_next_backup_continues_nothing_that_another_has_signed(back_up, point):
    signed_by_another(point)
    assert back_up().is_full


def test_piece_that_unpacks_to_more_than_it_should_fills_no_disk(point, tmp_path, private_key, signer):
    """It is known to be another's at its end only, by its hash."""
    (point.folder / DATA).unlink()
    write_piece(Compressed(io.BytesIO(bytes(2**24))), point.folder / DATA, [str(private_key.to_public())])
    place = FilePlace(tmp_path / "copy" / "Data.fs", tmp_path / "copy" / "blobs")
    with pytest.raises(BrokenPiece):
        restore_files(point, place, [private_key], signer)
    [unfinished] = place.data.parent.glob("Data.fs*")
    assert unfinished.stat().st_size <= read_manifest(point, signer).end


def test_older_backup_is_not_taken_for_a_newer_one(point, signer):
    later = point.folder.with_name(folder_name(point.moment + timedelta(days=1), "full"))
    point.folder.rename(later)
    with pytest.raises(BrokenPiece, match="another moment"):
        read_manifest(point_of(later), signer)


def test_manifest_that_leads_back_to_itself_ends(point, signer, signing_key):
    sign_again(point, signing_key, base=point.folder.name)
    with pytest.raises(BrokenPiece, match="missing"):
        chain(point, signer)
    assert needed(point) == [point]


@pytest.mark.parametrize("name", ["blobs/../../../x.age", "blobs/00/../0.0.age", "/etc/passwd", "x"])
def test_list_that_leads_out_of_the_backup_is_refused(point, signer, name):
    manifest = read_manifest(point, signer)
    (point.folder / SUMS).write_text(f"{'0' * 64}  {name}\n")
    with pytest.raises(BrokenPiece, match="list of its pieces"):
        next(pieces(point, manifest))
