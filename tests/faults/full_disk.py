"""A desk on a disk that is full at one place after the other: ``full_disk.py FOLDER STEPS``. Prints figures as JSON.

The system refuses to let a file grow beyond a limit (RLIMIT_FSIZE), as a full disk does: in the middle of a record,
between two of them, in the middle of a document. A process of its own, since the limit holds for all its files.
"""

import gc
import json
import resource
import sys
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "killed")]

from inspection import inspect  # noqa: E402  # found through the line above
from working_desk import MANAGER, send  # noqa: E402

from guichet import settings  # noqa: E402
from guichet.action_context import system  # noqa: E402
from guichet.app import close, create_desk, open_desks  # noqa: E402
from guichet.store.database import open_database, write_transaction  # noqa: E402
from guichet.testing.people import populate  # noqa: E402

SMALL = 100
"""Bytes, in which no document has room."""


@contextmanager
def files_up_to(size):
    """No file of this process grows beyond ``size`` bytes."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def main(folder, steps):
    """Sends invoices, each into another full disk, and then with room."""
    secret = folder / "secret"
    secret.touch(mode=0o600)
    secret.write_text(bytes(range(settings.SECRET_BYTES)).hex())
    storage = f"file://{folder}/Data.fs?blobstorage_dir={folder}/blobs"
    raw = {"environment": "development", "tenants": "be", "secret_file": str(secret)}
    raw |= {
        f"tenant.be.{name}": given for name, given in {"hosts": "be.localhost", "url": "http://be.localhost"}.items()
    }
    raw |= {"tenant.be.mail_from": "guichet@be.example", "tenant.be.storage": storage}
    [desk] = open_desks(settings.read({settings.PREFIX + name: value for name, value in raw.items()}))
    create_desk(desk)
    with write_transaction(desk.db) as portal:
        populate(system(portal, desk))
    data, sent = folder / "Data.fs", []
    send(desk, MANAGER, 0, sent.append)
    before = data.stat().st_size
    send(desk, MANAGER, 1, sent.append)
    growth = data.stat().st_size - before
    refused = 0
    for step in range(steps):
        size = data.stat().st_size
        room = SMALL if step == 0 else size + growth * (step - 1) // (steps - 1)
        try:
            with files_up_to(room):
                send(desk, MANAGER, 2 + step, sent.append)
        except OSError:
            refused += 1
        gc.collect()  # ZODB removes a document that was never stored with the object that it belonged to
        assert data.stat().st_size == size or len(sent) > 2 + step - refused, "something half is left"
        inspect(desk, sent)
        # There is room again: nothing has to be restarted.
        send(desk, MANAGER, 100 + step, sent.append)
    close(desk.db)
    # As a new process finds it.
    desk.db.close()
    again = open_database(storage, "be", desk.plugins.packages)
    object.__setattr__(desk, "db", again)
    invoices = inspect(desk, sent)
    close(again)
    print(json.dumps({"steps": steps, "refused": refused, "acknowledged": len(sent), "invoices": invoices}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
