"""Web servers on this machine that answer as ASPSMS and Swisscom document, or as badly as a test wants."""

import contextlib
import json
import socket
import ssl
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NUMBER, TEXT, KEY = "+41791234567", "482913 est votre code Guichet AI BE.", "4f00aa11bb22cc33"


@dataclass(frozen=True)
class Reply:
    """What the server does with one request."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    """Reads the request and never answers."""
    breaks_off: bool = False
    """Resets the connection instead of answering."""
    cut: bool = False
    """Sends half of the body and closes."""
    drips: float = 0
    """Seconds between two bytes of the body; the server stops when the client has left."""


def aspsms_reply(**facts: Any) -> Reply:
    return Reply(body=json.dumps(facts).encode())


OK = aspsms_reply(StatusCode="1", StatusInfo="OK")
"""ASPSMS has taken the message."""
CREATED = Reply(status=201, headers={"Location": "https://api.provider.example/messaging/sms/a1b2-c3d4"})
"""Swisscom has taken the message."""
TAKEN = {"aspsms": OK, "swisscom": CREATED}


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class ProviderServer:
    """One reply per request, in order; ``requests`` keeps what came."""

    def __init__(self, replies: list[Reply], tls: ssl.SSLContext | None) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self._replies = replies
        self._over = threading.Event()
        ours = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def setup(self) -> None:
                ours.connections += 1
                super().setup()

            def do_POST(self) -> None:
                ours._answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        content = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.requests.append(Request(handler.path, dict(handler.headers), json.loads(content)))
        reply = self._replies.pop(0)
        if reply.hangs:
            self._over.wait(5)
        if reply.hangs or reply.breaks_off:
            # Closed without lingering, the connection is reset.
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.close_connection = True
            return
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        if reply.drips:
            self._drip(handler, reply)
            return
        handler.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
        handler.close_connection |= reply.cut

    def _drip(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        handler.close_connection = True
        with contextlib.suppress(ConnectionError):
            for byte in reply.body:
                handler.wfile.write(bytes([byte]))
                self._over.wait(reply.drips)

    def stop(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
