"""Files are opened in a process of its own, with limits; the web process and other desks go on."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import hostilefiles
import psutil
import pytest

from guichet.documents import file_cleaner
from guichet.documents.cleaning.outcome import CleanFile, Limits, UploadRejected
from guichet.documents.file_cleaner import CleaningProcess, FileCleaner

MEBIBYTE = 2**20
ALLOWED_GROWTH = 20 * MEBIBYTE
"""Of the web process, for any file."""
WAITS_LONG = 60.0


@pytest.fixture(scope="module")
def cleaner() -> Iterator[FileCleaner]:
    made = FileCleaner(timeout=WAITS_LONG)
    yield made
    made.close()


@pytest.fixture
def impatient() -> Iterator[FileCleaner]:
    """A queue that refuses a file at once while another is cleaned."""
    made = FileCleaner(wait=0.001, timeout=WAITS_LONG)
    yield made
    made.close()


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return hostilefiles.blank_pdf()


def code(cleaner: FileCleaner, content: bytes, user: str = "") -> str:
    """The code of the rejection, ``taken`` without one."""
    try:
        cleaner.clean("x", io.BytesIO(content), user=user)
    except UploadRejected as rejected:
        return rejected.code
    return "taken"


class HeldFile(io.BytesIO):
    """A file whose content comes only when it is let go."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.reached, self.released = threading.Event(), threading.Event()

    def read(self, *size: int) -> bytes:
        self.reached.set()
        self.released.wait()
        return super().read(*size)


# Limits.


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """Each hostile file with what became of it and how far the web process grew, which is a process of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, content in hostilefiles.all_files():
        (folder / name).write_bytes(content)
    script = Path(__file__).with_name("webprocess.py")
    answer = subprocess.run([sys.executable, str(script), str(folder)], capture_output=True, check=True)
    found: dict[str, dict[str, object]] = json.loads(answer.stdout)
    return found


@pytest.mark.parametrize("name", hostilefiles.EXPECTED)
def test_hostile_file_is_refused_or_cleaned_within_the_limits(looked_at: dict[str, dict[str, object]], name: str):
    assert looked_at[name]["outcome"] == hostilefiles.EXPECTED[name]


def test_web_process_does_not_grow_with_what_it_is_sent(looked_at: dict[str, dict[str, object]]):
    growths = {name: int(str(found["growth"])) for name, found in looked_at.items()}
    assert {name: growth for name, growth in growths.items() if growth > ALLOWED_GROWTH} == {}
    assert len(growths) == len(hostilefiles.EXPECTED)


def test_web_process_loads_no_decoder(looked_at: dict[str, dict[str, object]]):
    assert {str(found["decoders"]) for found in looked_at.values()} == {"[]"}


@pytest.mark.parametrize(
    ("limits", "content"),
    [
        (Limits(memory=60 * MEBIBYTE), hostilefiles.png("RGB", (5000, 5000))),
        (Limits(cpu_seconds=1), hostilefiles.many_scans(80)),
    ],
    ids=["memory", "time"],
)
def test_file_that_reaches_a_limit_is_refused_and_the_next_is_taken(limits: Limits, content: bytes, pdf: bytes):
    cleaner = FileCleaner(limits, timeout=WAITS_LONG)
    try:
        assert [code(cleaner, content), code(cleaner, pdf)] == ["too-demanding", "taken"]
    finally:
        cleaner.close()


RESTRICTED = """
import os, resource, socket, sys
from guichet.documents.cleaning.cleaning_process import _restrict
from guichet.documents.cleaning.outcome import Limits
ready = os.open(os.devnull, os.O_WRONLY)
_restrict(Limits())
try:
    exec(sys.argv[1])
except (OSError, ImportError) as problem:
    sys.stdout.write(type(problem).__name__)
"""


@pytest.mark.parametrize(
    "attempt",
    ["open('/etc/passwd')", "socket.socket()", "os.pipe()", "os.open('/dev/null', os.O_RDONLY)", "import tarfile"],
)
def test_process_opens_neither_files_nor_network_once_it_has_a_file(attempt: str):
    tried = subprocess.run([sys.executable, "-c", RESTRICTED, attempt], capture_output=True, text=True, check=True)
    assert tried.stdout in ("OSError", "ModuleNotFoundError")


def test_process_writes_no_file_leaves_no_core_and_starts_no_other():
    asked = "print(*(resource.getrlimit(getattr(resource, f'RLIMIT_{one}')) for one in ('FSIZE', 'CORE', 'NPROC')))"
    told = subprocess.run([sys.executable, "-c", RESTRICTED, asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "(0, 0) (0, 0) (0, 0)"


INHERITED = """
import json, os, socket, sys
with os.scandir("/proc/self/fd") as descriptors:
    numbers = [int(one.name) for one in descriptors]
