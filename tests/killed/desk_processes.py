"""Processes that work on a desk, each forked from one that has read the code, tried it on another desk, and opens none.

A new one each time, as after a restart, without the seconds of a start.
"""

import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from working_desk import MANAGER, send

from guichet import settings
from guichet.action_context import system
from guichet.app import close, create_desk, open_desks
from guichet.desk import Desk
from guichet.store.database import open_database, write_transaction
from guichet.testing.people import populate

RAW = {
    "environment": "development",
    "tenants": "be",
    "tenant.be.hosts": "be.localhost",
    "tenant.be.url": "http://be.localhost",
    "tenant.be.mail_from": "guichet@be.example",
}
OpenDesk = Callable[[], Desk]


def warm_desk(folder: Path) -> Desk:
    """Another desk in the folder, on which everything was done once; its database is closed."""
    secret = folder / "secret"
    secret.touch(mode=0o600)
    secret.write_text(bytes(range(settings.SECRET_BYTES)).hex())
    raw = RAW | {
        "secret_file": str(secret),
        "tenant.be.storage": f"file://{folder}/other.fs?blobstorage_dir={folder}/other",
    }
    [warm] = open_desks(settings.read({settings.PREFIX + name: value for name, value in raw.items()}))
    make(warm)
    send(warm, MANAGER, 0, lambda _stored: None)
    close(warm.db)
    return warm


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
