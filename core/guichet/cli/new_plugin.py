"""``guichet plugin new``: a distribution of a new plugin, with tests that pass, for authors to go on from."""

import keyword
import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import click

from guichet import clock
from guichet.cli.scaffold.questions import KINDS, Question, canton_name_problem, languages_of, name_problem, values
from guichet.cli.scaffold.render import render, write
from guichet.i18n import catalog_update, extraction
from guichet.i18n.catalogues import plugin_texts
from guichet.plugins.discovery import CANTON_PREFIX
from guichet.testing.invoice_types import store_fingerprint, store_samples

OPTIONS = {
    "office-code": "Of a canton: first three digits of its decision numbers.",
    "languages": "Of a canton: its languages, the desk's own first, e.g. 'de fr'.",
    "name-fr": "Name of the office or title of the form, in French; also --name-de, --name-it, --name-en.",
    "name-de": "",
    "name-it": "",
    "name-en": "",
    "colour": "Of a canton: #rrggbb.",
    "form-id": "Of an invoice type: the number of the form.",
    "title": "Of a gateway: the name of the provider.",
}


def _with_options(command: Any) -> Any:
    for name, text in reversed(OPTIONS.items()):
        command = click.option(f"--{name}", help=text, hidden=not text)(command)
    return command


@click.command("new")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), help="Default: canton for canton_…, else it is asked for.")
@click.option("--folder", type=click.Path(path_type=Path), help="New folder to write into; default: guichet-NAME.")
@click.option("--yes", "-y", is_flag=True, help="Take the defaults of what no option says, instead of asking.")
@_with_options
def new_plugin(name: str, kind: str | None, folder: Path | None, yes: bool, **given: str | None) -> None:
    """Write the distribution of a new plugin, e.g. canton_vd: what is to be replaced is in its README.

    What no option says is asked for. Install it with pip install --editable; its tests pass as they are.
    """
    _refuse_name(name)
    kind = kind or _kind(name, yes)
    if kind == "canton":
        _refuse(name, canton_name_problem(name))

    def ask(question: Question) -> str:
        return _answer(question, given[question.option.replace("-", "_")], yes)

    found = values(kind, name, ask)
    folder = folder or Path(found["distribution"])
    if folder.exists():
        raise click.ClickException(f"{folder} is there already: choose another folder with --folder, or remove it")
    write(folder, render(kind, found))
    _write_catalogues(folder / name, languages_of(kind, found))
    if kind == "invoice-type":
        _store_first_version(folder, name)
    click.echo(f"{folder} is written. Next:\n  cd {folder}\n  pip install --editable '.[test]'\n  pytest")
    click.echo("  guichet serve" if kind == "canton" else "  cat README.md")


def _kind(name: str, yes: bool) -> str:
    if name.startswith(CANTON_PREFIX):
        return "canton"
    if yes:
        raise click.UsageError(f"name the kind of {name}: --kind {'|'.join(KINDS)}")
    kind: str = click.prompt("Kind of plugin", type=click.Choice(KINDS))
    return kind


def _refuse_name(name: str) -> None:
    _refuse(name, name_problem(name))
    found = find_spec(name)
    # A mere folder of that name is a namespace package, without an origin.
    if keyword.iskeyword(name) or (found is not None and found.origin is not None):
        _refuse(name, "Python has a module of that name already; choose another one")


def _refuse(name: str, problem: str) -> None:
    if problem:
        raise click.ClickException(f"{name}: {problem}")


def _answer(question: Question, given: str | None, yes: bool) -> str:
    if given is None and not yes:
        asked: str = click.prompt(question.text, default=question.default, value_proc=_reader(question))
        return asked
    answer = question.default if given is None else given
    problem = question.problem(answer)
    if problem:
        raise click.ClickException(f"--{question.option} {answer!r}: {problem}")
    return answer


def _reader(question: Question) -> Any:
    def read(answer: str) -> str:
        if question.problem(answer):
            raise click.BadParameter(question.problem(answer))
        return answer

    return read


def _write_catalogues(package: Path, languages: tuple[str, ...]) -> None:
    texts = plugin_texts(package)
    catalog_update.write_catalogue(catalog_update.pot_path(texts, texts.domain), extraction.extract(texts))
    # French as well: it is the source, and typeset there.
    list(catalog_update.update(texts, dict.fromkeys(("fr", *languages))))


def _store_first_version(folder: Path, name: str) -> None:
    """Stores fingerprint and samples as ``guichet store-version`` does, of a plugin that is not installed yet."""
    spec = spec_from_file_location(f"{name}.plugin", folder / name / "plugin.py")
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder / name / 'plugin.py'} is no module")
    module: Any = module_from_spec(spec)
    # A module that is run writes its compiled form beside it, which is none of the author's files.
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    for invoice_type in module.guichet_invoice_types():
        store_fingerprint(invoice_type, folder / name / "fingerprints.json")
        store_samples(invoice_type, folder / "tests" / "samples", clock.today())
