"""A PostgreSQL server of one's own: made in a new folder, started on a free port, stopped and thrown away."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from guichet.testing.ports import reserved_port

USER = "guichet"
START_LIMIT = 120
"""Seconds."""


@dataclass
class Cluster:
    """A server, which can go away and come back."""

    folder: Path
    port: int
    password: str
    durable: bool = False
    """Whether it waits for the disk as an installation does, for what is measured."""
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def pid(self) -> int:
        """Of the running server."""
        assert self._process is not None
        return self._process.pid

    def create_database(self, name: str) -> None:
        """Makes an empty database."""
        connection = self._connect()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        connection.close()

    def uri(self, database: str) -> str:
        """The zodburi of a database; ``{tenant}`` in its name is left for the reader to fill in.

        RelStorage takes no socket in such an address, so the server listens on the loopback address.
        """
        blobs = self.folder / "blobs" / database
        where = f"{USER}:{self.password}@127.0.0.1:{self.port}/{database}"
        return f"postgres://{where}?keep_history=false&shared_blob_dir=false&blob_dir={blobs}"

    def start(self) -> None:
        """Starts the server and waits until it answers. Raises ``RuntimeError`` with its log when it does not."""
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "synchronous_commit": "on",
            # Nothing here has to outlive a power cut, and without waiting for the disk the tests take half the time.
            "fsync": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
            "max_connections": 200 if self.durable else 60,
        }
        given = [argument for name, value in options.items() for argument in ("-c", f"{name}={value}")]
        command = [binaries() / "postgres", "-D", self.folder / "data", *given]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **_unprivileged(self.folder))
        self._wait(self._process)

    def stop(self) -> None:
        """Ends the server and all connections to it, as its restart does."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline and process.poll() is None:
            try:
                self._connect().close()
                return
            except psycopg2.OperationalError:
                time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")

    def _connect(self) -> Any:
        return psycopg2.connect(
            host="127.0.0.1", port=self.port, user=USER, password=self.password, dbname="postgres", connect_timeout=5
        )


def binaries() -> Path:
    """The folder of the newest server that Debian has installed. Raises ``FileNotFoundError`` without any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise FileNotFoundError("no PostgreSQL server: apt-get install postgresql")
    return found[-1].parent


@contextmanager
def throw_away_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Starts a server and stops it at the end, whatever happens in between."""
    # Not below pytest's own folder, which only its owner may enter: the server runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="guichet-postgres-"))
    try:
        with reserved_port() as port:
            cluster = Cluster(folder, port, secrets.token_hex(16), durable)
            _initialize(cluster)
            try:
                cluster.start()
                yield cluster
            finally:
                cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialize(cluster: Cluster) -> None:
    """Makes the files of the server."""
    identity, secret = _unprivileged(cluster.folder), cluster.folder / "secret"
    secret.write_text(cluster.password)
    secret.chmod(0o644)  # below a folder that only the server's user may enter
    initdb = [binaries() / "initdb", "-D", cluster.folder / "data", "-U", USER, "--pwfile", secret]
    how = ["--auth=scram-sha-256", "--no-sync", "--encoding=UTF8", "--locale=C"]
    subprocess.run([*initdb, *how], check=True, capture_output=True, **identity)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """How to start a process as a user who is not root, whom PostgreSQL refuses; gives them the folder."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"cwd": folder, "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
