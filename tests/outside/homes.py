"""Environments in which the core is installed from its wheel, as an author of plugins elsewhere has it."""

import site
import sys
from pathlib import Path

from distributions import run

NOT_LENT = ("guichet", "__editable__", "playwright")
"""Our own distributions, installed here for editing, and what the extra ``guichet[testing]`` does not bring."""


class Home:
    """A folder with an environment ``venv``, which lends every library that is installed here."""

    def __init__(self, folder: Path, lenders: list[Path]) -> None:
        """:param lenders: folders of installed packages, of which all are linked."""
        self.folder = folder
        run("uv", "venv", "--quiet", "--offline", "--python", sys.executable, "venv", cwd=folder)
        (self.packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
        for lender in lenders:
            for item in lender.iterdir():
                if not (self.packages / item.name).exists():
                    (self.packages / item.name).symlink_to(item)

    def install(self, *what: Path) -> None:
        """Installs wheels, or builds and installs distributions from their folders."""
        options = ("--quiet", "--offline", "--no-deps", "--no-build-isolation", "--python", str(self.program("python")))
        run("uv", "pip", "install", *options, *map(str, what), cwd=self.folder)

    def program(self, name: str) -> Path:
        """A program of the environment."""
        return self.folder / "venv" / "bin" / name

    def run(self, name: str, *arguments: str, cwd: Path | None = None) -> str:
        """What a program of the environment writes; fails when it fails."""
        return run(self.program(name), *arguments, cwd=cwd or self.folder)


def libraries(folder: Path) -> Path:
    """Links to everything installed here but `NOT_LENT`."""
    for packages in map(Path, site.getsitepackages()):
        for item in packages.iterdir():
            if not item.name.lower().startswith(NOT_LENT):
                (folder / item.name).symlink_to(item)
    return folder
