"""A Redis of one's own: started on a free port and a socket in a new folder, stopped and thrown away."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis as client

from guichet.testing.ports import reserved_port

START_LIMIT = 60
"""Seconds."""


class RedisServer:
    """A running server, which can go away and come back at the same address."""

    def __init__(self, program: str, folder: Path, port: int) -> None:
        self.program, self.folder, self.port = program, folder, port
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.socket_address = f"redis+unix://{folder}/socket?db=0"
        self.start()

    def start(self) -> None:
        """Starts it, empty. Raises ``RuntimeError`` with its log when it does not answer."""
        options = {"bind": "127.0.0.1", "port": self.port, "unixsocket": self.folder / "socket", "dir": self.folder}
        options |= {"save": "", "appendonly": "no", "maxmemory-policy": "noeviction"}
        given = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen([self.program, *given], stdout=log, stderr=log, cwd=self.folder)
        for _number in range(START_LIMIT * 50):  # the tests' clock stands still
            with suppress(client.ConnectionError), self.asked() as redis:
                if redis.ping():
                    return
            time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"Redis did not start:\n{(self.folder / 'log').read_text()}")

    def stop(self) -> None:
        """Ends it, with all it knew."""
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def restart(self) -> None:
        """Ends it and starts it again."""
        self.stop()
        self.start()

    @contextmanager
    def silent(self) -> Iterator[None]:
        """It takes connections and answers nothing."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    @contextmanager
    def asked(self) -> Iterator["client.Redis"]:
        """A connection of the operator's."""
        with client.Redis(port=self.port, socket_timeout=5) as redis:
            yield redis

    def renew(self) -> None:
        """As it was when it started, for the next test."""
        if self._process.poll() is not None:
            self.start()
        with self.asked() as redis:
            redis.flushall()
            redis.config_set("maxmemory", 0)


@contextmanager
def throw_away_redis() -> Iterator[RedisServer]:
    """Starts a server and stops it at the end. Raises ``FileNotFoundError`` without Redis."""
    program = shutil.which("redis-server")
    if program is None:
        raise FileNotFoundError("no Redis: apt-get install redis-server")
    # Not below pytest's own folder, whose name may be too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="guichet-redis-"))
    try:
        with reserved_port() as port:
            server = RedisServer(program, folder, port)
            try:
                yield server
            finally:
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
