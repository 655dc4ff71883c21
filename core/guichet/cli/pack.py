"""``guichet pack``: packs the databases of the desks beside their servers."""

import time
from dataclasses import replace
from datetime import timedelta

import click

from guichet.cli.backup import chosen_desks
from guichet.cli.desks import InUse, Read, open_all
from guichet.settings import Settings, TenantSettings
from guichet.store.data_file_paths import data_file
from guichet.store.packing import NoRoom, Packed, PackRequest, pack

PATIENCE = 60.0
"""Seconds in which a server takes a request: it looks every second."""


@click.command("pack")
@click.option("--tenant", help="Canton, e.g. be; default: every desk.")
@click.option("--days", default=3.0, show_default=True, help="What an object was in these days stays in the database.")
@click.pass_obj
def pack_desks(read: Read, tenant: str | None, days: float) -> None:
    """Drops what objects were before, and what was erased; beside the servers, and best after a backup.

    A desk in files is packed by its server, which is asked to and goes on answering; this command ends when it is done.
    """
    settings, wrong = read(), False
    for own in chosen_desks(settings, tenant):
        try:
            outcome = _packed(settings, own, timedelta(days=days))
        except NoRoom as problem:
            outcome = str(problem)
        if isinstance(outcome, Packed):
            sizes = f"{outcome.before / 1e6:.1f} MB before, {outcome.after / 1e6:.1f} MB now"
            click.echo(f"{own.tenant_id}: {sizes}, in {outcome.seconds:.1f} s")
        else:
            click.echo(f"{own.tenant_id}: {outcome}", err=True)
            wrong = True
    if wrong:
        raise click.exceptions.Exit(1)


def _packed(settings: Settings, own: TenantSettings, keep: timedelta) -> Packed | str:
    """What was done, or what was wrong."""
    data = data_file(own.storage)
    try:
        with open_all(replace(settings, desks=(own,))) as desks:
            for desk in desks:
                return pack(desk.db, data, keep)
    except InUse:
        if data is None:
            raise
        return _packed_by_server(own.tenant_id, PackRequest(data), keep)
    return "this desk is closed, see above"


def _packed_by_server(tenant_id: str, request: PackRequest, keep: timedelta) -> Packed | str:
    request.ask(keep)
    click.echo(f"{tenant_id}: the server packs, and its log says how far it is")
    began = time.monotonic()
    while (outcome := request.outcome()) is None:
        if time.monotonic() > began + PATIENCE and not request.was_taken:
            request.withdraw()
            return "the server has not begun to pack: is it of this version, and does its log say anything?"
        time.sleep(0.2)
    return outcome
