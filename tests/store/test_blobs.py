"""A document is on the disk before its invoice says that it is."""

import hashlib
import os
import threading
from importlib import import_module
from pathlib import Path

import pytest
from ZODB.POSException import ConflictError

from guichet.store import blobs
from guichet.store.blobs import BlobDamaged, blob_size, open_blob, read_blob, remove_blob, store_blob
from guichet.store.database import install, read_transaction, write_transaction
from guichet.store.models import Portal

FILE_STORAGE = import_module("ZODB.FileStorage.FileStorage")  # the package's attribute of that name is the class


@pytest.fixture
def desk(open_files):
    """Opens the desk's database in files; the first time it is made."""
    install(open_files(), Portal())
    return open_files


@pytest.fixture
def flushed(monkeypatch):
    """The files and folders flushed to disk, in order."""
    paths = []
    real = os.fsync

    def record(descriptor):
        paths.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", record)
    monkeypatch.setattr(FILE_STORAGE, "fsync", record)
    return paths


def test_content_is_read_in_the_same_transaction(desk):
    with write_transaction(desk()) as portal:
        portal.blob = store_blob(portal._p_jar, b"proof")
        assert read_blob(portal.blob, "") == b"proof"


def test_content_survives_a_restart(desk):
    content = os.urandom(300_000)
    with write_transaction(desk()) as portal:
        portal.blob = store_blob(portal._p_jar, content)
    with read_transaction(desk()) as portal:
        assert read_blob(portal.blob, "") == content


def test_everything_is_flushed_before_the_storage_confirms(desk, flushed, tmp_path):
    db = desk()
    with write_transaction(db) as portal:
        flushed.clear()
        portal.blob = store_blob(portal._p_jar, b"proof")
        portal.add("beside", Portal())
        final = Path(db.storage.fshelper.getBlobFilename(portal.blob._p_oid, b"\0" * 8)).parent
    blobs, data = tmp_path / "be" / "blobs", tmp_path / "be" / "Data.fs"
    assert blobs in flushed[0].parents, "the content first, under its temporary name"
    confirmed = flushed.index(data)
    folders = [path for path in flushed[1:confirmed] if path.is_dir()]
    assert folders[0] == final, "then the folder that the file was moved into"
    assert folders[-1] == blobs
    assert set(final.parents) & set(folders) == {path for path in final.parents if path.is_relative_to(blobs)}
    assert flushed[-1] == data, "and last the record that names it"


def test_the_file_is_in_its_place_when_its_folder_is_flushed(desk, monkeypatch):
    db = desk()
    seen = []
    real = os.fsync

    def look(descriptor):
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_dir():
            seen.append((path, sorted(file.suffix for file in path.iterdir())))
        real(descriptor)

    with write_transaction(db) as portal:
        portal.blob = store_blob(portal._p_jar, b"proof")
        final = Path(db.storage.fshelper.getPathForOID(portal.blob._p_oid))
        monkeypatch.setattr(os, "fsync", look)
    assert (final, [".blob"]) in seen


def test_a_disk_that_cannot_be_written_stops_the_commit(desk, monkeypatch):
    def refuse(descriptor):
        if Path(f"/proc/self/fd/{descriptor}").readlink().is_dir():
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"), write_transaction(desk()) as portal:
        portal.blob = store_blob(portal._p_jar, b"proof")
        monkeypatch.setattr(os, "fsync", refuse)
    monkeypatch.undo()
    with read_transaction(desk()) as portal:
        assert not hasattr(portal, "blob")


def test_an_error_leaves_no_file(desk, tmp_path):
    with pytest.raises(ZeroDivisionError), write_transaction(desk()) as portal:
        portal.blob = store_blob(portal._p_jar, b"proof")
        raise ZeroDivisionError
    desk()
    assert list((tmp_path / "be" / "blobs").rglob("*.blob")) == []


def test_no_document_lies_outside_the_desks_own_folder(desk, tmp_path):
    with write_transaction(desk()) as portal:
        portal.blob = store_blob(portal._p_jar, b"proof")
        with portal.blob.open("r") as file:
            assert Path(file.name).is_relative_to(tmp_path / "be" / "blobs")


def test_a_document_that_lost_its_file_says_so(desk, tmp_path):
    with write_transaction(desk()) as portal:
        portal.blob = store_blob(portal._p_jar, b"proof")
    for file in (tmp_path / "be" / "blobs").rglob("*.blob"):
        file.unlink()
    with read_transaction(desk()) as portal, pytest.raises(BlobDamaged, match="missing"):
        read_blob(portal.blob, "")


def test_content_is_given_out_only_with_the_hash_that_was_stored(desk, tmp_path):
    sha256 = hashlib.sha256(b"proof").hexdigest()
    with write_transaction(desk()) as portal:
        portal.blob = store_blob(portal._p_jar, b"proof")
    with read_transaction(desk()) as portal:
        assert read_blob(portal.blob, sha256) == b"proof"
        with open_blob(portal.blob, sha256) as file:
            assert file.read() == b"proof"
    [file] = (tmp_path / "be" / "blobs").rglob("*.blob")
    file.chmod(0o600)
    file.write_bytes(b"prooF")
    with read_transaction(desk()) as portal:
        assert blob_size(portal.blob) == 5
        for read in (read_blob, open_blob):
            with pytest.raises(BlobDamaged, match="changed"):
                read(portal.blob, sha256)


