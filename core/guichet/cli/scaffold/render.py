"""Renders the files of a new plugin from the templates of its kind, and writes them."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

SHARED = "shared"
"""Folder of the templates of every kind."""
# A suffix, since a template with the name of a module would be taken for one of guichet's own.
SUFFIX = ".txt"
DOTTED = "dot-"
"""Stands for the dot of a hidden file, which package data leave out."""
PACKAGE, TESTS = "PACKAGE", "TESTS"
"""Stand for the plugin's name and for ``tests`` in the paths of templates: builds leave folders of tests out."""


def render(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """The texts of all files by their paths; ``values`` by the names in the templates.

    ``string.Template`` suffices, since a template neither chooses nor repeats. Raises ``KeyError`` for a missing value.
    """
    folder = Path(str(files("guichet.cli.scaffold"))) / "templates"
    return {
        _target(file.relative_to(folder / part), values["package"]): Template(file.read_text("utf-8")).substitute(
            values
        )
        for part in (SHARED, kind)
        for file in sorted((folder / part).rglob(f"*{SUFFIX}"))
    }


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """Writes the files into a new folder. Raises ``FileExistsError`` for one that is there."""
    folder.mkdir(parents=True)
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def _target(template: Path, package: str) -> str:
    path = template.as_posix().removesuffix(SUFFIX).replace(PACKAGE, package).replace(TESTS, "tests")
    return path.replace(DOTTED, ".", 1) if path.startswith(DOTTED) else path
