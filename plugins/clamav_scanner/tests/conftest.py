"""A daemon of ClamAV with two hand-made signatures: started in a new folder, ended by its process id."""

import hashlib
import io
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from clamav_scanner.clamd import Clamd
from guichet.testing.ports import reserved_port

START_LIMIT = 120
"""Seconds."""
# MD5, size and name of the test file of EICAR, which every scanner calls a virus and which does nothing.
EICAR = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test\n"
MAX_STREAM = 1_000_000
"""Bytes; far fewer than a desk takes, for the test of what is above the daemon's limit."""


def picture(colour: str) -> bytes:
    """A small JPEG."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "JPEG")
    return file.getvalue()


BAD_PHOTO = picture("red")
"""A photo that cleaning takes and that the daemon calls malware."""


class Daemon:
    """A daemon that can be ended and started again; asked at its socket and at its port."""

    limit = MAX_STREAM

    def __init__(self, program: str, folder: Path, port: int) -> None:
        self.path, self.port = str(folder / "clamd.ctl"), f"127.0.0.1:{port}"
        (folder / "signatures").mkdir()
        bad_photo = f"{hashlib.md5(BAD_PHOTO).hexdigest()}:{len(BAD_PHOTO)}:Bad-Photo\n"  # noqa: S324  # of the format
        (folder / "signatures" / "own.hdb").write_text(EICAR + bad_photo)
        settings = {
            "LocalSocket": self.path,
            "TCPSocket": port,
            "TCPAddr": "127.0.0.1",
            "DatabaseDirectory": folder / "signatures",
            "StreamMaxLength": MAX_STREAM,
            "AlertExceedsMax": "yes",
            "Foreground": "yes",
        }
        self._program, self._folder = program, folder
        (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        self.start()

    def start(self) -> None:
        """Starts it, and returns once it answers."""
        command = [self._program, "--config-file", self._folder / "clamd.conf"]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        for _number in range(START_LIMIT * 20):  # the tests' clock stands still
            with suppress(OSError):
                if Clamd(self.path).ask(b"zPING\0") == "PONG":
                    return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"clamd did not start:\n{(self._folder / 'log').read_text()}")

    def stop(self) -> None:
        """Ends it."""
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def photo() -> bytes:
    """A photo without a signature."""
    return picture("white")


@pytest.fixture
def bad_photo() -> bytes:
    """See `BAD_PHOTO`."""
    return BAD_PHOTO


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
