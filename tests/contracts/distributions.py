"""The distributions of this repository, and how they are built."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from guichet.i18n import catalogues

FOLDERS = Path(__file__).parents[2] / "plugins"
PLUGINS = tuple(sorted(built.parent.name for built in FOLDERS.glob("*/pyproject.toml")))
"""Each is the name of its folder, and of the package in it."""
CORE = {"core/guichet": "guichet", "docs": "guichet.docs", "themes": "guichet.themes", "locales": "guichet.locales"}
SHIPPED = {".py", ".pt", ".css", ".js", ".svg", ".png", ".ttf", ".woff2", ".toml", ".txt", ".md", ".mo", ".po", ".ini"}
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info", "tests", "build")


@dataclass(frozen=True)
class Distribution:
    """One distribution of this repository."""

    name: str
    home: str
    """Folder of its build files."""
    beside: tuple[str, ...]
    """Build files and folders, relative to ``home``."""
    folders: dict[str, str]
    """Source folder, relative to ``home`` → the package it is installed as."""

    def packages(self, root: Path) -> dict[str, Path]:
        """Every folder with modules, by the name it is imported under."""
        found = {}
        for source, package in self.folders.items():
            for init in (root / self.home / source).rglob("__init__.py"):
                below = init.parent.relative_to(root / self.home / source).parts
                found[".".join((package, *below))] = init.parent
        return found


DISTRIBUTIONS = {
    "guichet": Distribution("guichet", ".", ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"), CORE),
    **{name: Distribution(name, f"plugins/{name}", ("pyproject.toml",), {name: name}) for name in PLUGINS},
}


def build(root: Path, distribution: Distribution, copy: Path) -> Path:
    """Builds wheel and source distribution into ``copy/out``, from a copy, so that the working copy stays as it is."""
    for source in distribution.folders:
        shutil.copytree(root / distribution.home / source, copy / source, ignore=LEFT_OUT)
    for name in distribution.beside:
        shutil.copy(root / distribution.home / name, copy / name)
    for locales in copy.rglob("locales"):
        list(catalogues.compile_all(locales))
    options = ("--quiet", "--offline", "--no-build-isolation", "--python", sys.executable)
    run("uv", "build", *options, "--out-dir", "out", cwd=copy)
    return copy


def run(program: str | Path, *arguments: str, cwd: Path) -> str:
    """Runs a program of this environment, or of the path given, and returns what it writes; fails when it fails."""
    found = Path(sys.executable).with_name(program) if isinstance(program, str) else program
    done = subprocess.run([found, *arguments], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
