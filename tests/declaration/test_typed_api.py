"""mypy reveals the type of each answer to the author of a plugin."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).with_name("typed_api.py")
ROOT = SAMPLE.parents[2]


@pytest.fixture(scope="module")
def said():
    """The output of mypy for the sample, line by line."""
    command = [sys.executable, "-m", "mypy", "--config-file", "setup.cfg", "--follow-imports=silent", str(SAMPLE)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert SAMPLE.name in done.stdout, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_type_of_each_answer_is_known(said):
    revealed = [re.search(r'Revealed type is "(.*)"', line) for line in said]
    assert [re.sub(r"\w+\.", "", found[1]) for found in revealed if found] == [
        "Money | None",
        "Amount",
        "Line",
        "str | None",
        "date | None",
        "Month | None",
        "TimeOfDay | None",
        "Money | None",
        "bool",
        "str | None",
        "Sequence[Inner]",
        "Inner",
        "Decimal | None",
    ]


def test_slips_are_errors(said):
    errors = [line for line in said if " error: " in line]
    assert [re.search(r"\[([a-z-]+)\]$", line)[1] for line in errors] == [
        "assignment",
        "attr-defined",
        "arg-type",
        "call-arg",
    ]
