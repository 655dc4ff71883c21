"""``guichet backup``: makes and lists the backups of the desks; ``guichet backup-key``: the key that restores them."""

import os
import time
from pathlib import Path

import click

from guichet import clock
from guichet.backup.data_file import DamagedDataFile
from guichet.backup.encryption import BrokenPiece, new_private_key
from guichet.backup.file_backup import back_up_files
from guichet.backup.manifest import read_manifest
from guichet.backup.new_point import BackupRunning
from guichet.backup.places import FilePlace, NoBackupHere, place_of
from guichet.backup.points import Point, points
from guichet.backup.retention import delete, expired
from guichet.backup.signatures import public_text, signing_key
from guichet.backup.times import desk_folder
from guichet.cli.desks import Read
from guichet.keys import Keys
from guichet.settings import Settings, TenantSettings


@click.command()
@click.option("--tenant", help="Canton, e.g. be; default: every desk.")
@click.option("--list", "listed", is_flag=True, help="List the backups there are, and make none.")
@click.pass_obj
def backup(read: Read, tenant: str | None, listed: bool) -> None:
    """Backs up the desks beside their servers, deletes what is past its time; exit code 1 if one failed.

    The backups are encrypted to guichet.backup.public_keys; the private key is needed only to restore.
    """
    settings = read()
    if not settings.backup.folder:
        raise click.ClickException("guichet.backup.folder is missing in the settings: where are the backups to go?")
    wrong = False
    for own in chosen_desks(settings, tenant):
        if listed:
            _list(own, settings)
            continue
        try:
            _back_up(own, settings)
        except (OSError, DamagedDataFile, BackupRunning, NoBackupHere, RuntimeError) as problem:
            click.echo(f"{own.tenant_id}: {problem}", err=True)
            wrong = True
    if wrong:
        raise click.exceptions.Exit(1)


@click.command("backup-key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup_key(file: Path) -> None:
    """Writes a new private key into FILE and prints the public key, for guichet.backup.public_keys.

    Make it on another machine than the server's, and keep two copies of FILE in safe places: without it no backup can
    be restored.
    """
    key = new_private_key()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError:
        raise click.ClickException(f"{file} is there already: a key that is lost opens no backup any more") from None
    except OSError as problem:
        raise click.ClickException(f"{file}: {problem.strerror}") from None
    with os.fdopen(descriptor, "w") as target:
        target.write(f"# public key: {key.to_public()}\n{key}\n")
    click.echo(str(key.to_public()))


def chosen_desks(settings: Settings, tenant: str | None) -> list[TenantSettings]:
    """The desks of the settings, or the one that was named. Ends the command when there is none of that name."""
    chosen = [own for own in settings.desks if tenant in (None, own.tenant_id)]
    if not chosen:
        raise click.ClickException(f"no desk {tenant} in the settings")
    return chosen


def _back_up(own: TenantSettings, read: Settings) -> None:
    settings, key = read.backup, signing_key(Keys(read.secret, own.tenant_id))
    place, folder, started = place_of(own.storage), desk_folder(settings, own.tenant_id), time.monotonic()
    if isinstance(place, FilePlace):
        point = back_up_files(own.tenant_id, place, folder, settings, key)
    else:
        # Only here, since its driver is there only with the extra "postgres".
        from guichet.backup.postgres_backup import back_up_postgres

        point = back_up_postgres(own.tenant_id, place, folder, settings, key)
    gone = expired(points(folder), settings, clock.now())
    delete(gone)
    seconds = time.monotonic() - started
    click.echo(
        f"{own.tenant_id}: {_described(point, public_text(key))}, in {seconds:.1f} s; {len(gone)} older ones deleted"
    )


def _list(own: TenantSettings, settings: Settings) -> None:
    signer = public_text(signing_key(Keys(settings.secret, own.tenant_id)))
    click.echo(f"{own.tenant_id}: signed by {signer}")
    for point in points(desk_folder(settings.backup, own.tenant_id)):
        try:
            click.echo(f"{own.tenant_id}: {_described(point, signer)}")
        except BrokenPiece as problem:
            click.echo(f"{own.tenant_id}: {point.folder.name}: {problem}")


def _described(point: Point, signer: str) -> str:
    manifest = read_manifest(point, signer)
    return f"{point.folder.name}, {manifest.size / 1e6:.1f} MB, {manifest.blobs} documents"
