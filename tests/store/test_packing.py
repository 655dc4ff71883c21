"""Packing: beside requests, with room on the disk, without leaving what was dropped, and whole after a kill."""

import os
import shutil
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from ZODB.FileStorage.fspack import FileStoragePacker

from guichet.store import packing
from guichet.store.blobs import read_blob, store_blob
from guichet.store.data_file_paths import put_back
from guichet.store.database import install, read_transaction, write_transaction
from guichet.store.job_reports import job_reports
from guichet.store.packing import MAX_TRIES, NoRoom, Packed, PackJob, PackRequest, pack

DAY = timedelta(days=1)
NOW = timedelta(seconds=-5)
"""Keeps nothing of before."""


@pytest.fixture
def data(tmp_path):
    return tmp_path / "be" / "Data.fs"


@pytest.fixture
def db(open_files, portal):
    """A desk in files, in which a text of 100 kB was erased and a document stays."""
    install(open_files(), portal)
    db = open_files()
    with write_transaction(db) as root:
        root.note = "x" * 100_000
        root.blob = store_blob(root._p_jar, b"document")
    with write_transaction(db) as root:
        root.note = ""
    return db


def test_what_was_erased_is_gone_and_no_copy_of_it_is_left(db, data):
    packed = pack(db, data, NOW)
    assert packed.before > 100_000 > packed.after
    # ZODB's buffer of a transaction is emptied at the next start.
    assert [one.name for one in data.parent.iterdir() if b"x" * 1000 in _content(one)] == ["Data.fs.tmp"]
    with read_transaction(db) as root:
        assert read_blob(root.blob, "") == b"document"
        assert job_reports(root).packed[1:3] == (packed.before, packed.after)


def _content(file):
    return file.read_bytes() if file.is_file() else b""


def test_what_an_object_was_within_the_days_stays(db, data):
    assert pack(db, data, DAY).after > 100_000


def test_a_disk_without_room_for_the_copy_is_not_filled(db, data, monkeypatch):
    needed = db.getSize() + packing.LEFT_FREE
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=needed - 1))
    with pytest.raises(NoRoom, match="make room"):
        pack(db, data, NOW)
    assert db.getSize() > 100_000
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=needed))
    pack(db, data, NOW)


def test_people_read_and_write_while_it_packs(db, data, monkeypatch):
    begun, go_on, copy = threading.Event(), threading.Event(), FileStoragePacker.copyToPacktime

    def slow(packer):
        begun.set()
        assert go_on.wait(30)
        return copy(packer)

    monkeypatch.setattr(FileStoragePacker, "copyToPacktime", slow)
    thread = threading.Thread(target=pack, args=(db, data, NOW))
    thread.start()
    assert begun.wait(30)
    for number in range(20):
        with write_transaction(db) as root:
            root.count = number
            root.latest = store_blob(root._p_jar, b"%d" % number)
    assert thread.is_alive()
    go_on.set()
    thread.join()
    with read_transaction(db) as root:
        assert (root.count, root.note, read_blob(root.latest, "")) == (19, "", b"19")


class Killed(BaseException):
    """The process ends."""


@pytest.mark.parametrize("survived", [0, 1])
def test_a_kill_while_the_files_change_places_loses_nothing(db, data, open_files, monkeypatch, survived):
    rename, done = os.rename, []

    def killed(source, target):
        if str(source).startswith(str(data)):
            if len(done) == survived:
                raise Killed
            done.append(source)
        rename(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", killed)
        with pytest.raises(Killed):
            pack(db, data, NOW)
    assert data.exists() is (survived == 0)
    db = open_files()
    with read_transaction(db) as root:
        assert (root.note, read_blob(root.blob, "")) == ("", b"document")
    assert pack(db, data, NOW).after < 100_000


def test_another_process_leaves_the_files_alone_while_they_change_places(db, data):
    old = data.with_name("Data.fs.old")
    data.rename(old)  # as ZODB, in the process that has the database
    put_back(data)
    assert old.exists() and not data.exists()
    old.rename(data)


# Asked for by another process


def test_a_server_packs_when_it_is_asked_and_answers_once(db, data):
    request, job = PackRequest(data), PackJob(db, data)
    assert job.run_due(None) == 0
    request.ask(NOW)
    assert (request.was_taken, request.outcome()) == (False, None)
    assert job.run_due(None) == 1
    outcome = request.outcome()
    assert isinstance(outcome, Packed) and outcome.after < 100_000
    assert (job.run_due(None), request.outcome(), request.was_taken) == (0, None, True)


def test_a_request_says_what_was_wrong(db, data, monkeypatch):
    monkeypatch.setattr(packing, "LEFT_FREE", 10**18)
    PackRequest(data).ask(NOW)
    with pytest.raises(NoRoom):
        PackJob(db, data).run_due(None)
    assert "make room" in PackRequest(data).outcome()


def test_a_request_that_cannot_be_read_is_answered(db, data):
    data.with_name("Data.fs.pack-request").write_text("{")
    assert PackJob(db, data).run_due(None) == 0
    assert "as the user of the server" in PackRequest(data).outcome()


def test_a_server_that_ends_each_time_it_packs_gives_up(db, data, monkeypatch):
    def end(*_given):
        raise Killed

    monkeypatch.setattr(packing, "pack", end)
    PackRequest(data).ask(NOW)
    for _start in range(MAX_TRIES):
        with pytest.raises(Killed):
            PackJob(db, data).run_due(None)
    assert PackJob(db, data).run_due(None) == 0
    assert "ended 3 times" in PackRequest(data).outcome()
