"""Runs the drill, for FileStorage here and for PostgreSQL in `tests/postgres`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

RESTORES = int(os.environ.get("GUICHET_RESTORES", "3"))
"""Restores of one test; `make drill`, and so `.ci/nightly`, asks for 50."""


def drilled(folder: Path, storage: str) -> dict[str, Any]:
    """Restores a working desk `RESTORES` times; returns the figures. Raises ``AssertionError`` with what was lost."""
    command = [sys.executable, "-W", "ignore", str(Path(__file__).parent), str(folder), storage, str(RESTORES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60 + 30 * RESTORES)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(found, indent=1))  # `make drill` shows it
    return found
