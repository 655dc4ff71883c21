"""A real server in a thread of the test."""

import queue
import threading
from contextlib import contextmanager, suppress

from waitress import wasyncore

from guichet.web import http_server


@contextmanager
def running(app, **options):
    """A server with this application in a thread, until the block ends."""
    server = http_server.server(app, listen="127.0.0.1:0", threads=2, **http_server.DEFAULTS | options)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.task_dispatcher.shutdown()
        # In the thread of the server: it ends once nothing is open. Woken by another connection, it may have closed the
        # trigger's pipe before this thread writes to it.
        with suppress(OSError):
            server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join()


@contextmanager
def serving(app, **options):
    """The address of such a server."""
    with running(app, **options) as server:
        yield server.effective_host, server.effective_port


def inside(server, action):
    """The result of a function that the thread of the server runs between its connections."""
    done = queue.SimpleQueue()
    server.trigger.pull_trigger(lambda: done.put(action()))
    return done.get()
