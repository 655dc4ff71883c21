"""nginx with the configuration of ``deploy/nginx``, on a free port of this machine."""

import json
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEPLOY = Path(__file__).parents[2] / "deploy" / "nginx"
START_LIMIT = 30
"""Seconds."""
MAIN = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path bodies; proxy_temp_path answers; fastcgi_temp_path 1; uwsgi_temp_path 2; scgi_temp_path 3;
    include guichet.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A running nginx."""

    folder: Path
    port: int

    @property
    def tls(self) -> ssl.SSLContext:
        """What a browser knows of it."""
        return ssl.create_default_context(cafile=str(self.folder / "guichet" / "tls.pem"))

    def requests(self) -> list[dict[str, Any]]:
        """The lines of its log."""
        return [json.loads(line) for line in (self.folder / "guichet.log").read_text().splitlines()]


@contextmanager
def proxy_of(folder: Path, host: str, port: int, upstream: Sequence[int]) -> Iterator[Proxy]:
    """nginx on ``port`` in front of the web processes on the ports ``upstream``. ``host`` is the name it has by TLS."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise FileNotFoundError("no nginx: apt-get install nginx-light")
    proxy = Proxy(folder, port)
    (folder / "guichet").mkdir()
    # As Debian's: paths of pages are relative to another folder than those of the configuration.
    (folder / "share").mkdir()
    _certificate(folder / "guichet", host)
    for page in DEPLOY.glob("*.html"):
        shutil.copy(page, folder / "guichet")
    servers = iter(upstream)
    lines = [
        line.replace(line.split()[1], f"127.0.0.1:{next(servers)}") if line.strip().startswith("server ") else line
        for line in (DEPLOY / "upstream-nodes.conf").read_text().splitlines()
    ]
    (folder / "guichet" / "upstream.conf").write_text("\n".join(lines))
    (folder / "guichet.conf").write_text(_moved((DEPLOY / "guichet.conf").read_text(), port, folder))
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user="user root;" if os.geteuid() == 0 else ""))
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [program, "-p", f"{folder}/share/", "-c", folder / "nginx.conf", "-e", folder / "error.log"],
            stdout=output,
            stderr=output,
        )
    try:
        _wait(process, folder)
        yield proxy
    finally:
        process.terminate()
        process.wait(timeout=20)


def _moved(text: str, port: int, folder: Path) -> str:
    """The configuration, but for the ports below 1024 and the place of the log."""
    plain = text.index("server {\n    listen 80")
    moved = text[:plain] + text[text.index("server {", plain + 1) :]
    for before, after in {
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "root /etc/nginx/guichet;": f"root {folder}/guichet;",
        "/var/log/nginx/guichet.log": f"{folder}/guichet.log",
        "/var/log/nginx/guichet-error.log": f"{folder}/error.log",
    }.items():
        assert moved.count(before) == 1
        moved = moved.replace(before, after)
    return moved


def _certificate(folder: Path, host: str) -> None:
    names = ["-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"]
    files = ["-out", folder / "tls.pem", "-keyout", folder / "tls.key"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"]
    subprocess.run(["openssl", "req", "-x509", "-nodes", *kind, *names, *files], check=True, capture_output=True)


def _wait(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        if (folder / "nginx.pid").exists():
            return
        time.sleep(0.02)
    raise RuntimeError(f"nginx did not start:\n{(folder / 'output').read_text()}{(folder / 'error.log').read_text()}")
