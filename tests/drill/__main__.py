"""Backs a working desk up at random moments and restores it: ``python tests/drill FOLDER STORAGE RESTORES``.

The desk goes on sending, deciding, removing and packing while it is backed up, and stands still while a copy is looked
at. Prints figures as JSON; ends with an error at the first loss.
"""

import json
import os
import random
import select
import shutil
import signal
import statistics
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "killed"))

from busy_desk import work_and_pack  # noqa: E402  # the modules of the other folder, through the line above
from desk_processes import OpenDesk, in_new_process, make, opened, warm_desk  # noqa: E402
from drill_places import SIGNER, Places, places_of  # noqa: E402
from inspection import inspect  # noqa: E402

from guichet.backup.encryption import new_private_key  # noqa: E402
from guichet.backup.manifest import read_manifest  # noqa: E402
from guichet.backup.points import Point  # noqa: E402
from guichet.desk import Desk  # noqa: E402
from guichet.settings import BackupSettings  # noqa: E402
from guichet.verification.verify import verify_desk  # noqa: E402

MOST_WORK = 6
"""Acknowledgements between two backups, and:"""
LONGEST_WORK = 0.2
"""Seconds after them."""
Acknowledged = list[dict[str, Any]]


@dataclass
class Figures:
    """What the drill has measured."""

    points: list[tuple[Point, int]] = field(default_factory=list)
    """Each backup, and how many acknowledgements there were before it."""
    backup: list[float] = field(default_factory=list)
    restore: list[float] = field(default_factory=list)
    """Seconds of each."""
    invoices: int = 0
    documents: int = 0
    """In the restored copies, all together."""

    def as_json(self, acknowledged: int) -> str:
        """For the test and for people."""
        manifests = [read_manifest(point, SIGNER) for point, _count in self.points]
        return json.dumps(
            {
                "restores": len(self.restore),
                "acknowledged": acknowledged,
                "invoices found in copies": self.invoices,
                "documents compared in copies": self.documents,
                "full backups": sum(one.kind == "full" for one in manifests),
                "increments": sum(one.kind == "increment" for one in manifests),
                "seconds per backup, median and longest": _median_and_longest(self.backup),
                "seconds per restore, median and longest": _median_and_longest(self.restore),
                "bytes per backup, median and largest": _median_and_longest([one.size for one in manifests]),
            }
        )


def main(folder: Path, storage: str, restores: int) -> None:
    """Makes the desk, lets it work, and drills."""
    warm, key, chance = warm_desk(folder), new_private_key(), random.Random(restores)  # noqa: S311  # no secret
    places = places_of(storage, folder, BackupSettings(public_keys=(str(key.to_public()),)), key)
    desk = partial(opened, warm, storage)
    in_new_process(desk, make)
    child, lines = _working(desk, folder / "relay")
    figures, acknowledged, rest = Figures(), [], b""
    try:
        for _round in range(restores):
            wanted = len(acknowledged) + chance.randint(1, MOST_WORK)
            while len(acknowledged) < wanted:
                select.select([lines], [], [])
                rest = _read(lines, acknowledged, rest)
            # Not a pause: what is stored meanwhile is what the backup meets.
            time.sleep(chance.uniform(0, LONGEST_WORK))
            rest = _read(lines, acknowledged, rest)
            started = time.monotonic()
            figures.points.append((places.back_up(), len(acknowledged)))
            figures.backup.append(time.monotonic() - started)
            os.kill(child, signal.SIGSTOP)
            # Half of the time the newest, otherwise any.
            point, count = figures.points[-1] if chance.random() < 0.5 else chance.choice(figures.points)
            _restore(places, point, partial(opened, warm), acknowledged[:count], figures)
            os.kill(child, signal.SIGCONT)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    print(figures.as_json(len(acknowledged)))  # read by the test


def _restore(
    places: Places, point: Point, open_at: Callable[[str], Desk], acknowledged: Acknowledged, figures: Figures
) -> None:
    started = time.monotonic()
    with places.restored(point) as storage:
        figures.restore.append(time.monotonic() - started)
        figures.invoices += in_new_process(partial(open_at, storage), lambda desk: inspect(desk, acknowledged))
        figures.documents += in_new_process(partial(open_at, storage), _verified)


def _verified(desk: Desk) -> int:
    report = verify_desk(desk.db)
    assert report.faults == (), report.faults
    return report.blobs


def _working(open_desk: OpenDesk, relay: Path) -> tuple[int, int]:
    """Starts the process that works; its id, and the end of the pipe that its acknowledgements come through."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            work_and_pack(open_desk(), theirs, relay)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(theirs)
    os.set_blocking(ours, False)
    return child, ours


def _read(pipe: int, acknowledged: Acknowledged, rest: bytes) -> bytes:
    """Adds what has been acknowledged until now; returns the beginning of a line that is not whole yet."""
    while True:
        try:
            part = os.read(pipe, 65536)
        except BlockingIOError:
            break
        if not part:
            sys.exit("the process that works has ended")
        rest += part
    *lines, rest = rest.split(b"\n")
    acknowledged += map(json.loads, lines)
    return rest


def _median_and_longest(found: list[float]) -> list[float]:
    return [round(statistics.median(found), 3), round(max(found), 3)]


if __name__ == "__main__":
    shutil.rmtree(Path(sys.argv[1]) / "backups", ignore_errors=True)
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