def test_packing_leaves_the_file_of_a_transaction_that_is_being_stored(desk, tmp_path, monkeypatch):
    storage = desk().storage
    finish = type(storage).tpc_finish

    def after_packing(self, *given):
        self._packUndoing(0.0, None)
        return finish(self, *given)

    monkeypatch.setattr(type(storage), "tpc_finish", after_packing)
    with write_transaction(desk()) as portal:
        portal.blob = store_blob(portal._p_jar, b"proof")
    with read_transaction(desk()) as portal:
        assert read_blob(portal.blob, "") == b"proof"


def test_packing_deletes_the_file_of_a_blob_that_is_no_longer_there(desk, tmp_path):
    for content in (b"first", b"second"):
        with write_transaction(desk()) as portal:
            portal.blob = store_blob(portal._p_jar, content)
    desk().pack()
    [file] = (tmp_path / "be" / "blobs").rglob("*.blob")
    assert file.read_bytes() == b"second"


def stored(tmp_path):
    """Bytes of all blobs on the disk."""
    return sum(file.stat().st_size for file in (tmp_path / "be" / "blobs").rglob("*.blob"))


def test_rounds_of_adding_and_removing_take_no_space(desk, tmp_path):
    db = desk()
    for _round in range(4):
        with write_transaction(db) as portal:
            portal.blob = store_blob(portal._p_jar, os.urandom(100_000))
        assert stored(tmp_path) == 100_000
        with write_transaction(db) as portal:
            remove_blob(portal._p_jar, portal.blob)
            del portal.blob
        assert stored(tmp_path) == 0


def test_content_stays_when_the_removal_is_not_committed(desk):
    db = desk()
    with write_transaction(db) as portal:
        portal.blob = store_blob(portal._p_jar, b"proof")
    with pytest.raises(ZeroDivisionError), write_transaction(db) as portal:
        remove_blob(portal._p_jar, portal.blob)
        raise ZeroDivisionError
    with read_transaction(db) as portal:
        assert read_blob(portal.blob, "") == b"proof"


def test_content_stays_when_the_removal_conflicts(desk):
    db = desk()
    with write_transaction(db) as portal:
        portal.blob, portal.mark = store_blob(portal._p_jar, b"proof"), 0
    with pytest.raises(ConflictError), write_transaction(db) as late:
        remove_blob(late._p_jar, late.blob)
        late.mark = 1
        with write_transaction(db) as portal:
            portal.mark = 2
    with read_transaction(db) as portal:
        assert read_blob(portal.blob, "") == b"proof"


def test_reader_that_has_opened_the_content_reads_it_to_its_end(desk):
    db = desk()
    with write_transaction(db) as portal:
        portal.blob = store_blob(portal._p_jar, b"proof")
    with read_transaction(db) as reader, reader.blob.open("r") as file:
        with write_transaction(db) as portal:
            remove_blob(portal._p_jar, portal.blob)
        assert file.read() == b"proof"


def test_other_blobs_are_not_touched_by_a_removal(desk, tmp_path):
    db = desk()
    with write_transaction(db) as portal:
        portal.first, portal.second = store_blob(portal._p_jar, b"first"), store_blob(portal._p_jar, b"second")
    with write_transaction(db) as portal:
        remove_blob(portal._p_jar, portal.first)
        del portal.first
    with read_transaction(db) as portal:
        assert read_blob(portal.second, "") == b"second"


def test_abort_removes_no_file_of_the_transaction_that_follows(desk, monkeypatch):
    db = desk()
    with write_transaction(db) as portal:
        portal.number = 0
    moved, aborted = threading.Event(), threading.Event()

    def write():
        with write_transaction(db) as portal:
            portal.blob = store_blob(portal._p_jar, b"proof")

    def flush(_folder):
        # The file has its name, and the storage has not confirmed yet.
        moved.set()
        aborted.wait(30)

    follower = threading.Thread(target=write)
    storage_abort = FILE_STORAGE.FileStorage.tpc_abort

    def abort(storage, transaction):
        # Here the storage lets the next one begin, which goes as far as it can.
        storage_abort(storage, transaction)
        if not follower.ident:
            follower.start()
            moved.wait(30)

    with pytest.raises(ConflictError), write_transaction(db) as first:
        store_blob(first._p_jar, b"conflict")
        first.number = 1
        with write_transaction(db) as second:
            second.number = 2
        monkeypatch.setattr(blobs, "_flush_folder", flush)
        monkeypatch.setattr(FILE_STORAGE.FileStorage, "tpc_abort", abort)
    aborted.set()
    follower.join()
    with read_transaction(db) as portal:
        assert read_blob(portal.blob, "") == b"proof"
