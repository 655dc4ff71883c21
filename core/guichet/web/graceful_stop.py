"""A restart that no visitor sees: the server ends after what it has begun, and systemd may keep its socket meanwhile.

waitress ends at once on SIGTERM, in the middle of its answers.
"""

import os
import select
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

GRACE = 30
"""Seconds that answers may take once the server has been asked to stop: a copy for 400 pictures takes 20. The units and
compose files in ``deploy/`` wait 60 seconds before they kill.
"""
SILENCE = 1
"""Seconds after which a connection is no longer waited for: its request is on its way, or it is kept for a next one."""
FIRST_PASSED_ON = 3
"""Number of the first file that systemd passes on (sd_listen_fds(3))."""


def passed_on_sockets(environ: Mapping[str, str] = os.environ) -> list[socket.socket]:
    """Listening sockets that systemd holds for this process, see ``deploy/``; none for a server that listens by itself.

    Connections wait in them while the process is restarted, so that none is refused. ``systemd-python`` is passed over:
    it needs a compiler and libsystemd for these lines.
    """
    if environ.get("LISTEN_PID") != str(os.getpid()):
        return []
    return [socket.socket(fileno=FIRST_PASSED_ON + number) for number in range(int(environ.get("LISTEN_FDS", "0")))]


def run_until_stopped(opened: dict[int, Any], dispatcher: Any, kept_open: bool) -> None:
    """Serves until SIGTERM, then takes no further connection, answers what has come, and returns.

    SIGINT, the Ctrl+C of a developer, ends it at once.

    :param opened: what waitress waits for, by file number.
    :param dispatcher: its threads.
    :param kept_open: whether another process holds the listening sockets as well.
    """
    asked: list[int] = []
    # The handler does nothing else, since it may run in the middle of an answer: it is seen within a turn, a second.
    before = signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    try:
        while not asked:
            _turn(opened)
        signal.signal(signal.SIGTERM, before)
        _stop_listening(opened, kept_open)
        deadline = time.monotonic() + GRACE
        while _busy(opened) and time.monotonic() < deadline:
            _turn(opened, 0.1)
    except (SystemExit, KeyboardInterrupt):
        pass
    dispatcher.shutdown()
    wasyncore.close_all(opened)


def _turn(opened: dict[int, Any], seconds: float = 1) -> None:
    wasyncore.loop(timeout=seconds, use_poll=True, map=opened, count=1)


def _stop_listening(opened: dict[int, Any], kept_open: bool) -> None:
    """Closes the listening sockets. Connections that wait in one are taken first: closing it would reset them."""
    for listener in [one for one in opened.values() if isinstance(one, BaseWSGIServer)]:
        while not kept_open and _waiting(listener):
            listener.handle_accept()
        # Not ``close``, which ends its threads' wake-up as well.
        listener.del_channel()
        listener.socket.close()


def _waiting(listener: BaseWSGIServer) -> bool:
    return bool(select.select([listener.socket], [], [], 0)[0])


def _busy(opened: dict[int, Any]) -> bool:
    """Whether a connection has a request that is not answered, or may be about to send its first one."""
    now = time.time()
    return any(
        one.requests or one.request or one.total_outbufs_len or now - one.last_activity < SILENCE
        for one in _connections(opened)
    )


def _connections(opened: dict[int, Any]) -> Iterator[HTTPChannel]:
    return (one for one in list(opened.values()) if isinstance(one, HTTPChannel))
