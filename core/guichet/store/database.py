"""Opens the database of a desk; no two desks share one (docs/decisions/0001-zodb-per-tenant.md)."""

import contextlib
import importlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import transaction
from transaction.interfaces import ITransactionManager, NoTransaction
from ZODB import DB
from ZODB.Connection import Connection

from guichet.metrics import OBJECTS_LOADED, OBJECTS_STORED
from guichet.store.blobs import safe_blobs
from guichet.store.data_file_paths import data_file, put_back
from guichet.store.models import Portal
from guichet.store.storage_address import resolve_storage

ROOT_KEY = "portal"

# Records are pickles, and a pickle may name any function to call: write access to a database or a backup would be code
# execution in every process that reads it (ASVS 1.5.2; tried: a record with os.system ran). A record may therefore name
# classes only, and of these modules only.
TRUSTED_MODULES = ("guichet", "persistent", "BTrees", "ZODB.blob", "datetime", "decimal")


class UntrustedRecord(Exception):
    """A record names something other than a class of the trusted modules."""


class EmptyDatabase(Exception):
    """The database holds no desk yet; ``guichet init`` makes one."""


def open_database(uri: str, name: str, trusted: Iterable[str] = ()) -> DB:
    """Opens the database at a zodburi, e.g. ``file:///var/lib/guichet/be/Data.fs?blobstorage_dir=…``.

    Cross-database references are off: an object of one desk can never be stored in another (tried: with them on, a
    slip commits silently). ``trusted`` are packages of plugins whose classes may be stored. Raises what the storage
    raises when it cannot be opened.
    """
    data = data_file(uri)
    if data is not None:
        data.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        put_back(data)
    storage_factory, options = resolve_storage(uri)
    return database_on(storage_factory(), name, trusted, **options)


def database_on(storage: Any, name: str, trusted: Iterable[str] = (), **options: Any) -> DB:
    """A desk's database on an open storage; ``options`` are those of ``ZODB.DB``.

    Every database is opened here, so that none lacks the allowlist or has references to others.
    """
    # ``xrefs`` cannot be left to the URI: no zodburi option sets it, and zconfig:// drops it (zodburi 3.0).
    storage = safe_blobs(storage)
    db = DB(storage, xrefs=False, class_factory=class_factory(trusted), **options | {"database_name": name})
    db.setActivityMonitor(TransferCounts(name))
    return db


class TransferCounts:
    """ZODB's activity monitor of a database: counts what its connections have read from the storage and written.

    ZODB's own keeps each number for an hour and adds them up when it is asked.
    """

    def __init__(self, name: str) -> None:
        self._loaded, self._stored = OBJECTS_LOADED.labels(name), OBJECTS_STORED.labels(name)

    def closedConnection(self, connection: Connection) -> None:
        """Called by ZODB when a connection is closed."""
        loaded, stored = connection.getTransferCounts(clear=True)
        # Most pages find all they need in memory.
        if loaded:
            self._loaded.inc(loaded)
        if stored:
            self._stored.inc(stored)


def class_factory(packages: Iterable[str] = ()) -> Callable[[Connection, str, str], type]:
    """ZODB's ``class_factory``: the class that a record names.

    It raises :class:`UntrustedRecord` for a name outside ``packages`` and the modules above.
    """
    trusted = (*TRUSTED_MODULES, *packages)

    def is_trusted(module: str) -> bool:
        return any(module == name or module.startswith(f"{name}.") for name in trusted)

    # Each load asks for the class of its record and those of the objects it names: a twelfth of what it takes.
    @cache
    def trusted_class(module: str, name: str) -> type:
        if not is_trusted(module):
            raise UntrustedRecord(f"{module}.{name}")
        # A class that is gone raises. ZODB's own factory would put a Broken object in its place, which shows pages
        # without data and fails only when it is written (BrokenModified).
        found: Any = getattr(importlib.import_module(module), name)
        # A trusted module may itself have imported something dangerous, e.g. ``guichet.store.blobs.os``.
        if not isinstance(found, type) or not is_trusted(found.__module__):
            raise UntrustedRecord(f"{module}.{name}")
        return found

    return lambda _connection, module, name: trusted_class(module, name)


def portal(connection: Connection) -> Portal:
    """The desk in an open database. Raises :class:`EmptyDatabase` before ``guichet init`` has run."""
    try:
        found: Portal = connection.root()[ROOT_KEY]
    except KeyError:
        raise EmptyDatabase("this database holds no desk yet: run 'guichet init'") from None
    return found


@contextlib.contextmanager
def write_transaction(db: DB) -> Iterator[Portal]:
    """A transaction outside any request: committed at the end of the block, aborted when the block raises."""
    with _connected(db) as (connection, manager):
        yield portal(connection)
        manager.commit()


@contextlib.contextmanager
def read_transaction(db: DB) -> Iterator[Portal]:
    """A transaction outside any request that is always aborted: changes are dropped."""
    with _connected(db) as (connection, _):
        yield portal(connection)


def install(db: DB, new_portal: Portal) -> None:
    """Stores the root of a new desk; does nothing to one that exists."""
    with _connected(db) as (connection, manager):
        connection.root().setdefault(ROOT_KEY, new_portal)
        manager.commit()


def is_empty(db: DB) -> bool:
    """Whether no desk has been installed yet."""
    with _connected(db) as (connection, _):
        return ROOT_KEY not in connection.root()


def owner(db: DB) -> str:
    """Id of the canton whose desk is in the database; empty where there is none, or it does not say."""
    with _connected(db) as (connection, _):
        found: Portal | None = connection.root().get(ROOT_KEY)
        return found.desk_id if found is not None else ""


@contextlib.contextmanager
def _connected(db: DB) -> Iterator[tuple[Connection, ITransactionManager]]:
    # Its own and explicit, never the global ``transaction.manager``: a use outside begin and commit raises, in place of
    # silently beginning a transaction that no one commits.
    manager = transaction.TransactionManager(explicit=True)
    manager.begin()
    connection = db.open(transaction_manager=manager)
    try:
        yield connection, manager
    finally:
        # After a commit no transaction is open, and an explicit manager raises.
        with contextlib.suppress(NoTransaction):
            manager.abort()
        connection.close()
