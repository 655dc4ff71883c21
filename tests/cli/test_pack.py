"""``guichet pack`` packs a desk whose server is stopped, and asks the server that runs."""

import threading
from pathlib import Path

import pytest

from guichet.app import close, open_desks
from guichet.cli import pack as pack_command
from guichet.cli.settings_file import settings_file
from guichet.store.packing import PackJob

SIZES = "MB before"


@pytest.fixture
def made(guichet, named_ini):
    guichet("init", ini=named_ini)
    return named_ini


@pytest.fixture
def served(made, tmp_path):
    """The desks, opened as by a server."""
    desks = open_desks(settings_file(made, (f"data={tmp_path}",))())
    yield desks
    for desk in desks:
        close(desk.db)


def test_desks_whose_server_is_stopped_are_packed_by_the_command(guichet, made):
    said = guichet("pack", ini=made).output
    assert [line.split(":")[0] for line in said.splitlines() if SIZES in line] == ["be", "ne"]


def test_a_server_that_runs_is_asked_and_does_it(guichet, made, served):
    jobs = [PackJob(one.db, Path(one.db.storage.getName())) for one in served]
    stop = threading.Event()

    def serve():
        while not stop.is_set():
            for job in jobs:
                job.run_due(None)
            stop.wait(0.01)

    thread = threading.Thread(target=serve)
    thread.start()
    said = guichet("pack", "--tenant", "be", ini=made).output
    stop.set()
    thread.join()
    assert "the server packs" in said and SIZES in said


def test_a_server_that_does_not_begin_is_named(guichet, made, served, monkeypatch):
    monkeypatch.setattr(pack_command, "PATIENCE", 0.1)
    said = guichet("pack", "--tenant", "be", ini=made, exit_code=1).output
    assert "has not begun to pack" in said
