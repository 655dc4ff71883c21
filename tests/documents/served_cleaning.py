"""Cleaning as a desk does it: in the process that opens files, which may open nothing else.

What a library loads when it first needs it, a module, a font, the system's source of random numbers, is there in the
process of the tests and not in that one. Most tests of one rule clean in their own process, in a third of the time.
"""

import atexit
import io
from dataclasses import replace

from guichet.documents.cleaning.outcome import CleanFile, Limits
from guichet.documents.file_cleaner import FileCleaner

CLEANER = FileCleaner(wait=60.0, timeout=60.0)
atexit.register(CLEANER.close)


def sanitize_upload(filename: str, content: bytes, limits: Limits = Limits()) -> CleanFile:  # noqa: B008  # frozen
    """As the function of this name of the cleaning."""
    # Beside other work the same file takes more of a processor's seconds.
    CLEANER.limits = replace(limits, cpu_seconds=60)
    return CLEANER.clean(filename, io.BytesIO(content))
