"""A real server process of its own, with both desks and everybody that the scenes need."""

import http.client
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guichet.testing.ports import reserved_port

REPOSITORY = Path(__file__).parents[3]
START_LIMIT = 120
"""Seconds."""


@dataclass(frozen=True)
class Server:
    """Where the desks answer, and where in them the scenes take place."""

    port: int
    places: Mapping[str, Mapping[str, str]]
    """Per desk, the address of each object that a scene names, e.g. ``places["be"]["draft"]``."""

    def url(self, desk: str) -> str:
        """The address of a desk, without a slash at the end."""
        return f"http://{desk}.localhost:{self.port}"

    def knows(self, desk: str, state: Mapping[str, Any]) -> bool:
        """Whether the cookies in a browser's ``storage_state`` still belong to a signed-in user."""
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in state["cookies"])
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        try:
            connection.request("GET", "/account", headers={"Host": f"{desk}.localhost:{self.port}", "Cookie": cookies})
            return connection.getresponse().status == 200
        finally:
            connection.close()


@contextmanager
def serving(data: Path, *, demo_only: bool = False) -> Iterator[Server]:
    """Makes both desks in the folder ``data`` and serves them on a free port until the block ends.

    ``demo_only`` leaves out the people of the scenes, so that a desk looks as it does after ``make run``.
    """
    for desk in ("be", "ne"):
        (data / desk).mkdir(parents=True)
    cache = data / "templates"
    cache.mkdir()
    # Below pytest, the folder that all its tests share: to compile every template takes some 8 s.
    environment = {"CHAMELEON_CACHE": str(cache)} | os.environ | {"PYTHONWARNINGS": "ignore"}
    with reserved_port() as port, (data / "server.log").open("w") as log:
        given = [f"data={data}", f"http_port={port}"]
        people = [
            sys.executable,
            "-m",
            "deskbrowser.people",
            *given,
            *(["--demo-only"] if demo_only else []),
        ]
        made = subprocess.run(
            people, cwd=Path(__file__).parents[1], env=environment, check=True, capture_output=True, text=True
        )
        command = [sys.executable, "-m", "pyramid.scripts.pserve", str(_behind_a_proxy(data)), *given]
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log)
        try:
            _wait(process, port, data / "server.log")
            yield Server(port, json.loads(made.stdout.splitlines()[-1]))
        finally:
            process.terminate()
            process.wait(timeout=10)


def _behind_a_proxy(data: Path) -> Path:
    """The development machine's settings, but each visitor may say where they come from: limits count per machine."""
    ini = data / "behind-a-proxy.ini"
    ini.write_text(
        f"""[app:main]
use = config:{REPOSITORY / "core" / "guichet" / "settings" / "development.ini"}

[server:main]
paste.server_runner = guichet.web.http_server:serve
listen = 127.0.0.1:%(http_port)s
threads = 16
trusted_proxy = 127.0.0.1
trusted_proxy_headers = x-forwarded-for
"""
    )
    return ini


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                assert f"be.localhost:{port}".encode() in answer.read(), "another server answers on this port"
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
