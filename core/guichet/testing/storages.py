"""Where the databases of test desks lie: in memory, or on the server named by ``--storage-uri``.

This is the only place that knows. Give the option, or the variable ``GUICHET_TEST_STORAGE``, a zodburi with
``{tenant}`` where each desk's own database is named, and every test that uses ``make_desks`` runs there::

    pytest tests/functional --storage-uri \
      'postgres://me:secret@127.0.0.1:5433/guichet_{tenant}?keep_history=false&blob_dir=/tmp/{tenant}'

Whoever starts the server makes one empty database per desk and a folder for its blobs, and hands over the address;
all else happens here. **Everything in those databases is erased before each test.**
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import zodburi
from ZODB import DB
from ZODB.DemoStorage import DemoStorage

from guichet.store.database import database_on

VARIABLE = "GUICHET_TEST_STORAGE"
SERVERS = ("postgres://", "postgresql://")


def new_template_storage() -> DemoStorage:
    """An empty storage for what a desk holds when each test begins."""
    return DemoStorage()


@contextmanager
def storages(tenant_id: str, template_storage: DemoStorage, uri: str = "", trusted: Iterable[str] = ()) -> Iterator[DB]:
    """One desk's database for one test: it holds what ``seed`` holds, and changes never reach the seed.

    In memory it is a layer over the seed, which takes 2 ms. On a server the seed is copied, blobs included.
    ``trusted`` are the packages of the desk's plugins, whose classes a database may hold.
    """
    storage = _on_server(uri.replace("{tenant}", tenant_id), template_storage) if uri else _in_memory(template_storage)
    db = database_on(storage, tenant_id, trusted)
    try:
        yield db
    finally:
        db.close()


def _in_memory(template_storage: DemoStorage) -> DemoStorage:
    return DemoStorage(base=template_storage, close_base_on_close=False)


def _on_server(uri: str, template_storage: DemoStorage) -> Any:
    if not uri.startswith(SERVERS):
        raise ValueError(f"tests erase their storage, and know how to on PostgreSQL only, not at {uri}")
    open_storage, _options = zodburi.resolve_uri(uri)
    storage = open_storage()
    storage.zap_all()
    for record in template_storage.iterator():
        record.extension_bytes = b""  # RelStorage reads it, and ZODB's storage in memory does not have it
    storage.copyTransactionsFrom(template_storage)
    return storage
