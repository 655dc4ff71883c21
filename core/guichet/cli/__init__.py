"""The command ``guichet``: creates desks, runs the worker, evolves stored data, checks itself, maintains catalogues."""

import warnings
from pathlib import Path

import click

# pyramid and deform still import it, and the lock file holds the last version that has it: no news for an operator.
warnings.filterwarnings("ignore", "pkg_resources is deprecated", UserWarning)

from guichet.cli.audit import audit
from guichet.cli.backup import backup, backup_key
from guichet.cli.desks import demo, evolve_desks, init, worker
from guichet.cli.docs import docs
from guichet.cli.doctor import doctor
from guichet.cli.mails import mails
from guichet.cli.messages import messages
from guichet.cli.new_settings import new_settings
from guichet.cli.pack import pack_desks
from guichet.cli.plugin import plugin
from guichet.cli.plugin_commands import GroupWithPlugins
from guichet.cli.resend_mails import resend_mails
from guichet.cli.restore import restore, verify
from guichet.cli.serve import serve
from guichet.cli.settings_file import settings_file
from guichet.cli.staff import staff
from guichet.cli.store_version import store_version


@click.group(cls=GroupWithPlugins)
@click.version_option(package_name="guichet")
@click.option(
    "--ini",
    type=click.Path(path_type=Path),
    help="Settings file; default: development.ini in this folder, else the one that comes with guichet.",
)
@click.option("--define", "-D", multiple=True, metavar="NAME=VALUE", help="Value for a %(name)s in the settings file.")
@click.pass_context
def main(context: click.Context, ini: Path | None, define: tuple[str, ...]) -> None:
    """Runs and maintains the desks of a settings file."""
    context.obj = settings_file(ini, define)


for command in (
    serve,
    init,
    demo,
    worker,
    evolve_desks,
    doctor,
    backup,
    backup_key,
    pack_desks,
    restore,
    verify,
    staff,
    audit,
    mails,
    resend_mails,
    messages,
    store_version,
    docs,
    plugin,
    new_settings,
):
    main.add_command(command)
