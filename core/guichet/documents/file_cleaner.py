"""Cleans uploaded files in a process of its own; the web process decodes nothing of them.

A hostile file can cost memory and time up to the limits of that process, see
:mod:`guichet.documents.cleaning.cleaning_process`, and nothing else: neither the web process nor another desk.
"""

import contextlib
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import IO, Any

import structlog

from guichet.documents import filenames
from guichet.documents.cleaning.outcome import (
    MAX_THUMBNAIL,
    CleanFile,
    FileFinding,
    Limits,
    UploadRejected,
    is_drawn,
    too_large,
)
from guichet.documents.findings import FINDINGS
from guichet.documents.rejections import REJECTIONS
from guichet.values import qr_bill

log = structlog.get_logger()
PROGRAM = ("-I", "-m", "guichet.documents.cleaning.cleaning_process")
ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
"""All of it: nothing of the server's own, which may hold secrets. Each further arena would reserve 64 MiB of address
space."""
MAX_WAITING = 3
"""Files that wait while one is cleaned; each holds a thread of the server. One more is asked to come again."""
MAX_OF_USER = 2
"""Files of one user that are cleaned or wait: half of the places, so that no user keeps all others out. Two, since a
button may be pressed twice."""
SECONDS_OF_USER = 300.0
"""Seconds in a day for which the files of one user are opened: 300 usual ones take 30, and as many of the worst would
delay the files of all others for 25 minutes. Counted by each process."""
DAY = 86_400.0
WAIT = 4.0
"""Seconds that a file waits for its turn. A usual file takes a tenth of one, the worst ``Limits.cpu_seconds``."""
TIMEOUT = 20.0
"""Seconds until a process that neither answers nor computes is killed: more than its CPU seconds on a busy machine."""
CHUNK = 2**16
MAX_ANSWER = 2**14
"""Bytes of the line that describes a cleaned file; ten names of embedded files need a quarter of it."""


class FileCleaner:
    """The queue of one desk, and the process that cleans its files one after the other; started with the first."""

    def __init__(self, limits: Limits = Limits(), *, wait: float = WAIT, timeout: float = TIMEOUT) -> None:  # noqa: B008
        self.limits = limits
        self.timeout = timeout
        self._wait = wait
        self._places = threading.BoundedSemaphore(1 + MAX_WAITING)
        self._users: Counter[str] = Counter()
        """Id of a user → files in the queue."""
        self._spent: dict[str, float] = {}
        """Id of a user → seconds of the day that began at ``_day``, by the clock of the machine since its start."""
        self._day = time.monotonic()
        self._counting = threading.Lock()
        self._turn = threading.Lock()
        self._process: CleaningProcess | None = None

    def clean(self, filename: str, file: IO[bytes], *, bill: bool = False, user: str = "") -> CleanFile:
        """The cleaned ``file``. Raises :class:`UploadRejected`, with ``busy`` when its turn does not come soon.

        :param user: id of the user whose file it is, who has `MAX_OF_USER` places and `SECONDS_OF_USER`; empty for the
            desk's own work.
        :param bill: whether a QR-bill is looked for on it; that costs 0.1 seconds, and at most
            ``Limits.bill_seconds``.
        """
        size = _size(file)
        if size > self.limits.size:
            raise too_large(size, self.limits)
        return self._ask(filename, [file], {"bill": bill, "join": False, "page": None}, user)

    def draw_page(self, file: IO[bytes], number: int, side: int, turn: int) -> bytes:
        """A JPEG of one page of a cleaned file, see `~guichet.documents.cleaning.page_drawing.draw_page`."""
        wanted = {"bill": False, "join": False, "page": [number, side, turn]}
        return self._ask("page.jpg", [file], wanted).content

    def join(self, filename: str, pictures: Sequence[IO[bytes]], *, user: str = "") -> CleanFile:
        """One PDF with a page for each picture; the pictures have been cleaned before. Raises as `clean` does."""
        return self._ask(filename, pictures, {"bill": False, "join": True, "page": None}, user)

    def _ask(self, filename: str, files: Sequence[IO[bytes]], wanted: Mapping[str, Any], user: str = "") -> CleanFile:
        with self._place_of(user), self._my_turn(), self._timed(user):
            try:
                return self._exchange(filename, files, wanted)
            except (OSError, ValueError, KeyError, TypeError, RecursionError) as problem:
                # No answer, or one that the program never gives: a limit was reached, or a decoder was taken over.
                log.warning("file_cleaning_failed", reason=type(problem).__name__)
                self.close()
                raise UploadRejected("too-demanding") from None

    def close(self) -> None:
        """Ends the process; the next file starts another."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    @contextlib.contextmanager
    def _place_of(self, user: str) -> Iterator[None]:
        with self._counting:
            if time.monotonic() - self._day > DAY:
                self._day, self._spent = time.monotonic(), {}
            if user and self._users[user] >= MAX_OF_USER:
                raise UploadRejected("busy")
            if self._spent.get(user, 0.0) > SECONDS_OF_USER:
                raise UploadRejected("enough-today")
            self._users[user] += 1
        try:
            yield
        finally:
            with self._counting:
                self._users[user] -= 1
                if not self._users[user]:
                    del self._users[user]

    @contextlib.contextmanager
    def _timed(self, user: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            with self._counting:
                if user:
                    self._spent[user] = self._spent.get(user, 0.0) + time.monotonic() - began

    @contextlib.contextmanager
    def _my_turn(self) -> Iterator[None]:
        with contextlib.ExitStack() as held:
            if not self._places.acquire(blocking=False):
                raise UploadRejected("busy")
            held.callback(self._places.release)
            if not self._turn.acquire(timeout=self._wait):
                raise UploadRejected("busy")
            held.callback(self._turn.release)
            yield

    def _exchange(self, filename: str, files: Sequence[IO[bytes]], wanted: Mapping[str, Any]) -> CleanFile:
        with self._connect() as connection, connection.makefile("rwb") as stream:
            assert self._process is not None
            watchdog = threading.Timer(self.timeout, self._process.stop)
            watchdog.start()
            try:
                sizes = [_size(file) for file in files]
                request = {"filename": filename, "sizes": sizes, "limits": asdict(self.limits), **wanted}
                stream.write(json.dumps(request).encode() + b"\n")
                for file in files:
                    while chunk := file.read(CHUNK):
                        stream.write(chunk)
                stream.flush()
                answer = json.loads(stream.readline(MAX_ANSWER))
                cleaned = _clean_file(filename, answer, stream.read, self.limits)
                if is_drawn(cleaned):
                    cleaned = replace(cleaned, thumbnail=_drawn(stream.readline(MAX_ANSWER), stream.read))
                return replace(cleaned, bill=_payload(stream.readline(MAX_ANSWER))) if wanted["bill"] else cleaned
            finally:
                watchdog.cancel()

    def _connect(self) -> socket.socket:
        if self._process is not None:
            with contextlib.suppress(OSError):
                return self._process.connect()
            # It was ended from outside, e.g. by the system for want of memory.
            self.close()
        self._process = CleaningProcess()
        return self._process.connect()


class CleaningProcess:
    """A running program. It ends with the web process, however that ends, since its control socket is closed then."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            program = subprocess.Popen(  # noqa: S603  # our own program
                [sys.executable, *PROGRAM, str(theirs.fileno())],
                env=ENVIRONMENT,
                cwd="/",
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.pid = program.pid
        self.stop = weakref.finalize(self, _stop, program, self._control)

    def connect(self) -> socket.socket:
        """A connection to a fork that takes one file. Raises ``OSError`` when the program has ended."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"f"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours


def _stop(program: subprocess.Popen[bytes], control: socket.socket) -> None:
    """Kills the program with its forks, which are in its process group."""
    control.close()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


def _size(file: IO[bytes]) -> int:
    """In bytes; the next reading begins at the start."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


