"""``guichet store-version``: the files that hold a released version of a form in place, for authors of plugins."""

import sys
from pathlib import Path
from typing import Any

import click

from guichet import clock
from guichet.declaration import InvoiceType
from guichet.plugins import BrokenPlugin, PluginError, installed
from guichet.plugins.type_registry import types_of
from guichet.testing.invoice_types import store_fingerprint, store_samples


@click.command("store-version")
@click.argument("plugin")
@click.argument("invoice_type")
@click.option(
    "--samples",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the samples; default: tests/samples beside the plugin's package.",
)
def store_version(plugin: str, invoice_type: str, samples: Path | None) -> None:
    """Stores the version of a form: its fingerprint, and what its samples come to.

    For instance: guichet store-version invoice_types 318.632. A changed form needs a new version first. Without
    samples for it, those of the version before are taken, or made-up answers: add cases of your own without a
    "result", and run the command again.
    """
    module = _plugin(plugin)
    found = _invoice_type(plugin, module, invoice_type)
    package = Path(str(sys.modules[module.__name__.partition(".")[0]].__file__)).parent
    problems = store_fingerprint(found, package / "fingerprints.json")
    if problems:
        raise click.ClickException("\n".join(problems))
    click.echo(package / "fingerprints.json")
    click.echo(store_samples(found, samples or package.parent / "tests" / "samples", clock.today()))


def _plugin(name: str) -> Any:
    available = installed()
    if name not in available:
        line = f'entry-points.guichet.{name} = "{name}.plugin"'
        remedy = f"name it in its pyproject.toml, {line}, and install it: pip install -e ."
        raise click.ClickException(f"no plugin {name}; there are: {', '.join(sorted(available))}; {remedy}")
    module = available[name]
    if isinstance(module, BrokenPlugin):
        raise click.ClickException(module.reason)
    return module


def _invoice_type(plugin: str, module: Any, type_id: str) -> InvoiceType:
    try:
        # With the checks of the start: a fingerprint of a form that no desk starts with could not be taken back.
        types = {found.id: found for found in types_of(plugin, getattr(module, "guichet_invoice_types", list))}
    except PluginError as wrong:
        raise click.ClickException(str(wrong)) from None
    if type_id not in types:
        raise click.ClickException(f"no form {type_id} in this plugin; there are: {', '.join(types) or 'none'}")
    return types[type_id]
