"""A daemon of ClamAV with two hand-made signatures: started in a new folder, ended by its process id."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from clamav_scanner.clamd import Clamd
from guichet.testing.ports import reserved_port

START_LIMIT = 120
"""Seconds."""
# MD5, size and name of the test file of EICAR, which every scanner calls a virus and which does nothing.
SIGNATURE = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test\n"
MAX_STREAM = 1_000_000
"""Bytes; far fewer than a desk takes, for the test of what is above the daemon's limit."""


class Daemon:
    """A daemon that can be ended; asked at its socket and at its port."""

    limit = MAX_STREAM

    def __init__(self, program: str, folder: Path, port: int) -> None:
        self.path, self.port = str(folder / "clamd.ctl"), f"127.0.0.1:{port}"
        (folder / "signatures").mkdir()
        (folder / "signatures" / "own.hdb").write_text(SIGNATURE)
        settings = {
            "LocalSocket": self.path,
            "TCPSocket": port,
            "TCPAddr": "127.0.0.1",
            "DatabaseDirectory": folder / "signatures",
            "StreamMaxLength": MAX_STREAM,
            "AlertExceedsMax": "yes",
            "Foreground": "yes",
        }
        configuration = folder / "clamd.conf"
        configuration.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen([program, "--config-file", configuration], stdout=log, stderr=log)
        for _number in range(START_LIMIT * 20):  # the tests' clock stands still
            with suppress(OSError):
                if Clamd(self.path).ask(b"zPING\0") == "PONG":
                    return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"clamd did not start:\n{(folder / 'log').read_text()}")

    def stop(self) -> None:
        """Ends it."""
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@pytest.fixture(scope="module")
def daemon() -> Iterator[Daemon]:
    """A daemon for the tests of a module. Without ClamAV they are skipped, and fail where CI is set."""
    program = shutil.which("clamd") or shutil.which("/usr/sbin/clamd")
    if program is None:
        pytest.skip("no ClamAV: apt-get install clamav-daemon")
    folder = Path(tempfile.mkdtemp(prefix="guichet-clamav-scanner-"))
    try:
        with reserved_port() as port:
            started = Daemon(program, folder, port)
            yield started
            started.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
