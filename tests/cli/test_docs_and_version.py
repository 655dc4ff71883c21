"""What the command says about itself: version and documentation."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path


def test_the_version_is_that_of_the_distribution(guichet):
    assert guichet("--version").output.strip().endswith(version("guichet"))


def test_docs_lists_every_page_with_its_place(guichet, root):
    places = dict(line.split() for line in guichet("docs").output.splitlines())
    pages = {file.stem for file in (root / "docs").glob("*.md")}
    decisions = {f"decisions/{file.stem}" for file in (root / "docs" / "decisions").glob("*.md")}
    assert len(decisions) > 5
    assert places.keys() == pages | decisions
    assert all(Path(place).is_file() for place in places.values())


def test_docs_prints_a_page(guichet):
    assert guichet("docs", "hooks").output.startswith("# Hooks")
    assert guichet("docs", "decisions/0004-outbox").output.startswith("# 4. Outbox")


def test_a_page_that_is_not_there_is_named_with_those_that_are(guichet):
    assert "no page hook; there are: architecture," in guichet("docs", "hook", exit_code=1).output


def test_the_command_prints_no_warning_of_a_library():
    command = Path(sys.executable).with_name("guichet")
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    done = subprocess.run([command, "docs"], env=plain, capture_output=True, text=True, check=True)
    assert done.stderr == ""
