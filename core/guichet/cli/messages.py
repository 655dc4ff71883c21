"""``guichet messages``: commands for translators and for builds."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from guichet.i18n import LANGUAGES, catalog_lint, catalog_update, catalogues, extraction
from guichet.i18n.catalogues import TextPackage

_for_plugins: Callable[[Any], Any] = click.option(
    "--plugin",
    "plugins",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of a plugin's package, e.g. canton_ti; may be given again. Without, the core and its plugins.",
)


@click.group()
def messages() -> None:
    """Texts and their translations. Templates are read by lingua, from the extra guichet[testing]."""


@messages.command()
@_for_plugins
def extract(plugins: tuple[Path, ...]) -> None:
    """Collect the texts of the sources into the templates (.pot)."""
    for package in _packages(plugins):
        found = extraction.extract(package)
        if found or package.locales.exists():
            catalog_update.write_catalogue(catalog_update.pot_path(package, package.domain), found)
            click.echo(f"{len(found)} texts in {package.domain}.pot")


@messages.command()
@_for_plugins
@click.option("--add", "added", multiple=True, type=click.Choice(list(LANGUAGES)), help="Begin a language.")
def update(plugins: tuple[Path, ...], added: tuple[str, ...]) -> None:
    """Bring the .po files up to the templates; a changed text keeps its translation, marked fuzzy."""
    for package in _with_texts(_packages(plugins)):
        _echo_paths(catalog_update.update(package, dict.fromkeys([*package.languages, *added])))


@messages.command(name="compile")
@_for_plugins
def compile_(plugins: tuple[Path, ...]) -> None:
    """Make the .mo files that a desk reads; without --plugin of everything installed."""
    everything = [catalogues.core_texts(), *catalogues.installed_plugins()]
    for package in [catalogues.plugin_texts(path) for path in plugins] or everything:
        _echo_paths(catalogues.compile_all(package.locales))


@messages.command()
@_for_plugins
def check(plugins: tuple[Path, ...]) -> None:
    """Fail if a translation is missing, fuzzy or badly set, or if a text could never be found in a catalogue."""
    found = [fault for package in _packages(plugins) for fault in _faults(package)]
    for fault in found:
        click.echo(fault, err=True)
    if found:
        raise click.ClickException(f"{len(found)} faults in the messages.")


def _faults(package: TextPackage) -> Iterator[str]:
    yield from extraction.faults(package)
    if not stale(package):
        yield from catalog_lint.lint(package) if _with_texts([package]) else ()
        return
    option = "" if package.domain == catalogues.CORE else f" --plugin {os.path.relpath(package.sources[0])}"
    steps = f"`guichet messages extract{option}` and `guichet messages update{option}`"
    yield f"{package.domain}.pot is not up to date: run {steps}"


def stale(package: TextPackage) -> bool:
    """Whether the sources hold other texts than the template."""
    path = catalog_update.pot_path(package, package.domain)
    known = {(m.id, m.context) for m in catalogues.read_catalogue(path)} if path.exists() else set()
    return known - {("", None)} != {(m.id, m.context) for m in extraction.extract(package)} - {("", None)}


def _packages(plugins: tuple[Path, ...]) -> list[TextPackage]:
    """The plugins asked for; without any, the core and the plugins of its working copy."""
    for path in plugins:
        if not (path / "__init__.py").exists():
            raise click.ClickException(f"{path} is no package: name the folder that holds its __init__.py.")
    return [catalogues.plugin_texts(path) for path in plugins] or _working_copy()


def _working_copy() -> list[TextPackage]:
    core = catalogues.core_texts()
    if not (core.root / "core").is_dir():
        raise click.ClickException("Texts are collected from a working copy: name a plugin's folder with --plugin.")
    return [core, *(one for one in catalogues.installed_plugins() if one.locales.is_relative_to(core.root))]


def _with_texts(packages: Iterable[TextPackage]) -> list[TextPackage]:
    return [package for package in packages if catalog_update.pot_path(package, package.domain).exists()]


def _echo_paths(paths: Iterable[Path]) -> None:
    for path in paths:
        click.echo(path)
