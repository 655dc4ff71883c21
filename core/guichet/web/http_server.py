"""waitress, except that the desk itself answers a request whose body is too long.

waitress answers it in English and closes the connection while the browser is still sending, so that most browsers show
an error of the network instead. Here the body is dropped as it arrives, and the application gets the request without
it: ``form_body`` refuses it by its length, with a page.
"""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from time import monotonic
from typing import Any

import waitress
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import RequestEntityTooLarge

from guichet.web.form_readers import MAX_UPLOAD
from guichet.web.graceful_stop import passed_on_sockets, run_until_stopped
from guichet.web.headers import HEADERS
from guichet.web.request_bounds import MAX_HEADER

PROGRESS = 2**14
"""Bytes of a request or an answer that have to pass within ``channel_timeout``, or the rest of it, if that is less: 4
kbit/s. No phone is so slow, and a connection with a byte a second would hold its place for good.
"""
MAX_DROPPED = 2**30
"""Bytes of a body that are waited for; a longer one gets the answer of waitress."""
QUEUED = "guichet.queued"
"""Key in the environment of a request: seconds that it waited for a thread after its last byte had come."""
DEFAULTS = {
    "max_request_body_size": MAX_UPLOAD,
    "max_request_header_size": 4 * MAX_HEADER,
    # Without it each answer would name waitress (ASVS 13.4.6).
    "ident": "",
    # A connection without progress, see `PROGRESS`, holds a place of the limit for 35 seconds, not for 150. One whose
    # request is being answered is not idle, however long that takes.
    "channel_timeout": 30,
    "cleanup_interval": 5,
    # Each takes one descriptor, two with a long body; systemd's usual limit is 1024.
    "connection_limit": 400,
    # select() fails from descriptor 1024 on.
    "asyncore_use_poll": True,
    # Bytes of a half-sent body in memory, then a file: 400 connections hold 50 MB, and most forms need no file.
    "inbuf_overflow": 131_072,
}
"""What an ini file may set otherwise."""


class Dropped:
    """Buffer of a chunked body that is too long: stays empty."""

    def append(self, data: bytes) -> None:
        """Drops ``data``."""

    def getfile(self) -> BytesIO:
        """What the application reads."""
        return BytesIO()

    def close(self) -> None:
        """Nothing is open."""

    def __len__(self) -> int:
        return 0


class Parser(HTTPRequestParser):
    """Parser of a request that drops a body which is too long."""

    error: Any = None
    body_rcv: Any
    body_bytes_received: int
    dropping = 0
    """Bytes of a dropped body that are still to come."""
    complete_since = 0.0
    """`time.monotonic` of its last byte."""

    def parse_header(self, header_plus: bytes) -> None:
        """Reads the headers. Raises waitress's ``ParsingError`` for a body whose length is said in two ways.

        Of a proxy that counts by the length, the rest of the chunks would be a request of another reader (RFC 9112,
        6.3); no browser sends both.
        """
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length beside Transfer-Encoding")

    def received(self, data: bytes) -> int:
        """Takes bytes of the request; says how many."""
        taken = self._taken(data)
        if self.completed:
            self.complete_since = monotonic()
        return taken

    def _taken(self, data: bytes) -> int:
        if self.dropping:
            taken = min(len(data), self.dropping)
            self.dropping -= taken
            self.completed = not self.dropping
            return taken
        consumed: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            if self.chunked:
                self._drop_chunks()
            elif self.content_length <= MAX_DROPPED:
                self.error, self.completed, self.dropping = None, False, self.content_length
        return consumed

    def _drop_chunks(self) -> None:
        """Goes on reading chunks, since only the last one tells where the body ends, and keeps nothing of them."""
        receiver = self.body_rcv
        if self.body_bytes_received > MAX_DROPPED:
            return
        if not isinstance(receiver.buf, Dropped):
            receiver.buf.close()
            receiver.buf = Dropped()
        self.error, self.completed = receiver.error, receiver.completed or bool(receiver.error)
        # The length of what was sent: what reads the body refuses it by this number.
        self.headers["CONTENT_LENGTH"] = str(self.body_bytes_received)


class Refusal(ErrorTask):
    """Answer of waitress to what is no request, with the security headers all the same (ASVS 3.4)."""

    def execute(self) -> None:
        """Writes it."""
        self.response_headers.extend(HEADERS.items())
        super().execute()


class Task(WSGITask):
    """Request that a thread has taken."""

    request: Parser

    def get_environment(self) -> dict[str, Any]:
        """Its environment, with the time it has waited: waitress's queue has no bound, see `guichet.dispatcher`."""
        environ: dict[str, Any] = super().get_environment()
        environ[QUEUED] = monotonic() - self.request.complete_since
        return environ


class Channel(HTTPChannel):
    """Connection of a browser; its last activity is its last progress and not its last byte, see `PROGRESS`."""

    parser_class = Parser
    task_class = Task
    error_task_class = Refusal
    last_activity: float
    total_outbufs_len: int
    _received = 0
    """Bytes that have come since the last answer or the last progress."""
    _sent = 0
    """Bytes of an answer that were sent since the last progress."""

    def handle_read(self) -> None:
        """Takes what has come."""
        before, begins = self.last_activity, not self._received
        super().handle_read()
        if self._received >= PROGRESS:
            self._received = 0
        elif not begins:
            self.last_activity = before

    def received(self, data: bytes) -> bool:
        """Counts what has come."""
        self._received += len(data)
        return bool(super().received(data))

    def service(self) -> None:
        """Answers a request, which is progress however long it takes."""
        super().service()
        self._received = 0

    def _flush_some(self, do_close: bool = True) -> bool:
        """Sends what its reader takes."""
        before, waiting = self.last_activity, self.total_outbufs_len
        sent = bool(super()._flush_some(do_close))
        self._sent += waiting - self.total_outbufs_len
        if not self.total_outbufs_len or self._sent >= PROGRESS:
            self._sent = 0
        else:
            self.last_activity = before
        return sent


def serve(app: Callable[..., Any], global_config: Any, **options: Any) -> int:
    """Paste's runner of a server: ``options`` are those of waitress. Serves until SIGTERM or SIGINT."""
    if sockets := passed_on_sockets():
        options = {name: given for name, given in options.items() if name not in ("listen", "host", "port")}
        options["sockets"] = sockets
    waitress.serve(app, _server=partial(_stoppable, kept_open=bool(sockets)), **DEFAULTS | options)
    return 0


def _stoppable(app: Callable[..., Any], kept_open: bool, **options: Any) -> Any:
    """A server whose ``run()`` ends gracefully."""
    opened: dict[int, Any] = {}
    made = server(app, opened, **options)
    made.run = partial(run_until_stopped, opened, made.task_dispatcher, kept_open)
    return made


def server(app: Callable[..., Any], opened: dict[int, Any] | None = None, **options: Any) -> Any:
    """A server with its listening sockets; ``run()`` serves. ``opened`` takes what it waits for."""
    opened = {} if opened is None else opened
    made = create_server(app, map=opened, **options)
    for one in opened.values():
        if isinstance(one, BaseWSGIServer):
            one.channel_class = Channel
    return made
