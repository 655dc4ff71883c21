"""What the verbs of the Makefile take from the environment, and what they check of the machine."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def commands(verb, *given, **environment):
    """What ``make`` would run."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PORT", "DATA"))}
    done = subprocess.run(
        ["make", "--dry-run", verb, *given],
        cwd=ROOT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_run_takes_port_and_folder_from_the_environment():
    assert 'guichet serve --port "7000" --data "elsewhere"' in commands("run", PORT="7000", DATA="elsewhere")
    assert 'guichet serve --port "8000" --data "var"' in commands("run", "PORT=8000", PORT="7000")
