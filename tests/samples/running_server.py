"""A real server in a thread of the test."""

import threading
from contextlib import contextmanager

from waitress import wasyncore

from guichet.web import http_server


@contextmanager
def serving(app, **options):
    """A server with this application in a thread, until the block ends; its address."""
    running = http_server.server(app, listen="127.0.0.1:0", threads=2, **http_server.DEFAULTS | options)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        yield running.effective_host, running.effective_port
    finally:
        running.task_dispatcher.shutdown()
        # In the thread of the server: it ends once nothing is open.
        running.trigger.pull_trigger(lambda: wasyncore.close_all(running._map))
        thread.join()
