"""Packing: drops what objects were some days ago, and objects that nothing leads to any more, beside the requests.

With files one process has the database to itself: its server packs. ``guichet pack`` leaves a request beside
``Data.fs``, which `PackJob` answers. RelStorage is packed by the command itself.
"""

import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from ZODB import DB

from guichet import clock
from guichet.store.batches import with_retries
from guichet.store.data_file_paths import copy_of, old_of
from guichet.store.job_reports import JobReporter, job_reports
from guichet.store.models import Portal

log = structlog.get_logger()
LEFT_FREE = 10**9
"""Bytes of the disk that packing leaves free: people go on sending documents meanwhile."""
FLUSH_SECONDS = 10.0
"""Between two flushes of what was copied. ZODB flushes none of it, and the first commit into the packed file would
wait for all: seconds in which no request is answered."""
REPORT_EVERY = 6
"""Flushes between two lines of the log."""
MAX_TRIES = 3
"""Times that a request is taken: a server that is killed while it packs begins again, but not for ever."""


class NoRoom(Exception):
    """The disk is too small for the copy that packing makes."""


@dataclass(frozen=True)
class Packed:
    """What a packing has done."""

    before: int
    """Size of the database in bytes."""
    after: int
    seconds: float


def pack(db: DB, data: Path | None, keep: timedelta) -> Packed:
    """Packs a database while others use it, and notes it for the monitoring.

    What an object was within ``keep`` stays. ``data`` is the path of ``Data.fs``, None for another storage. Raises
    :class:`NoRoom`, and what the storage raises.
    """
    before, started = db.getSize(), time.monotonic()
    if data is not None:
        _require_room(data, before + LEFT_FREE)
    log.info("packing_began", desk=db.database_name, bytes=before)
    with _flushed(db, data):
        db.pack((clock.now() - keep).timestamp())
    if data is not None:
        _remove_old(data)
    packed = Packed(before, db.getSize(), time.monotonic() - started)
    log.info("packed", desk=db.database_name, **asdict(packed))

    def note(portal: Portal) -> None:
        job_reports(portal).packed = (clock.now(), packed.before, packed.after, packed.seconds)

    with_retries(db, note)
    return packed


def _require_room(data: Path, needed: int) -> None:
    free = shutil.disk_usage(data.parent).free
    if free < needed:
        raise NoRoom(
            f"{free / 1e9:.1f} GB are free on the disk of {data}, and packing needs {needed / 1e9:.1f} GB for a "
            "moment: make room, or move the desk to a larger disk"
        )


@contextmanager
def _flushed(db: DB, data: Path | None) -> Iterator[None]:
    """Flushes the copy from time to time, and says in the log and to « À traiter » that the packing goes on."""
    ended = threading.Event()

    def flush() -> None:
        number, reporter = 0, JobReporter(db, PackJob.__name__)
        while not ended.wait(FLUSH_SECONDS):
            number += 1
            size = 0
            with suppress(FileNotFoundError):  # at the beginning it looks for what nothing leads to, and copies nothing
                size = _flush(copy_of(data)) if data is not None else 0
            if number % REPORT_EVERY == 0:
                log.info("packing", desk=db.database_name, copied=size)
                reporter.note(clock.now())

    thread = threading.Thread(target=flush, name=f"flush-{db.database_name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _flush(path: Path) -> int:
    """Flushes a file or folder to the disk; returns its size."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        return os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)


def _remove_old(data: Path) -> None:
    """Removes the copy from before, which has what was erased; the packed file is on the disk by then."""
    _flush(data)
    _flush(data.parent)
    old_of(data).unlink(missing_ok=True)


@dataclass(frozen=True)
class PackRequest:
    """Asks the server that has a ``Data.fs`` open to pack it: a file beside it, and another one with the answer."""

    data: Path

    @property
    def _asked(self) -> Path:
        return self.data.with_name(f"{self.data.name}.pack-request")

    @property
    def _answered(self) -> Path:
        return self.data.with_name(f"{self.data.name}.pack-answer")

    def ask(self, keep: timedelta) -> None:
        """Leaves the request, in place of an earlier one."""
        self._answered.unlink(missing_ok=True)
        self._write(self._asked, {"days": keep / timedelta(days=1), "tries": 0})

    def take(self) -> timedelta | None:
        """What is to be kept; None when nothing is asked for. A request that was taken too often is answered."""
        try:
            asked = json.loads(self._asked.read_text())
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            self.answer("the server cannot read the request: run guichet as the user of the server")
            return None
        if asked["tries"] >= MAX_TRIES:
            self.answer(f"the server ended {MAX_TRIES} times while it packed: look into its log")
            return None
        self._write(self._asked, asked | {"tries": asked["tries"] + 1})
        return timedelta(days=asked["days"])

    def answer(self, outcome: Packed | str) -> None:
        """Ends the request, with what was done or with what was wrong."""
        self._write(self._answered, asdict(outcome) if isinstance(outcome, Packed) else {"problem": outcome})
        self._asked.unlink(missing_ok=True)

    def outcome(self) -> Packed | str | None:
        """The answer, once; None before there is one."""
        try:
            found = json.loads(self._answered.read_text())
        except FileNotFoundError:
            return None
        self._answered.unlink()
        return str(found["problem"]) if "problem" in found else Packed(**found)

    @property
    def was_taken(self) -> bool:
        """Whether a server has begun."""
        try:
            return bool(json.loads(self._asked.read_text())["tries"])
        except FileNotFoundError:
            return True

    def withdraw(self) -> None:
        """Takes the request back."""
        self._asked.unlink(missing_ok=True)

    @staticmethod
    def _write(file: Path, content: dict[str, object]) -> None:
        # In one step: the other process never reads half a file.
        written = file.with_name(f"{file.name}.new")
        written.write_text(json.dumps(content))
        written.rename(file)


@dataclass(frozen=True)
class PackJob:
    """Job of the process that has a desk's files to itself: packs when it is asked to."""

    db: DB
    data: Path

    def run_due(self, now: datetime) -> int:
        """Answers a request; returns 1 for one, else 0. Raises what was wrong with the packing."""
        request = PackRequest(self.data)
        keep = request.take()
        if keep is None:
            return 0
        try:
            request.answer(pack(self.db, self.data, keep))
        except Exception as problem:
            request.answer(str(problem) if isinstance(problem, NoRoom) else type(problem).__name__)
            raise
        return 1
