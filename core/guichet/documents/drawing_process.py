"""The process that draws documents: ``python -m guichet.documents.drawing_process``, see `guichet.documents.drawing`.

It draws what the desk itself has written, and is no defence; files from outside are opened by the cleaning process.
"""

import contextlib
import os
import sys

from guichet.closed_memory import close_memory
from guichet.documents.drawing import read
from guichet.documents.pdf import draw

POLITE = 10
"""Added to the nice value: pages are answered first."""


def main() -> None:
    """Draws until the web process ends, which closes the standard input."""
    close_memory()
    os.nice(POLITE)
    while drawing := read(sys.stdin.buffer):
        try:
            content = draw(drawing)
        except Exception:  # the web process draws it once more, and meets the error with its place
            content = b""
        sys.stdout.buffer.write(b"%d\n" % len(content) + content)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
