"""Databases of test desks: in memory, or on the server named by ``--storage-uri``.

Tests do not depend on the kind. Give the option, or the variable ``GUICHET_TEST_STORAGE``, a zodburi with ``{tenant}``
in the name of the database, and every test that uses ``make_desks`` runs there::

    pytest tests/functional --storage-uri \
      'postgres://me:secret@127.0.0.1:5433/guichet_{tenant}?keep_history=false&blob_dir=/tmp/{tenant}'

The server has one empty database per desk, and a folder for its blobs exists. **Everything in those databases is erased
before each test.**
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ZODB import DB
from ZODB.DemoStorage import DemoStorage

from guichet.store.database import database_on
from guichet.store.storage_address import resolve_storage

SERVERS = ("postgres://", "postgresql://")


def new_template_storage() -> DemoStorage:
    """An empty storage for the content of a desk at the beginning of each test."""
    return DemoStorage()


@contextmanager
def storages(tenant_id: str, template_storage: DemoStorage, uri: str = "", trusted: Iterable[str] = ()) -> Iterator[DB]:
    """The database of a desk for one test, with the content of ``template_storage``, which stays unchanged.

    In memory it is a layer over the template, which takes 2 ms. On a server the template is copied, blobs included.
    ``trusted`` are the packages of the desk's plugins, whose classes a database may hold.
    """
    storage = _on_server(uri.replace("{tenant}", tenant_id), template_storage) if uri else _in_memory(template_storage)
    db = database_on(storage, tenant_id, trusted)
    try:
        yield db
    finally:
        db.close()


def _in_memory(template_storage: DemoStorage) -> DemoStorage:
    # Without ``changes=``: a plain MappingStorage there would have no blobs.
    return DemoStorage(base=template_storage, close_base_on_close=False)


def _on_server(uri: str, template_storage: DemoStorage) -> Any:
    if not uri.startswith(SERVERS):
        raise ValueError(f"tests erase their storage, and know how to on PostgreSQL only, not at {uri}")
    open_storage, _options = resolve_storage(uri)
    storage = open_storage()
    storage.zap_all()
    for record in template_storage.iterator():
        record.extension_bytes = b""  # RelStorage reads it, and ZODB's storage in memory does not have it
    storage.copyTransactionsFrom(template_storage)
    return storage
