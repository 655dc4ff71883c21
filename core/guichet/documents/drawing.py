"""What a document is made of, and the process that draws it for a web process or a worker.

To draw the copy of an invoice computes for a quarter of a second, mostly in Python: in the process that answers
requests, each page meanwhile would wait for its turn at the interpreter (measured at 60 requests a second, one in fifty
of them a sending: drawing took twice what all pages together took of it). And a process that hangs can be ended.

Messages, over the standard streams: a line of JSON with the sizes, then bytes; both sides are of one version.
multiprocessing is passed over: it imports the main module of the server once more and unpickles what it is sent.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

PROGRAM = ("-I", "-m", "guichet.documents.drawing_process")
ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
"""All of it: nothing of the server's own, which may hold secrets."""

TIMEOUT = 120.0
"""Seconds after which a process that still draws is killed. The longest list, of 366 lines, takes it 7 seconds of CPU
time (measured; 24 seconds on a machine with four times as much to do as it has processors)."""


@dataclass(frozen=True)
class Drawing:
    """What a document is made of, see `guichet.documents.pdf.render_pdf`."""

    html: str
    attachment: bytes
    attachment_name: str
    attachment_description: str
    moment: datetime
    """In UTC."""
    files: Mapping[str, bytes | Path]
    stylesheet: str = ""


class DrawingProcess:
    """The program, started with the first document. It ends with this process, which closes its standard input."""

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self.timeout = timeout
        self._one_at_a_time = threading.Lock()
        self._program: subprocess.Popen[bytes] | None = None
        self._stop: Callable[[], object] = lambda: None

    def draw(self, drawing: Drawing) -> bytes | None:
        """The document; None where it could not be drawn, or the process ended meanwhile.

        Raises ``TimeoutError`` where it was killed since it took too long: drawn anywhere else, it may do so again.
        """
        with self._one_at_a_time:
            if self._program is None or self._program.poll() is not None:
                self._stop()  # closes the pipes of one that has ended
                self._program = _start()
                self._stop = weakref.finalize(self, _stop, self._program)
            assert self._program.stdin is not None
            assert self._program.stdout is not None
            too_long = threading.Event()
            watchdog = threading.Timer(self.timeout, _end, (self._program, too_long))
            watchdog.start()
            try:
                send(self._program.stdin, drawing)
                return received(self._program.stdout)
            except (OSError, ValueError):
                # It has ended meanwhile; what is left in its pipes is no answer to the next document.
                self._stop()
                if too_long.is_set():
                    raise TimeoutError(f"not drawn within {self.timeout:g} s") from None
                return None
            finally:
                watchdog.cancel()


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, *PROGRAM],
        env=ENVIRONMENT,
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # The line of an error may hold a part of the text that could not be drawn.
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _end(program: subprocess.Popen[bytes], too_long: threading.Event) -> None:
    """Called by the watchdog; notes it before the thread that waits for the answer can go on."""
    too_long.set()
    _kill(program)


def _kill(program: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)


def _stop(program: subprocess.Popen[bytes]) -> None:
    """Ends it when nothing draws with it any more, and at the end of this process."""
    for stream in (program.stdin, program.stdout):
        with contextlib.suppress(OSError):
            assert stream is not None
            stream.close()
    _kill(program)
    program.wait()


def send(stream: IO[bytes], drawing: Drawing) -> None:
    """Writes a document's parts. Files on the disk go by their names, since both read the same disk."""
    held = {name: given for name, given in drawing.files.items() if isinstance(given, bytes)}
    head = {
        "texts": [drawing.html, drawing.attachment_name, drawing.attachment_description, drawing.stylesheet],
        "moment": drawing.moment.isoformat(),
        "paths": {name: str(given.absolute()) for name, given in drawing.files.items() if isinstance(given, Path)},
        "sizes": [len(drawing.attachment), *map(len, held.values())],
        "names": list(held),
    }
    stream.write(json.dumps(head).encode() + b"\n" + drawing.attachment + b"".join(held.values()))
    stream.flush()


def read(stream: IO[bytes]) -> Drawing | None:
    """The next document; None at the end."""
    line = stream.readline()
    if not line:
        return None
    head: dict[str, Any] = json.loads(line)
    attachment, *held = [stream.read(size) for size in head["sizes"]]
    html, name, description, stylesheet = head["texts"]
    files = dict(zip(head["names"], held, strict=True)) | {key: Path(path) for key, path in head["paths"].items()}
    moment = datetime.fromisoformat(head["moment"])
    return Drawing(html, attachment, name, description, moment, files, stylesheet)


def received(stream: IO[bytes]) -> bytes | None:
    """What was drawn, after a line with its size, which is 0 where it could not be. Raises ``ValueError`` at an end."""
    size = int(stream.readline())
    content = stream.read(size)
    if len(content) != size:
        raise ValueError("answer broken off")
    return content or None
