"""What the verbs of the Makefile take from the environment, and what they check of the machine."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from weasyprint.text import ffi

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


def test_every_library_for_pdfs_is_there():
    done = subprocess.run([sys.executable, ROOT / "tools" / "pdf_libraries.py"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_missing_harfbuzz_subset_is_named(monkeypatch):
    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "tools" / "pdf_libraries.py"))
    assert ended.value.code == "WeasyPrint does not find: harfbuzz_subset"
