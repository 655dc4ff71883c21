"""Writers of several processes on one PostgreSQL take turns; none waits for one that has ended or stands still."""

import threading
from contextlib import contextmanager

import psycopg2
import pytest

from guichet.store.database import open_database
from guichet.store.write_lock import SharedLock, write_lock


@pytest.fixture(scope="module")
def database(cluster):
    """The address of an empty one."""
    cluster.create_database("write_lock_be")
    return cluster.uri("write_lock_be")


@pytest.fixture
def server(database):
    """The database of a desk; ``server.lock()`` is the lock as a process of its own has it."""

    class Server:
        opened = []

        def lock(self, **options):
            self.opened.append(open_database(database, "be"))
            found = write_lock(self.opened[-1].storage)
            assert isinstance(found, SharedLock)
            return SharedLock(found._connections, **options)

        def end_its_connections(self):
            """As a restart of the server does."""
            words = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'write_lock_be'"
            connection = psycopg2.connect(database.partition("?")[0].replace("write_lock_be", "postgres"))
            with connection.cursor() as cursor:
                cursor.execute(words)
            connection.close()

    made = Server()
    yield made
    while made.opened:
        made.opened.pop().close()


@contextmanager
def waiting(lock, order):
    """A thread that wants the turn; the block begins while it waits."""
    thread = threading.Thread(target=lambda: (lock.acquire(), order.append("second"), lock.release()))
    thread.start()
    yield thread
    thread.join(timeout=30)
    assert not thread.is_alive()


def test_a_second_process_waits_until_the_first_is_done(server):
    first, second, order = server.lock(), server.lock(), []
    first.acquire()
    with waiting(second, order) as thread:
        thread.join(timeout=0.2)
        order.append("first")
        first.release()
    assert order == ["first", "second"]


def test_a_process_that_has_ended_gives_its_turn_back(server):
    first, second, order = server.lock(), server.lock(), []
    first.acquire()
    with waiting(second, order):
        # What the system does with a process that was killed.
        first._connection.close()
    assert order == ["second"]


def test_process_that_stands_still_is_waited_for_no_longer_than_patience(server):
    first, second, order = server.lock(), server.lock(patience="100ms"), []
    first.acquire()
    with waiting(second, order):
        pass
    assert order == ["second"]
    first.release()


def test_turns_go_on_after_the_server_has_ended_all_connections(server):
    first, second = server.lock(), server.lock()
    first.acquire()
    server.end_its_connections()
    first.release()
    for lock in (first, second):
        lock.acquire()
        assert lock._has_turn
        lock.release()


def test_an_error_that_is_not_the_server_s_lets_the_threads_behind_go_on(server):
    lock = server.lock()
    opened, lock._connections = lock._connections, None
    with pytest.raises(AttributeError):
        lock.acquire()
    lock._connections = opened
    lock.acquire()
    assert lock._has_turn
    lock.release()