opened = [os.readlink(f"/proc/self/fd/{number}") for number in numbers if os.path.exists(f"/proc/self/fd/{number}")]
socket.socket(fileno=int(sys.argv[1])).send(json.dumps([dict(os.environ), opened]).encode())
"""


def test_process_inherits_no_secret_and_no_descriptor(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GUICHET_SECRET", "5e" * 32)
    # The program itself tells it: its memory, and with it its environment, is closed to this process.
    monkeypatch.setattr(file_cleaner, "PROGRAM", ("-I", "-c", INHERITED))
    with tempfile.TemporaryFile() as database:
        os.set_inheritable(database.fileno(), True)
        process = CleaningProcess()
        environment, opened = json.loads(process._control.recv(2**16))
        process.stop()
    assert environment == file_cleaner.ENVIRONMENT
    assert {one.partition(":")[0] for one in opened} == {"/dev/null", "socket"}


# One queue per desk.


def test_file_of_the_same_desk_is_asked_for_again_while_another_is_cleaned(impatient: FileCleaner, pdf: bytes):
    held = HeldFile(pdf)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(impatient.clean, "first.pdf", held)
        held.reached.wait()
        assert code(impatient, pdf) == "busy"
        held.released.set()
        assert first.result().pages == 1
    assert code(impatient, pdf) == "taken"


def test_file_of_another_desk_is_taken_while_one_is_cleaned(impatient: FileCleaner, cleaner: FileCleaner, pdf: bytes):
    held = HeldFile(pdf)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(impatient.clean, "first.pdf", held)
        held.reached.wait()
        assert code(cleaner, pdf) == "taken"
        held.released.set()
        assert first.result().pages == 1


def test_file_that_waits_is_taken_in_its_turn(pdf: bytes):
    patient, held = FileCleaner(wait=WAITS_LONG, timeout=WAITS_LONG), HeldFile(pdf)
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(patient.clean, "first.pdf", held)
        held.reached.wait()
        others = [threads.submit(code, patient, pdf) for _ in range(2)]
        held.released.set()
        assert [first.result().pages, *(other.result() for other in others)] == [1, "taken", "taken"]
    patient.close()


def test_no_more_threads_wait_than_a_few(pdf: bytes):
    patient, held = FileCleaner(wait=WAITS_LONG, timeout=WAITS_LONG), HeldFile(pdf)
    with ThreadPoolExecutor(16) as threads:
        first = threads.submit(patient.clean, "first.pdf", held)
        held.reached.wait()
        waiting = [threads.submit(code, patient, pdf) for _ in range(15)]
        # Those that have no place are answered at once; the first can only go on after that.
        answered = 15 - file_cleaner.MAX_WAITING
        while sum(one.done() for one in waiting) < answered:
            pass
        held.released.set()
        assert first.result().pages == 1
        assert sorted(one.result() for one in waiting) == ["busy"] * answered + ["taken"] * file_cleaner.MAX_WAITING
    patient.close()


def test_a_user_with_many_files_leaves_places_to_others(pdf: bytes):
    patient, held = FileCleaner(wait=WAITS_LONG, timeout=WAITS_LONG), HeldFile(pdf)
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(patient.clean, "first.pdf", held, user="mallory")
        held.reached.wait()
        further = [threads.submit(code, patient, pdf, "mallory") for _ in range(5)]
        deadline = time.monotonic() + 10
        while sum(one.done() for one in further) < len(further) - 1 and time.monotonic() < deadline:
            pass
        others = [threads.submit(code, patient, pdf, user) for user in ("anne", "beat")]
        held.released.set()
        assert first.result().pages == 1
        assert sorted(one.result() for one in further) == ["busy"] * 4 + ["taken"]
        assert [one.result() for one in others] == ["taken", "taken"]
        assert code(patient, pdf, "mallory") == "taken"
    patient.close()


def test_files_of_a_user_take_a_bounded_time_of_a_day(cleaner: FileCleaner, pdf: bytes, monkeypatch):
    monkeypatch.setattr(file_cleaner, "SECONDS_OF_USER", 0.0)
    assert [code(cleaner, pdf, "carl"), code(cleaner, pdf, "carl")] == ["taken", "enough-today"]
    assert [code(cleaner, pdf, "dora"), code(cleaner, pdf)] == ["taken", "taken"]
    monkeypatch.setattr(file_cleaner, "DAY", 0.0)
    assert code(cleaner, pdf, "carl") == "taken"


# The process fails.


def test_process_that_stands_still_is_killed_and_replaced(pdf: bytes):
    before, cleaner = children(), FileCleaner(timeout=WAITS_LONG)
    assert code(cleaner, pdf) == "taken"
    (stuck,) = children() - before
    os.kill(stuck, signal.SIGSTOP)
    cleaner.timeout = 0.2
    with ThreadPoolExecutor(1) as pool:
        refused = pool.submit(code, cleaner, pdf)
        try:
            assert refused.result(WAITS_LONG) == "too-demanding"
        finally:
            # Otherwise the thread would wait for it without end.
            with suppress(ProcessLookupError):
                os.kill(stuck, signal.SIGKILL)
    cleaner.timeout = WAITS_LONG
    assert code(cleaner, pdf) == "taken"
    assert stuck not in children()
    cleaner.close()


def test_process_that_was_killed_is_replaced_unnoticed(pdf: bytes):
    before, cleaner = children(), FileCleaner()
    assert code(cleaner, pdf) == "taken"
    (gone,) = children() - before
    os.kill(gone, signal.SIGKILL)
    os.waitid(os.P_PID, gone, os.WEXITED | os.WNOWAIT)
    assert code(cleaner, pdf) == "taken"
    cleaner.close()


def test_process_ends_with_its_cleaner(pdf: bytes):
    before = children()
    cleaner = FileCleaner()
    assert code(cleaner, pdf) == "taken"
    assert len(children()) == len(before) + 1
    del cleaner
    assert children() == before


def children() -> set[int]:
    """Ids of the cleaning processes of this process."""
    found = set()
    # From the parent of each process: a list per thread is gone with its thread, and children change threads with it.
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            if any("cleaning_process" in argument for argument in child.cmdline()):
                found.add(child.pid)
    return found


GOOD = {"content_type": "image/png", "pages": None, "size": 3, "thumbnail": 0, "findings": []}


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"no JSON\n",
        b'"a text"\n',
        b"{" * 100_000,
        b"[" * 10_000 + b"\n",
        json.dumps(GOOD).encode() + b"\nab",
        json.dumps(GOOD | {"content_type": "text/html"}).encode() + b"\nabc",
        json.dumps(GOOD | {"size": 2**40}).encode() + b"\nabc",
        json.dumps(GOOD | {"size": "3"}).encode() + b"\nabc",
        json.dumps(GOOD | {"thumbnail": 1}).encode() + b"\nabc",
        json.dumps(GOOD | {"thumbnail": 10_001}).encode() + b"\nabc" + bytes(10_001),
        json.dumps(GOOD | {"thumbnail": -1}).encode() + b"\nabc",
        json.dumps(GOOD | {"pages": "<b>"}).encode() + b"\nabc",
        json.dumps(GOOD | {"findings": [["unknown", []]]}).encode() + b"\nabc",
        json.dumps(GOOD | {"findings": [["links", [{}]]]}).encode() + b"\nabc",
        json.dumps({"rejected": "unknown", "values": {}}).encode() + b"\n",
        json.dumps({"rejected": "empty", "values": {"file": []}}).encode() + b"\n",
    ],
)
def test_answer_that_the_program_never_gives_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, cleaner: FileCleaner, answer: bytes
):
    monkeypatch.setattr(CleaningProcess, "connect", lambda process: answered(answer))
    assert code(cleaner, b"x") == "too-demanding"


@pytest.mark.parametrize("line", [b"", b"7\n", b"[" * 10_000 + b"\n", b'"SPC"\n', b'"' + b"S" * 100_000])
def test_bill_that_breaks_a_rule_is_not_believed_and_the_file_is_kept(
    monkeypatch: pytest.MonkeyPatch, cleaner: FileCleaner, line: bytes
):
    answer = json.dumps(GOOD).encode() + b"\nabc" + line
    monkeypatch.setattr(CleaningProcess, "connect", lambda process: answered(answer))
    clean = cleaner.clean("x.png", io.BytesIO(b"x"), bill=True)
    assert (clean.content, clean.bill) == (b"abc", "")


@pytest.mark.parametrize("line", [b"", b"x\n", b"-1\n", b"10001\n" + bytes(10_001), b"3\nab", b"[" * 10_000 + b"\n"])
def test_page_s_picture_that_breaks_a_rule_is_left_out_and_the_file_kept(
    monkeypatch: pytest.MonkeyPatch, cleaner: FileCleaner, line: bytes
):
    answer = json.dumps(GOOD | {"content_type": "application/pdf", "pages": 1}).encode() + b"\nabc" + line
    monkeypatch.setattr(CleaningProcess, "connect", lambda process: answered(answer))
    clean = cleaner.clean("x.pdf", io.BytesIO(b"x"))
    assert (clean.content, clean.thumbnail) == (b"abc", b"")


def answered(answer: bytes) -> socket.socket:
    """A connection on which ``answer`` has come, and nothing more will."""
    ours, theirs = socket.socketpair()
    theirs.sendall(answer)
    theirs.shutdown(socket.SHUT_WR)
    # Kept open at the other end until it is collected, so that the request can be written.
    KEPT.append(theirs)
    return ours


KEPT: list[socket.socket] = []


@pytest.fixture(autouse=True)
def closed_at_the_end() -> Iterator[None]:
    yield
    while KEPT:
        KEPT.pop().close()


def test_cleaned_file_is_the_same_as_without_a_process(cleaner: FileCleaner, pdf: bytes):
    from guichet.documents.cleaning.sanitize import sanitize_upload

    for content in (pdf, hostilefiles.png("RGB", (40, 30)), hostilefiles.linked_pdf(3)):
        cleaned: CleanFile = cleaner.clean("../a.pdf", io.BytesIO(content))
        # The thumbnail of a PDF is drawn after the cleaning.
        drawn = {"thumbnail": b""} if cleaned.pages else {}
        assert replace(cleaned, **drawn) == sanitize_upload("../a.pdf", content)


def test_file_over_the_limit_is_refused_without_a_process():
    cleaner = FileCleaner(Limits(size=10))
    assert code(cleaner, bytes(11)) == "too-large"
    assert cleaner._process is None