def _clean_file(filename: str, answer: dict[str, Any], read: Callable[[int], bytes], limits: Limits) -> CleanFile:
    """What the process answered. Raises ``ValueError`` or ``KeyError`` for anything that it never says."""
    if "rejected" in answer:
        raise _rejection(answer["rejected"], answer["values"])
    content_type, pages = answer["content_type"], answer["pages"]
    size, small = _number(answer["size"], limits.written), _number(answer["thumbnail"], MAX_THUMBNAIL)
    if not size or not (pages is None or type(pages) is int):
        raise ValueError("number out of range")
    content, thumbnail = read(size), read(small)
    if (len(content), len(thumbnail)) != (size, small):
        raise ValueError("answer broken off")
    return CleanFile(
        filename=filenames.kept(filename, content_type),
        content_type=content_type,
        content=content,
        pages=pages,
        sha256=hashlib.sha256(content).hexdigest(),
        findings=tuple(_finding(code, names) for code, names in answer["findings"]),
        thumbnail=thumbnail,
    )


def _drawn(line: bytes, read: Callable[[int], bytes]) -> bytes:
    """The picture of a first page; empty where it could not be drawn, or a limit was reached."""
    try:
        size = _number(json.loads(line), MAX_THUMBNAIL)
    except (ValueError, RecursionError):
        return b""
    small = read(size)
    return small if len(small) == size else b""


def _payload(line: bytes) -> str:
    """The payload of a QR-bill that obeys every rule.

    Empty where no bill was found, or a limit was reached: the file itself is clean by then.
    """
    try:
        payload = json.loads(line)
        qr_bill.parse(payload)
    except (ValueError, AttributeError, RecursionError):
        return ""
    return str(payload)


def _number(value: object, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("number out of range")
    return value


def _rejection(code: str, values: dict[str, Any]) -> UploadRejected:
    if code not in REJECTIONS or not all(isinstance(value, str | int) for value in values.values()):
        raise ValueError("unknown rejection")
    return UploadRejected(code, values)


def _finding(code: str, names: list[Any]) -> FileFinding:
    if code not in FINDINGS or not all(isinstance(name, str) for name in names):
        raise ValueError("unknown finding")
    return FileFinding(code, tuple(names))
