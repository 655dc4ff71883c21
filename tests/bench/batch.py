"""A batch for the Central Compensation Office: ``batch.py FOLDER HOST`` makes one in a process of its own.

A process of its own, since memory is its peak from the start: what the server has used before must not count.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from figures import Figure, Target
from serve import read_settings

from guichet import clock
from guichet.action_context import system
from guichet.app import close, open_desks
from guichet.documents.file_cleaner import FileCleaner
from guichet.office.batches.batch_actions import ALL, batches_of, start_batch
from guichet.office.batches.batch_job import BatchJob
from guichet.office.batches.batch_zip import zip_parts
from guichet.store.database import read_transaction, write_transaction

MOST_SECONDS, MOST_MEGABYTES = 240, 250
"""For 500 invoices whose copies are drawn as well; the worker has usually drawn them weeks before."""


def batch_of_500(folder: Path, host: str) -> list[Figure]:
    """Seconds and peak memory of the batch, and of its download."""
    made = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, str(folder), host], check=True, stdout=subprocess.PIPE
    )
    found = json.loads(made.stdout)
    name = f"batch of {found['invoices']} invoices with their documents"
    return [
        Figure(name, (Target(MOST_SECONDS),), "s", [found["seconds"]]),
        Figure(f"{name}, peak memory", (Target(MOST_MEGABYTES),), "MB", [found["megabytes"]]),
        Figure(f"{name}, download of {found['size'] / 1e6:.0f} MB", (), "s", [found["download"]]),
    ]


def main(folder: str, host: str) -> None:
    """Makes the batch and prints what it took."""
    [desk] = open_desks(read_settings(Path(folder), host, "development"))
    cleaner = FileCleaner()
    try:
        with write_transaction(desk.db) as portal:
            batch = start_batch(system(portal, desk), ALL, "fr")
            name, invoices = batch.id, len(batch.invoices)
        began, job = time.perf_counter(), BatchJob(desk, cleaner)
        while job.run_due(clock.now()):
            pass
        seconds = time.perf_counter() - began
        with read_transaction(desk.db) as portal:
            assert batches_of(portal)[name].state == "ready"
        began = time.perf_counter()
        size = sum(len(part) for part in zip_parts(desk.db, name, "batch"))
        download = time.perf_counter() - began
    finally:
        cleaner.close()
        close(desk.db)
    found = {
        "invoices": invoices,
        "seconds": seconds,
        "megabytes": peak_megabytes(),
        "size": size,
        "download": download,
    }
    print(json.dumps(found | {"megabytes": peak_megabytes()}))  # noqa: T201  # read by `batch_of_500`


def peak_megabytes() -> float:
    """The most resident memory of this process so far.

    Not ``ru_maxrss``, which on Linux begins with the peak of the process that started this one: this figure was that
    of the bench, which had filled two desks.
    """
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
