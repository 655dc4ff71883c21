"""``guichet serve``: a development server with demo people, in any folder."""

import contextlib
import os
import socket
import stat
from pathlib import Path

import click
from chameleon.loader import ModuleLoader
from chameleon.template import BaseTemplate
from plaster import get_loader

from guichet.cli.desks import make_demo_desks
from guichet.cli.settings_file import DEFAULTS, SettingsFile
from guichet.plugins import PluginError
from guichet.plugins.plugin_states import without_entry_point
from guichet.settings import SettingsError, write_for_own_user_only


@click.command()
@click.option("--port", default=int(DEFAULTS["http_port"]), show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--data",
    default=DEFAULTS["data"],
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of databases and keys; made when it is not there, kept when the server stops.",
)
@click.pass_obj
def serve(file: SettingsFile, port: int, data: Path) -> None:
    """Serve a desk for every installed canton, with fictitious people, until Ctrl+C: http://ID.localhost:6543.

    For development machines: mails and codes are shown on /_dev/outbox of each desk, and none is sent.
    """
    _refuse_taken(port)
    file = file.define(http_port=str(port), data=str(data.absolute()))
    write_for_own_user_only()
    keep_templates(data / "chameleon")
    for sentence in without_entry_point():
        click.echo(sentence, err=True)
    with contextlib.suppress(click.exceptions.Exit):  # some desks are broken, and named: the others are served
        make_demo_desks(file())
    click.echo(f"  All desks of this machine: http://localhost:{port}")
    click.echo(f"  Stop with Ctrl+C; the data stay in {data.absolute()}\n")
    loader = get_loader(str(file.path), protocols=["wsgi"])
    try:
        app = loader.get_wsgi_app(defaults=dict(file.defined))
    except (PluginError, SettingsError) as problem:
        raise click.ClickException(str(problem)) from None
    with contextlib.suppress(KeyboardInterrupt):
        loader.get_wsgi_server(defaults=dict(file.defined))(app)


def _refuse_taken(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        raise click.ClickException(f"port {port} is taken: choose another one with --port {port + 1}") from None


def keep_templates(folder: Path) -> None:
    """Lets Chameleon keep compiled templates: to compile all takes 8 s of a start.

    Where ``CHAMELEON_CACHE`` is set, it does so already, in that folder. Ends the command for a folder in which other
    users can write.
    """
    if isinstance(BaseTemplate.loader, ModuleLoader):
        return
    # They are code that the server runs: no other user may write there, nor have made the folder for us.
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.stat()
    if found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise click.ClickException(f"other users can write to {folder}: remove it, or choose another --data")
    BaseTemplate.loader = ModuleLoader(str(folder))
