"""Kills a working desk at random moments and looks at what is left: ``python tests/killed FOLDER STORAGE ROUNDS``.

Every process is forked from this one, which has read the code, tried it on another desk, and never opens this database:
a new one each time, as after a restart, without the seconds of a start. Prints figures as JSON; ends with an error at
the first loss.
"""

import json
import os
import random
import select
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from inspection import drain, inspect
from working_desk import MANAGER, send, work

from guichet import settings
from guichet.action_context import system
from guichet.app import close, create_desk, open_desks
from guichet.desk import Desk
from guichet.store.database import open_database, write_transaction
from guichet.testing.people import populate

LONGEST_WORK = 0.8
"""Seconds after the first acknowledgement in which the process is killed."""
RAW = {
    "environment": "development",
    "tenants": "be",
    "tenant.be.hosts": "be.localhost",
    "tenant.be.url": "http://be.localhost",
    "tenant.be.mail_from": "guichet@be.example",
}
OpenDesk = Callable[[], Desk]


def main(folder: Path, storage: str, rounds: int) -> None:
    """Makes the desk, then works, kills and inspects."""
    secret = folder / "secret"
    secret.touch(mode=0o600)
    secret.write_text("5e" * settings.SECRET_BYTES)
    raw = RAW | {
        "secret_file": str(secret),
        "tenant.be.storage": f"file://{folder}/other.fs?blobstorage_dir={folder}/other",
    }
    [warm] = open_desks(settings.read({settings.PREFIX + name: value for name, value in raw.items()}))
    make(warm)
    send(warm, MANAGER, 0, lambda _stored: None)
    close(warm.db)
    desk = partial(opened, warm, storage)
    relay, acknowledged, chance = folder / "relay", [], random.Random(rounds)  # noqa: S311  # no secret
    in_new_process(desk, make)
    for _round in range(rounds):
        acknowledged += killed_work(desk, relay, chance.uniform(0, LONGEST_WORK))
        invoices = in_new_process(desk, lambda desk: inspect(desk, acknowledged))
    twice = in_new_process(desk, lambda desk: drain(desk, relay))
    found = {"kills": rounds, "acknowledged": len(acknowledged), "invoices": invoices, "mails sent twice": twice}
    print(json.dumps(found))  # noqa: T201  # read by the test


def opened(warm: Desk, storage: str) -> Desk:
    """The desk as a new process opens it."""
    return replace(warm, db=open_database(storage, "be", warm.plugins.packages))


def make(desk: Desk) -> int:
    """A new desk with its people."""
    create_desk(desk)
    with write_transaction(desk.db) as portal:
        populate(system(portal, desk))
    return 0


def in_new_process(open_desk: OpenDesk, act: Callable[[Desk], int]) -> int:
    """Opens the desk in a new process, and returns what the function does there."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            desk = open_desk()
            os.write(theirs, str(act(desk)).encode())
            close(desk.db)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        text = answer.read()
    if os.waitpid(child, 0)[1]:
        sys.exit(1)
    return int(text)


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
