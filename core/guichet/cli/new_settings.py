"""``guichet new-settings``: a settings file for the desks of a server, in which every key is explained."""

from pathlib import Path

import click

from guichet.plugins import installed_settings
from guichet.plugins.fact_checks import TENANT_ID
from guichet.settings.ini_file import ini_text


@click.command("new-settings")
@click.argument("ids", nargs=-1, required=True)
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), help="File to write; default: <first id>.ini.")
def new_settings(ids: tuple[str, ...], file: Path | None) -> None:
    """Write a settings file for the desks of a server, e.g. vd, or be ne: every key with explanation and default.

    Settings of the installed plugins are in it, too.
    """
    for one in ids:
        if not TENANT_ID.fullmatch(one):
            raise click.ClickException(f"{one}: write the id of a canton, small letters and digits, e.g. vd")
    file = file or Path(f"{ids[0]}.ini")
    try:
        with file.open("x", encoding="utf-8") as target:
            target.write(ini_text(tuple(dict.fromkeys(ids)), installed_settings()))
    except FileExistsError:
        raise click.ClickException(f"{file} is there already: choose another one with --file") from None
    click.echo(f"{file} is written. Put in your addresses and paths, then:")
    click.echo("  (umask 077; openssl rand -hex 32 > /etc/guichet/secret)")
    click.echo(f"  guichet --ini {file} init\n  pserve {file}")
