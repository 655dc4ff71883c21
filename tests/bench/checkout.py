"""Another revision, checked out beside this one with an environment of its own."""

import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parents[2]
LOCK = "requirements/test.txt"
OURS = ("guichet*.dist-info", "__editable__*")
"""What an environment holds of the project itself, which the other one installs from its own sources."""


@dataclass(frozen=True)
class Checkout:
    """A work tree and the Python that has its packages."""

    folder: Path
    python: Path

    @property
    def bench(self) -> Path:
        """Where its rows are."""
        return self.folder / "tests" / "bench"


def this_one() -> Checkout:
    """The work tree of this process, with whatever is not committed yet."""
    return Checkout(HERE, Path(sys.executable))


@contextmanager
def checked_out(revision: str) -> Iterator[Checkout]:
    """A work tree of a revision in a temporary folder, removed at the end.

    Raises ``RuntimeError`` for a revision that git does not know.
    """
    with TemporaryDirectory(prefix="guichet-bench-") as made:
        folder = Path(made) / "tree"
        _run("git", "worktree", "add", "--quiet", "--detach", str(folder), revision, cwd=HERE)
        try:
            python = _environment(Path(made) / "venv", folder)
            # What `make` does before it serves.
            _run(str(python.with_name("guichet")), "messages", "compile", cwd=folder)
            yield Checkout(folder, python)
        finally:
            _run("git", "worktree", "remove", "--force", str(folder), cwd=HERE)


def _environment(made: Path, tree: Path) -> Path:
    """An environment with the revision's own libraries; those of this one, linked, where the lock files agree."""
    venv.create(made, with_pip=False, symlinks=True)
    python = made / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--disable-pip-version-check")
    libraries = Path(sysconfig.get_path("purelib"))
    target = made / libraries.relative_to(sys.prefix)
    if (tree / LOCK).read_bytes() == (HERE / LOCK).read_bytes():
        shutil.rmtree(target)
        shutil.copytree(libraries, target, ignore=shutil.ignore_patterns(*OURS, "__pycache__"))
    else:
        _run(*pip, "--require-hashes", "--requirement", LOCK, cwd=tree)
    for project in (tree, *(file.parent for file in sorted(tree.glob("plugins/*/pyproject.toml")))):
        _run(*pip, "--no-deps", "--no-build-isolation", "--editable", str(project), cwd=tree)
    return python


def _run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)  # noqa: S603  # our own commands
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
