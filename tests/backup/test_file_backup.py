"""Backups of a desk in files: whole or not there, incremental, and what they are restored to."""

import pytest
from ZODB.utils import p64

from guichet.backup import file_backup
from guichet.backup.data_file import DamagedDataFile, DataFile
from guichet.backup.encryption import new_private_key
from guichet.backup.manifest import DATA, SUMS, read_manifest
from guichet.backup.new_point import BackupRunning, unfinished_folder
from guichet.backup.places import FilePlace
from guichet.backup.points import points
from guichet.store.database import write_transaction


def blob_pieces(point):
    return sorted(point.folder.glob("blobs/*/*.age"))


def test_restored_desk_has_what_the_backup_was_made_of_and_nothing_later(small_desk, back_up, restored):
    names = small_desk.store(b"first", b"second")
    point = back_up()
    small_desk.store(b"later")
    assert restored(point) == dict(zip(names, [b"first", b"second"], strict=True))


def test_increment_holds_only_what_is_new_and_restores_to_all(small_desk, back_up, restored, signer):
    [old] = small_desk.store(b"old" * 5000)
    full = back_up()
    [new] = small_desk.store(b"new")
    increment, quiet = back_up(), back_up()
    assert [point.kind for point in (full, increment, quiet)] == ["full", "increment", "increment"]
    assert [len(blob_pieces(point)) for point in (full, increment, quiet)] == [1, 1, 0]
    assert read_manifest(increment, signer).start == read_manifest(full, signer).end
    assert restored(increment) == restored(quiet) == {old: b"old" * 5000, new: b"new"}
    assert restored(full) == {old: b"old" * 5000}


def test_next_full_backup_links_the_documents_that_the_last_ones_have(small_desk, back_up, restored):
    names = small_desk.store(b"first")
    full = back_up()
    names += small_desk.store(b"second")
    increment = back_up()
    names += small_desk.store(b"third")
    next_full = back_up(full_hours=0)
    assert next_full.is_full
    copied_before = {piece.stat().st_ino for point in (full, increment) for piece in blob_pieces(point)}
    assert len(copied_before & {piece.stat().st_ino for piece in blob_pieces(next_full)}) == 2
    assert restored(next_full) == dict(zip(names, [b"first", b"second", b"third"], strict=True))


def test_other_public_key_makes_a_full_backup_without_links(small_desk, back_up, private_key):
    small_desk.store(b"first")
    full = back_up()
    point = back_up(public_keys=(str(new_private_key().to_public()), str(private_key.to_public())))
    assert point.is_full
    assert blob_pieces(point)[0].stat().st_ino != blob_pieces(full)[0].stat().st_ino


def test_nothing_of_a_document_is_readable_in_a_backup(small_desk, back_up, random_content):
    secret = random_content().hex().encode()
    small_desk.store(secret)
    for piece in back_up().folder.rglob("*.*"):
        assert secret[:64] not in piece.read_bytes()


def test_packing_makes_the_next_backup_a_full_one(small_desk, back_up, restored):
    names = small_desk.store(b"kept", b"removed")
    back_up()
    small_desk.remove(names[1])
    small_desk.db.pack()
    point = back_up()
    assert point.is_full
    assert restored(point) == {names[0]: b"kept"}


def test_document_removed_while_it_was_to_be_copied_is_not_missing(small_desk, back_up, restored, monkeypatch):
    kept, removed = small_desk.store(b"kept", b"removed")
    added = []
    all_blobs = FilePlace.all_blobs

    def and_meanwhile(place):
        found = list(all_blobs(place))
        small_desk.remove(removed)
        added.extend(small_desk.store(b"added"))
        return found

    monkeypatch.setattr(FilePlace, "all_blobs", and_meanwhile)
    assert restored(back_up()) == {kept: b"kept", added[0]: b"added"}


