"""A person's browser in a process that makes load: as cheap as a browser can be, over one kept connection.

It reads statuses, cookies and where answers lead to, and of pages nothing but what is searched for in their bytes.
"""

import http.client
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

PATIENCE = 120.0
"""Seconds for an answer."""
KEPT = 10.0
"""Seconds for which a connection without a request is kept: fewer than waitress and nginx keep one."""
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----guichet-bench-b1f4d8e2c7"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
Fields = Sequence[tuple[str, str]]


class ToldToComeBack(Exception):
    """The desk answered 503 and said when to try again, or that what is asked for is not made yet."""


class Failed(Exception):
    """Any other answer than the one that was to come; its text says which."""


@dataclass(frozen=True)
class Target:
    """Where the desk is; ``certificate`` is that of the proxy, empty for a web process without one in front."""

    port: int
    host: str
    certificate: str = ""

    def connection(self, address: str) -> http.client.HTTPConnection:
        """A new connection from ``address``, not opened yet."""
        if not self.certificate:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        return _ByName(self.host, self.port, self.certificate, address)


class _ByName(http.client.HTTPSConnection):
    """To this machine, under the name that the certificate has."""

    def __init__(self, host: str, port: int, certificate: str, address: str) -> None:
        context = ssl.create_default_context(cafile=certificate)
        super().__init__("127.0.0.1", port, timeout=PATIENCE, context=context, source_address=(address, 0))
        self._name, self._tls = host, context

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._name)


class LoadClient:
    """One browser with the cookies of a signed-in user, or of none."""

    def __init__(self, target: Target, cookies: Mapping[str, str], address: str = "192.0.2.7") -> None:
        """``address`` is that of its machine; with a proxy, which looks at the connection, one in 127.0.0.0/8."""
        self._target, self.cookies, self._address = target, dict(cookies), address
        self._connection, self._used = target.connection(address), 0.0

    def get(self, path: str, waiting: int = 503) -> bytes:
        """A page that is there; raises `ToldToComeBack` or `Failed` otherwise.

        ``waiting`` is the status of an answer which says that it is not there yet, such as 303 of a copy to be drawn.
        """
        status, _location, page = self._ask("GET", path, (), "")
        if status == waiting:
            raise ToldToComeBack
        if status != 200:
            raise Failed(f"GET {_kind(path)}: {status}")
        return page

    def post(self, path: str, fields: Fields) -> str:
        """Sends a form; where its answer leads to, path and query."""
        body = urlencode([("csrf_token", self.cookies["csrf"]), *fields]).encode()
        return self._led_to(path, (body,), FORM)

    def post_script(self, path: str, fields: Fields) -> bytes:
        """Sends a form without files that is answered with 200, as the script of a page does."""
        body = (fields_part([("csrf_token", self.cookies["csrf"]), *fields]), files_part(()))
        status, _location, answer = self._ask("POST", path, body, MULTIPART)
        if status != 200:
            raise Failed(f"POST {_kind(path)}: {status}")
        return answer

    def post_files(self, path: str, fields: Fields, files: bytes) -> str:
        """As `post`, with the `files_part` that was made before."""
        body = fields_part([("csrf_token", self.cookies["csrf"]), *fields])
        return self._led_to(path, (body, files), MULTIPART)

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def _led_to(self, path: str, body: Sequence[bytes], content_type: str) -> str:
        status, location, _page = self._ask("POST", path, body, content_type)
        if status != 303:
            raise Failed(f"POST {_kind(path)}: {status}")
        parts = urlsplit(location)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def _ask(self, method: str, path: str, body: Sequence[bytes], content_type: str) -> tuple[int, str, bytes]:
        headers = {
            "Host": self._target.host,
            "Accept-Language": "fr",
            "Cookie": "; ".join(f"__Host-{name}={value}" for name, value in self.cookies.items()),
        }
        if not self._target.certificate:
            headers |= {"X-Forwarded-For": self._address, "X-Forwarded-Proto": "https"}
        if method == "POST":
            headers |= {
                "Content-Type": content_type,
                "Content-Length": str(sum(map(len, body))),
                "Origin": f"https://{self._target.host}",
            }
        with self._reconnecting():
            self._connection.request(method, path, iter(body) if body else None, headers)
            response = self._connection.getresponse()
            page = response.read()
        for cookie in response.headers.get_all("Set-Cookie", ()):
            name, _equals, value = cookie.partition(";")[0].removeprefix("__Host-").partition("=")
            self.cookies[name] = value
        if response.status == 503 and response.getheader("Retry-After"):
            raise ToldToComeBack
        return response.status, response.getheader("Location") or "", page

    @contextmanager
    def _reconnecting(self) -> Iterator[None]:
        """A connection that failed is not used again, and none that the server may have closed meanwhile."""
        if time.monotonic() - self._used > KEPT:
            self._connection.close()
        try:
            yield
            self._used = time.monotonic()
        except (OSError, http.client.HTTPException) as problem:
            self._connection.close()
            self._connection = self._target.connection(self._address)
            raise Failed(type(problem).__name__) from None


def fields_part(fields: Fields) -> bytes:
    """The beginning of a multipart form."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    ]
    return "".join(parts).encode()


def files_part(files: Sequence[tuple[str, bytes, str]]) -> bytes:
    """The end of a multipart form, with files as name, content and type."""
    parts = []
    for name, content, content_type in files:
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {content_type}'
        parts += [f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def _kind(path: str) -> str:
    """The last word of a path: its ids differ each time, and failures are counted by kind."""
    return path.partition("?")[0].rpartition("/")[2] or "/"
