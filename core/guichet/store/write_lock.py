"""Writers of a desk take turns: in one process by a lock of Python, on PostgreSQL by one that all processes share.

Every change ends the same audit chain, so of two changes at once one has to be done again. Without turns between the
processes, people at two nodes that were always writing lost after five attempts (tried: 2 of 20 sendings).
"""

import threading
from typing import Any, Protocol

KEY = 5_247_318
"""Number of the lock; locks of PostgreSQL are apart for each database, and so for each desk."""
PATIENCE = "10s"
"""How long a turn is waited for: a process that stands still while it has the turn must not stop the others. What goes
on without one may have to be done again, and nothing worse.
"""


class WriteLock(Protocol):
    """Lets one writer go on at a time."""

    def acquire(self) -> object:
        """Waits for the turn."""

    def release(self) -> None:
        """Lets the next one have it. In the thread that has the turn."""


def write_lock(storage: Any) -> WriteLock:
    """The lock for writers of this storage; FileStorage has one process to itself."""
    adapter = getattr(storage, "_adapter", None)  # of RelStorage, which names it nowhere else
    return threading.Lock() if adapter is None else SharedLock(adapter.connmanager)


class SharedLock:
    """A lock in the database. It has a connection of its own, since the storage's are in the middle of transactions.

    Without the server it is no lock: the request that it is for finds that out by itself.
    """

    def __init__(self, connections: Any, patience: str = PATIENCE) -> None:
        self._connections, self._patience = connections, patience
        self._threads = threading.Lock()
        self._connection: Any = None
        self._has_turn = False

    def acquire(self) -> None:
        """Waits for the turn among the threads of this process, and then among the processes."""
        self._threads.acquire()
        try:
            self._has_turn = self._ask(f"SELECT pg_advisory_lock({KEY})")
        except BaseException:
            # Not an error of the server: the request ends with it, and the threads that wait behind it go on.
            self._threads.release()
            raise

    def release(self) -> None:
        """Gives the turn back."""
        try:
            if self._has_turn:
                self._ask(f"SELECT pg_advisory_unlock({KEY})")
        finally:
            self._threads.release()

    def _ask(self, statement: str) -> bool:
        """Whether the server did it. After an error the connection ends, and with it what it had."""
        from psycopg2 import Error  # there where RelStorage is used, in installations that ask for it

        try:
            if self._connection is None:
                self._connection, cursor = self._connections.open()
                # Else the connection stays in a transaction, and old rows in the database.
                self._connection.rollback()
                self._connection.autocommit = True
                cursor.execute("SET lock_timeout = %s", (self._patience,))
            with self._connection.cursor() as cursor:
                cursor.execute(statement)
        except Error:
            self._connections.close(self._connection)
            self._connection = None
            return False
        return True
