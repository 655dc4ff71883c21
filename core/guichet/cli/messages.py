"""``guichet messages``: the translator's and the builder's commands."""

from collections.abc import Iterable
from pathlib import Path

import click

from guichet.i18n import LANGUAGES, catalog_lint, catalog_update, catalogues, extraction


@click.group()
def messages() -> None:
    """Texts and their translations."""


@messages.command()
def extract() -> None:
    """Collect the texts of the sources into guichet.pot."""
    locales = catalogues.folder()
    found = extraction.extract(_working_copy())
    catalog_update.write_catalogue(catalog_update.pot_path(locales, catalogues.OURS), found)
    click.echo(f"{len(found)} texts in guichet.pot")


@messages.command()
@click.option("--add", "added", multiple=True, type=click.Choice(list(LANGUAGES)), help="Begin a language.")
def update(added: tuple[str, ...]) -> None:
    """Bring the .po files up to guichet.pot; French fills itself in."""
    locales = catalogues.folder()
    _tell(catalog_update.update(locales, dict.fromkeys([*catalogues.present(locales), *added])))


@messages.command(name="compile")
def compile_() -> None:
    """Make the .mo files that the desk reads, with the blanks of each language."""
    _tell(catalogues.compile_all(catalogues.folder()))


@messages.command()
def check() -> None:
    """Fail if a translation is missing or not in the words of the house."""
    root = _working_copy()
    found = [*extraction.faults(root), *stale(root), *catalog_lint.proofread(catalogues.folder())]
    for fault in found:
        click.echo(fault, err=True)
    if found:
        raise click.ClickException(f"{len(found)} faults in the messages.")


def stale(root: Path) -> Iterable[str]:
    """One line if the sources and guichet.pot have drifted apart."""
    known = catalogues.read_catalogue(catalog_update.pot_path(catalogues.folder(), catalogues.OURS))
    if {(m.id, m.context) for m in known} != {(m.id, m.context) for m in extraction.extract(root)}:
        yield "guichet.pot is not up to date: run `guichet messages extract` and `guichet messages update`"


def _working_copy() -> Path:
    """The folder that holds core/, plugins/ and themes/. An installed package has none."""
    root = catalogues.folder().parent
    if not (root / "core").is_dir():
        raise click.ClickException("Texts are collected from a working copy, not from an installed package.")
    return root


def _tell(paths: Iterable[Path]) -> None:
    for path in paths:
        click.echo(path)
