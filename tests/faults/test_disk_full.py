"""The disk is full within a transaction: nothing stored is lost, nothing half is left, and then it goes on."""

import json
import subprocess
import sys
from pathlib import Path

STEPS = 6


def test_desk_loses_nothing_on_a_disk_that_is_full_at_any_place(tmp_path):
    script = Path(__file__).with_name("full_disk.py")
    command = [sys.executable, "-W", "ignore", str(script), str(tmp_path), str(STEPS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["refused"] == STEPS
    # Two before, and one for each time that there was room again.
    assert found["acknowledged"] == found["invoices"] == STEPS + 2
