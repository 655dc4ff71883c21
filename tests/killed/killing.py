"""Runs the processes that are killed, for FileStorage here and for PostgreSQL in `tests/postgres`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

KILLS = int(os.environ.get("GUICHET_KILLS", "5"))
"""Kills of one test; `.ci/nightly` asks for 100."""


def killed(folder: Path, storage: str) -> dict[str, Any]:
    """Kills a desk at that zodburi `KILLS` times; returns the figures. Raises ``AssertionError`` with what was lost."""
    command = [sys.executable, "-W", "ignore", str(Path(__file__).parent), str(folder), storage, str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
