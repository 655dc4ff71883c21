"""Kills a working desk at random moments and looks at what is left: ``python tests/killed FOLDER STORAGE ROUNDS``.

Every process is forked from this one, which never opens this database. Prints figures as JSON; ends with an error at
the first loss.
"""

import json
import os
import random
import select
import signal
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import Any

from desk_processes import OpenDesk, in_new_process, make, opened, warm_desk
from inspection import drain, inspect
from working_desk import work

LONGEST_WORK = 0.8
"""Seconds after the first acknowledgement in which the process is killed."""


def main(folder: Path, storage: str, rounds: int) -> None:
    """Makes the desk, then works, kills and inspects."""
    desk = partial(opened, warm_desk(folder), storage)
    relay, acknowledged, chance = folder / "relay", [], random.Random(rounds)  # noqa: S311  # no secret
    in_new_process(desk, make)
    for _round in range(rounds):
        acknowledged += killed_work(desk, relay, chance.uniform(0, LONGEST_WORK))
        invoices = in_new_process(desk, lambda desk: inspect(desk, acknowledged))
    twice = in_new_process(desk, lambda desk: drain(desk, relay))
    found = {"kills": rounds, "acknowledged": len(acknowledged), "invoices": invoices, "mails sent twice": twice}
    print(json.dumps(found))  # noqa: T201  # read by the test


def killed_work(open_desk: OpenDesk, relay: Path, seconds: float) -> list[dict[str, Any]]:
    """Lets a process work, kills it so many seconds after its first acknowledgement, and returns all of them."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            work(open_desk(), theirs, relay)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as lines:
        text = lines.read(4096)
        # Not a pause: what is stored meanwhile is what the kill meets.
        select.select([], [], [], seconds)
        os.kill(child, signal.SIGKILL)
        while part := lines.read(65536):
            text += part
    _child, status = os.waitpid(child, 0)
    if os.WTERMSIG(status) != signal.SIGKILL:
        sys.exit("the process ended before it was killed")
    return [json.loads(line) for line in text.splitlines()]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
