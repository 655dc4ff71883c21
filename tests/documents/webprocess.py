"""A web process that is sent files: prints what became of each and by how much it grew at most."""

import gc
import json
import sys
from pathlib import Path

from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.file_cleaner import FileCleaner

DECODERS = ("PIL", "pikepdf", "pillow_heif", "pypdfium2", "zxingcpp")


def memory(name: str) -> int:
    """``VmRSS`` now or ``VmHWM``, the most so far, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def main(folder: Path) -> None:
    """Cleans every file of the folder."""
    cleaner, found = FileCleaner(timeout=120), {}
    for path in sorted(folder.iterdir()):
        gc.collect()
        # Sets the most so far back to what it is now (proc(5)).
        Path("/proc/self/clear_refs").write_text("5")
        before = memory("VmRSS")
        with path.open("rb") as file:
            try:
                outcome = cleaner.clean(path.name, file).content_type
            except UploadRejected as rejected:
                outcome = rejected.code
        decoders = [name for name in DECODERS if name in sys.modules]
        found[path.name] = {"outcome": outcome, "growth": memory("VmHWM") - before, "decoders": decoders}
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
