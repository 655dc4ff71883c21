"""The command ``guichet``: creates desks, runs the worker, evolves stored data, checks health, maintains catalogues."""

import warnings
from pathlib import Path

import click
from plaster import get_settings

# pyramid and deform still import it, and the lock file holds the last version that has it: no news for an operator.
warnings.filterwarnings("ignore", "pkg_resources is deprecated", UserWarning)

from guichet import settings
from guichet.cli.audit import audit
from guichet.cli.desks import demo, evolve_desks, init, worker
from guichet.cli.docs import docs
from guichet.cli.health import health
from guichet.cli.mails import mails
from guichet.cli.messages import messages
from guichet.cli.plugin import plugin
from guichet.cli.plugin_commands import GroupWithPlugins
from guichet.cli.resend_mails import resend_mails
from guichet.cli.staff import staff
from guichet.cli.store_version import store_version

DEFAULTS = {"http_port": "6543", "data": "var"}
"""Values for the ``%(name)s`` of ``development.ini``, as ``make run`` passes them too."""


@click.group(cls=GroupWithPlugins)
@click.version_option(package_name="guichet")
@click.option(
    "--ini", default="development.ini", show_default=True, type=click.Path(path_type=Path), help="Settings file."
)
@click.option("--define", "-D", multiple=True, metavar="NAME=VALUE", help="Value for a %(name)s in the settings file.")
@click.pass_context
def main(context: click.Context, ini: Path, define: tuple[str, ...]) -> None:
    """Runs and maintains the desks of a settings file."""
    # Read by the commands that need it: ``messages``, ``docs`` and ``--help`` work without a settings file.
    context.obj = lambda: _read(ini, define)


def _read(ini: Path, define: tuple[str, ...]) -> settings.Settings:
    # Not for every command: the catalogues that ``messages compile`` writes are read by the service's user.
    settings.write_for_own_user_only()
    for pair in define:
        if "=" not in pair:
            raise click.ClickException(f"--define {pair}: write NAME=VALUE")
    defaults = DEFAULTS | dict(pair.partition("=")[::2] for pair in define)
    try:
        return settings.read(get_settings(str(ini), "app:main", defaults=defaults))
    except (OSError, LookupError, settings.SettingsError) as problem:
        raise click.ClickException(str(problem)) from None


for command in (
    init,
    demo,
    worker,
    evolve_desks,
    health,
    staff,
    audit,
    mails,
    resend_mails,
    messages,
    store_version,
    docs,
    plugin,
):
    main.add_command(command)
