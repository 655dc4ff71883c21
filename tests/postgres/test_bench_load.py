"""The load of the bench at nodes on PostgreSQL runs, for a moment and with small files."""

import io
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from needed_program import needed
from PIL import Image
from rich.console import Console

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))

import load_run  # noqa: E402  # found through the line above
import node_load  # noqa: E402


class Failing(Console):
    """In place of the one that goes on with the next part."""

    def print_exception(self, **_given):
        raise  # noqa: PLE0704  # the error that is handled


@contextmanager
def measured():
    yield load_run.load(Failing(file=io.StringIO()), ["submissions"], 2.0, (1.0, 1.0), 50)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_submissions_at_nodes_are_sent_drawn_and_reported(tmp_path, monkeypatch):
    written: dict[str, str] = {}
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.chdir(BENCH.parents[1])
    monkeypatch.setenv("MALLOC_ARENA_MAX", "2")
    monkeypatch.setattr(load_run, "FOLDER", tmp_path)
    monkeypatch.setattr(load_run, "write_load", written.__setitem__)
    for name, least in (("COMPANIES", 4), ("SEARCHED", (1.0,)), ("SEARCH_SECONDS", 1.0), ("FLOOR_ROUNDS", 1)):
        monkeypatch.setattr(load_run, name, least)
    monkeypatch.setattr(node_load, "BEST", 2.0)
    (tmp_path / "files").mkdir()
    for turn, name in enumerate(("ticket.jpg", "bill.pdf", "attendance.jpg")):
        # Each another one: the same file twice is taken once.
        Image.new("RGB", (400, 300), (90 * turn, 200, 90)).save(tmp_path / "files" / name, "JPEG")
    try:
        with needed(measured()) as failed:
            assert failed == 0
    finally:
        signal.signal(signal.SIGTERM, before)
    section = written["submissions with three files of 3 MB"]
    assert "2 per second for 2 s: taken, of 4 | 4.00" in section
    assert section.count("… failed | 0.00") == section.count("… not in the database as a client was told | 0.00") == 2
