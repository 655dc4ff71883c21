"""Ports for the servers that a test starts."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port of 127.0.0.1 that the system gives to no other program until the block ends.

    A server that sets ``SO_REUSEADDR``, as waitress, PostgreSQL, Redis and ClamAV do, may listen on it, stop, and
    listen again. Without a server, connections are refused.
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])
