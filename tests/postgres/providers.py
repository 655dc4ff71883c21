"""A mail relay and a provider of text messages that take everything, and remember what they took."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from guichet.testing.ports import reserved_port


class MailRelay:
    """``mails`` are id and recipient of each mail that it took."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append((str(message_from_bytes(envelope.content)["Message-ID"]), envelope.rcpt_tos[0]))
        return "250 taken"


@contextmanager
def mail_relay() -> Iterator[tuple[MailRelay, int]]:
    """A relay, and its port."""
    relay = MailRelay()
    with reserved_port() as port:
        controller = Controller(relay, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            yield relay, port
        finally:
            controller.stop()


@contextmanager
def text_messages() -> Iterator[tuple[list[dict[str, Any]], int]]:
    """What ASPSMS was asked to send, and its port."""
    taken: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps({"StatusCode": "1", "StatusInfo": "OK"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield taken, server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
