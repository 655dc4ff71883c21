"""Removes each defence of ``mutants.toml`` in a copy of the tree and runs the tests of its rows, which must fail.

``python tests/mutants [--jobs N] [WORD …]``: only mutants whose row, file or defence contains a word. Exits with 1 when
a mutant survives, when a text to replace does not occur exactly once, or when the tests of a mutant could not run.
"""

import argparse
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAP = tomllib.loads((ROOT / "tests" / "asvs.toml").read_text())
FAILED, PASSED = 1, 0
"""Exit codes of pytest; any other one says that the tests did not run."""
TIME_LIMIT = 900
"""Seconds for the tests of one mutant: an endless loop is no red test."""


@dataclass(frozen=True)
class Mutant:
    """A replacement that takes one defence away."""

    defence: str
    rows: tuple[str, ...]
    file: str
    old: str
    new: str

    @property
    def tests(self) -> list[str]:
        """The tests of the rows, each once."""
        return list(dict.fromkeys(test for row in self.rows for test in MAP[row].get("tests", ())))

    def applied_to(self, text: str) -> str:
        """The text without the defence. Raises ``ValueError`` unless the place is there exactly once."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file}: {text.count(self.old)} times in the file: {self.old!r}")
        return text.replace(self.old, self.new)


def read_mutants() -> list[Mutant]:
    """Those of ``mutants.toml``."""
    entries = tomllib.loads((ROOT / "tests" / "mutants" / "mutants.toml").read_text())["mutant"]
    return [Mutant(**entry | {"rows": tuple(entry["rows"])}) for entry in entries]


def outcome(mutant: Mutant, tree: Path) -> str:
    """``killed``, ``SURVIVED`` or what went wrong, after the tests ran in ``tree``, which is left as it was."""
    file = tree / mutant.file
    whole = file.read_text()
    try:
        file.write_text(mutant.applied_to(whole))
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mutant.tests],
            cwd=tree,
            env=os.environ | {"PYTHONPATH": str(tree / "core"), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
        )
    except ValueError as problem:
        return f"DOES NOT APPLY: {problem}"
    except subprocess.TimeoutExpired:
        return f"DID NOT END in {TIME_LIMIT} s"
    finally:
        file.write_text(whole)
    if run.returncode not in (FAILED, PASSED):
        return "DID NOT RUN:\n" + (run.stdout + run.stderr)[-2000:]
    return "killed" if run.returncode == FAILED else "SURVIVED"


@contextmanager
def copies(number: int) -> Iterator["queue.SimpleQueue[Path]"]:
    """Copies of the tree as it is on disk: what git tracks or would track, and the compiled catalogues."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    names = [*listed.stdout.splitlines(), *(str(file.relative_to(ROOT)) for file in compiled_catalogues())]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for index in range(number):
            tree = Path(folder) / str(index)
            for name in names:
                if (ROOT / name).is_file():
                    (tree / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(ROOT / name, tree / name)
            trees.put(tree)
        yield trees


def compiled_catalogues() -> list[Path]:
    """The .mo files, which git ignores."""
    return [file for folder in ("locales", "plugins") for file in (ROOT / folder).rglob("*.mo")]


def main() -> int:
    """Runs the mutants that were asked for; returns the exit code."""
    arguments = argparse.ArgumentParser(prog="make mutants")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("words", nargs="*")
    given = arguments.parse_args()
    chosen = [
        mutant
        for mutant in read_mutants()
        if not given.words or any(word in (*mutant.rows, mutant.file) or word in mutant.defence for word in given.words)
    ]
    with copies(given.jobs) as trees, ThreadPoolExecutor(given.jobs) as pool:

        def run(mutant: Mutant) -> str:
            tree, begun = trees.get(), time.monotonic()
            try:
                found = outcome(mutant, tree)
            finally:
                trees.put(tree)
            seconds = time.monotonic() - begun
            print(f"{', '.join(mutant.rows):16} {seconds:5.0f} s  {mutant.defence}: {found}", flush=True)
            return found

        outcomes = list(pool.map(run, chosen))
    left = [mutant for mutant, found in zip(chosen, outcomes, strict=True) if found != "killed"]
    print(f"{len(chosen) - len(left)} of {len(chosen)} defences have a test that fails without them")
    return 1 if left or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
