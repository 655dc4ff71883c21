"""The loads of the bench run, each for a moment: what a change of the desk breaks of them is seen at once."""

import io
import itertools
import os
import signal
import sys
from pathlib import Path

import pytest
from rich.console import Console

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))

import arriving  # noqa: E402  # found through the line above
import bare_copies  # noqa: E402
import load_run  # noqa: E402
import long_jobs  # noqa: E402
import many_desks  # noqa: E402
import mixed_load  # noqa: E402
import scale  # noqa: E402
import signing_in  # noqa: E402
import slow_line  # noqa: E402
from house import FilledDesk  # noqa: E402
from measuring import Work  # noqa: E402
from server import ServedProcess  # noqa: E402
from submitting import small_picture  # noqa: E402

pytestmark = [
    # Its browsers end with the process, which is not asked about that in `make bench`.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def as_the_bench_is_started(root, monkeypatch):
    """In the folder of the sources, with the environment and the signals of this process as they were afterwards."""
    monkeypatch.chdir(root)
    monkeypatch.setenv("MALLOC_ARENA_MAX", "2")
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """Compiled templates, once for all servers."""
    found = Path(os.environ.get("CHAMELEON_CACHE") or tmp_path_factory.mktemp("chameleon"))
    found.chmod(0o700)
    return found


class Failing(Console):
    """In place of the one that goes on with the next part."""

    def print_exception(self, **_given):
        raise  # noqa: PLE0704  # the error that is handled


def test_mixed_requests_are_asked_for_and_reported(tmp_path, cache, monkeypatch):
    written: dict[str, str] = {}
    monkeypatch.setenv("CHAMELEON_CACHE", str(cache))
    monkeypatch.setattr(load_run, "FOLDER", tmp_path)
    monkeypatch.setattr(load_run, "FLOOR_ROUNDS", 1)
    monkeypatch.setattr(load_run, "write_load", written.__setitem__)
    monkeypatch.setattr(mixed_load, "COMPANIES", 12)
    monkeypatch.setattr(mixed_load, "DRAFTS", 5)
    assert load_run.load(Failing(file=io.StringIO()), ["mixed"], 1.0, (20.0, 0.06), 50) == 0
    section = written["mixed requests"]
    assert "… failed | 0.00" in section and "… memory at the end" in section
    assert "p95 of" in section


def test_a_large_desk_is_filled_and_measured(tmp_path, cache, monkeypatch, capsys):
    monkeypatch.setenv("CHAMELEON_CACHE", str(cache))
    monkeypatch.setattr(scale, "FOLDER", tmp_path / "scale")
    monkeypatch.setattr(scale, "FEW", 2)
    monkeypatch.setattr(scale, "ROUNDS", 1)
    monkeypatch.setattr(scale, "Work", lambda figure, browser, _times, ask: Work(figure, browser, 2, ask))
    monkeypatch.setattr(sys, "argv", ["make scale", "--senders", "4"])
    (tmp_path / "scale").mkdir()
    scale.main()
    report = (tmp_path / "scale.md").read_text(encoding="utf-8")
    assert "work list, three filters, 200 invoices" in report
    assert {"daily: invoices_past_term", "verify: lists"} <= {line.split(" | ")[0][2:] for line in report.splitlines()}


def test_a_job_that_is_stopped_says_so(tmp_path, cache, monkeypatch):
    desk = scale.ManySenders.make(tmp_path / "senders-1", 1, lambda _made: None)
    assert desk.case
    assert "stopped" in long_jobs.report(tmp_path / "senders-1", 0.0)


@pytest.fixture(scope="module")
def filled(tmp_path_factory, root):
    """A desk with a hundred invoices and companies that send at the same time."""
    folder, before = tmp_path_factory.mktemp("load"), Path.cwd()
    os.chdir(root)
    try:
        yield folder, FilledDesk.make(folder / "large", 100, 5, lambda _made: None, 3)
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def server(filled, cache):
    folder, _desk = filled
    running = ServedProcess(str(BENCH / "serve.py"), (str(folder / "large"),), "large.localhost", folder, cache)
    yield running
    running.stop()


def test_submissions_arrive_and_are_drawn(filled, server, monkeypatch):
    _folder, desk = filled
    monkeypatch.setattr(arriving, "RATE", 2)
    monkeypatch.setattr(arriving, "SECONDS", 1)
    picture = small_picture()
    monkeypatch.setattr(arriving, "large_files", lambda: (("ticket.jpg", picture, "image/jpeg"),))
    rows = {row.name: row.middle for row in arriving.arriving(server, desk, itertools.count(1))}
    assert rows["… CPU per submission, its copy drawn"] > 0


def test_people_sign_in_while_others_read(filled, server, monkeypatch):
    _folder, desk = filled
    for name, least in (("SAMPLES", 3), ("RATE", 5), ("READING_SECONDS", 1.0), ("SECONDS", 0.5), ("AT_ONCE", 2)):
        monkeypatch.setattr(signing_in, name, least)
    host, reader = "large.localhost", desk.browser(server.port, "company")
    assert signing_in.argon2_alone().middle > 0
    assert all(row.middle > 0 for row in signing_in.others_meanwhile(server.port, host, reader, desk.filled.company))
    assert len(signing_in.known_and_unknown(server.port, host)) == 6
    assert signing_in.sign_ins(server.port, host)[0].middle > 0


def test_pages_of_many_desks_stand_beside_those_of_few(tmp_path, cache, monkeypatch):
    for name, least in (("MANY", 2), ("FEW", 1), ("WARM_UP", 1), ("TURNS", 2), ("BLOCK", 1)):
        monkeypatch.setattr(many_desks, name, least)
    for name, least in (("WARM_UP", 1), ("ROUNDS", 2), ("TURNS", 1)):
        monkeypatch.setattr(bare_copies, name, least)
    rows = {row.name: row.middle for row in many_desks.many_desks(tmp_path, cache)}
    assert {"guichet page of one of 2 desks", "bare copy of Pyramid with a database, one of 1"} <= set(rows)
    assert all(value > 0 for value in rows.values())


def test_the_whole_way_of_a_person_is_walked(tmp_path, monkeypatch):
    monkeypatch.setattr(slow_line, "LINE", slow_line.FAST)
    monkeypatch.setattr(slow_line, "photo_of", lambda _size: small_picture())
    whole, photo = slow_line.slow_line(tmp_path)
    assert whole.middle > photo.middle > 0
