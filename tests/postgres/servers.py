"""Several server processes on the same databases, and a browser for each of them."""

import http.client
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plaster import get_settings

from guichet import settings
from guichet.app import close, configure, open_desks
from guichet.testing.browser import DeskBrowser
from guichet.testing.ports import reserved_port
from guichet.users.tasks import TaskQueue

REPOSITORY = Path(__file__).parents[2]
START_LIMIT = 120
"""Seconds."""
INI = """
[app:main]
use = egg:guichet
guichet.environment = development
guichet.secret_file = {folder}/secret
guichet.tenants = be
guichet.tenant.be.hosts = be.localhost
guichet.tenant.be.url = http://be.localhost
guichet.tenant.be.storage = {storage}
guichet.tenant.be.mail_from = guichet@be.example

[server:main]
paste.server_runner = guichet.web.http_server:serve
listen = 127.0.0.1:%(http_port)s
"""


@dataclass(frozen=True)
class Servers:
    """Running processes, and the tasks of the desk that they share, as a third process sees them."""

    ports: tuple[int, ...]
    tasks: TaskQueue

    def browsers(self) -> list[DeskBrowser]:
        """One browser for each server; they share their cookies, as windows of one browser do."""
        made = [DeskBrowser(forwarding_to(port), lambda: None, self.tasks) for port in self.ports]
        for browser in made:
            browser.cookiejar = made[0].cookiejar
        return made


@contextmanager
def serving(folder: Path, storage: str, count: int) -> Iterator[Servers]:
    """Makes the desk of Berne with its demo people in an empty database and serves it ``count`` times."""
    ini = folder / "two.ini"
    ini.write_text(INI.format(folder=folder, storage=storage))
    guichet = [Path(sys.executable).with_name("guichet"), "--ini", str(ini), "-D", "http_port=0"]
    subprocess.run(
        [*guichet, "demo"],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
        check=True,
        capture_output=True,
    )
    with ExitStack() as running:
        ports = tuple(running.enter_context(_server(ini, folder / f"{number}.log")) for number in range(count))
        [desk] = open_desks(settings.read(get_settings(str(ini), "app:main", defaults={"http_port": "0"})))
        running.callback(close, desk.db)
        yield Servers(ports, TaskQueue(desk, configure(desk).registry.tasks))


@contextmanager
def _server(ini: Path, log: Path) -> Iterator[int]:
    with reserved_port() as port, log.open("wb") as output:
        command = [sys.executable, "-m", "pyramid.scripts.pserve", str(ini), f"http_port={port}"]
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=os.environ | {"PYTHONWARNINGS": "ignore"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(process, port, log)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Until something listens on the port. Raises ``RuntimeError`` with the log of a process that has ended."""
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


def forwarding_to(
    port: int, tls: ssl.SSLContext | None = None, host: str = ""
) -> Callable[[Mapping[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """A WSGI application that hands every request to a real server on this machine; by TLS, one that is ``host``."""

    def application(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        if tls is not None:
            connection.sock = tls.wrap_socket(connection.sock, server_hostname=host)
        headers = {"Host": environ["HTTP_HOST"], "Cookie": environ.get("HTTP_COOKIE", "")}
        for name in ("CONTENT_TYPE", "HTTP_ORIGIN"):
            if environ.get(name):
                headers[name.removeprefix("HTTP_").replace("_", "-")] = environ[name]
        path = environ["PATH_INFO"] + ("?" + environ["QUERY_STRING"] if environ["QUERY_STRING"] else "")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        connection.request(environ["REQUEST_METHOD"], path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        start_response(f"{answer.status} {answer.reason}", [pair for pair in answer.getheaders() if pair[0] != "Date"])
        return [content]

    return application
