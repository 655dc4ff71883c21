"""What groups of processes have used so far: CPU time, and bytes written to disks."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Usage:
    """CPU seconds and bytes."""

    cpu: float
    written: int

    def __sub__(self, earlier: "Usage") -> "Usage":
        return Usage(self.cpu - earlier.cpu, self.written - earlier.written)


def usage(pids: Iterable[int]) -> Usage:
    """Of these processes, those they started, and those of them that have ended: Linux adds these to their parent."""
    parts = [_of(pid) for root in pids for pid in _tree(root)]
    return Usage(sum(part.cpu for part in parts), sum(part.written for part in parts))


def _tree(pid: int) -> Iterator[int]:
    try:
        yield pid
        yield from (child.pid for child in psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return


def _of(pid: int) -> Usage:
    """Of one process; nothing where it has ended meanwhile."""
    try:
        # The name, which may have blanks, stands in brackets before the rest.
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
        counters = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
    except (FileNotFoundError, ProcessLookupError):
        return Usage(0.0, 0)
    # Without what was deleted before the system came to write it, e.g. most of the files in which a request waits.
    written = int(counters["write_bytes"]) - int(counters["cancelled_write_bytes"])
    return Usage(sum(map(int, times)) / TICKS, written)