def test_document_removed_in_an_increment_is_not_missing(small_desk, back_up, restored, monkeypatch):
    small_desk.store(b"before")
    back_up()
    [removed] = small_desk.store(b"removed")
    blobs = DataFile.blobs

    def and_meanwhile(data, start, end):
        found = list(blobs(data, start, end))
        monkeypatch.setattr(DataFile, "blobs", blobs)
        small_desk.remove(removed)
        return found

    monkeypatch.setattr(DataFile, "blobs", and_meanwhile)
    assert list(restored(back_up()).values()) == [b"before"]


def test_packing_during_a_backup_starts_it_again(small_desk, back_up, restored, monkeypatch):
    names = small_desk.store(b"kept", b"removed")
    all_blobs = FilePlace.all_blobs

    def and_packed(place):
        monkeypatch.setattr(FilePlace, "all_blobs", all_blobs)
        small_desk.remove(names[1])
        small_desk.db.pack()
        return list(all_blobs(place))

    monkeypatch.setattr(FilePlace, "all_blobs", and_packed)
    assert restored(back_up()) == {names[0]: b"kept"}


def test_transaction_that_is_being_written_is_left_out(small_desk, back_up, restored):
    names = small_desk.store(b"first")
    with small_desk.place.data.open("rb") as data:
        header = data.read()[4:27]
    with small_desk.place.data.open("ab") as data:
        data.write(header[:16] + b"c" + header[17:] + b"half of it")
    assert restored(back_up()) == {names[0]: b"first"}


def test_damaged_transaction_is_named_and_nothing_is_left(small_desk, back_up, tmp_path):
    small_desk.store(b"first")
    size = small_desk.place.data.stat().st_size
    with small_desk.place.data.open("r+b") as data:
        data.seek(size - 1)
        data.write(b"\xff")
    with pytest.raises(DamagedDataFile, match=r"the transaction at byte \d+ is damaged"):
        back_up()
    assert points(tmp_path / "backups" / "be") == []


def test_stopped_backup_is_no_point_and_the_next_one_clears_it(small_desk, back_up, tmp_path, monkeypatch):
    small_desk.store(b"first")
    folder = tmp_path / "backups" / "be"
    monkeypatch.setattr(file_backup, "finished", lambda *_given: pytest.fail("killed here"))
    with pytest.raises(pytest.fail.Exception):
        back_up()
    assert points(folder) == []
    assert list(folder.glob("*.unfinished"))
    monkeypatch.undo()
    point = back_up()
    assert points(folder) == [point]
    assert not list(folder.glob("*.unfinished"))


def test_two_backups_at_once_refuse_the_second(small_desk, back_up, tmp_path):
    with unfinished_folder(tmp_path / "backups" / "be"), pytest.raises(BackupRunning):
        back_up()


def test_blob_on_the_disk_before_its_transaction_is_restored_once(small_desk, back_up, restored, monkeypatch):
    names = small_desk.store(b"first")
    all_blobs = FilePlace.all_blobs

    def one_that_is_not_confirmed_yet(place):
        early = place.blob((p64(9999), p64(2**62)))
        early.parent.mkdir(parents=True)
        early.write_bytes(b"of a transaction that was aborted later")
        return list(all_blobs(place))

    monkeypatch.setattr(FilePlace, "all_blobs", one_that_is_not_confirmed_yet)
    full = back_up()
    assert len(blob_pieces(full)) == 2
    monkeypatch.undo()
    assert restored(full) == {names[0]: b"first"}
    assert not list(small_desk.place.blobs.parent.with_name("copy-0").rglob("*4000000000000000*"))


def test_list_of_pieces_is_what_sha256sum_reads(small_desk, back_up):
    small_desk.store(b"first")
    point = back_up()
    lines = (point.folder / SUMS).read_text().splitlines()
    assert {line[66:] for line in lines} == {DATA, *(str(one.relative_to(point.folder)) for one in blob_pieces(point))}


def test_objects_that_change_after_the_backup_are_as_they_were(small_desk, back_up, restored):
    [name] = small_desk.store(b"first")
    point = back_up()
    with write_transaction(small_desk.db) as portal:
        portal["documents"].remove(name)
    assert restored(point) == {name: b"first"}
    assert restored(back_up()) == {}
