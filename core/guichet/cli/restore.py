"""``guichet restore`` brings a desk back from its backups; ``guichet verify`` reads everything of a desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from guichet import clock
from guichet.backup.encryption import BrokenPiece, private_keys
from guichet.backup.file_restore import restore_files
from guichet.backup.manifest import read_manifest
from guichet.backup.places import FilePlace, NoBackupHere, PlaceNotEmpty, place_of
from guichet.backup.points import Point, points
from guichet.backup.signatures import public_text, signing_key
from guichet.backup.times import desk_folder, record_proof
from guichet.cli.backup import chosen_desks
from guichet.cli.desks import Read, open_all, read_only
from guichet.desk import Desk
from guichet.keys import Keys
from guichet.settings import Settings, TenantSettings
from guichet.verification.verify import Report, verify_desk

EVERY = 10_000
"""Things that are read between two lines of progress."""


class Moment(click.ParamType):
    """A moment in ISO 8601, in UTC where it says nothing else."""

    name = "moment"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Reads a moment; click shows the remedy of one that cannot be read."""
        try:
            found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail("write for instance 2026-11-29T21:15", param, ctx)
        return found if found.tzinfo else found.replace(tzinfo=UTC)


@click.command()
@click.option("--tenant", required=True, help="Canton, e.g. be.")
@click.option("--key", "key_file", required=True, type=click.Path(path_type=Path), help="File with the private key.")
@click.option("--at", type=Moment(), help="Moment, e.g. 2026-11-29T21:15 (UTC): the last backup until then.")
@click.option(
    "--from", "source", type=click.Path(path_type=Path), help="Folder of the desk's backups; default: theirs."
)
@click.option("--into", help="Address of the empty storage; default: that of the desk in the settings.")
@click.option("--signed-by", metavar="KEY", help="Public key that has signed them; default: the desk's own.")
@click.option("--no-verify", is_flag=True, help="Do not read everything afterwards; the restore is not proved then.")
@click.pass_obj
def restore(
    read: Read,
    tenant: str,
    key_file: Path,
    at: datetime | None,
    source: Path | None,
    into: str | None,
    signed_by: str | None,
    no_verify: bool,
) -> None:
    """Restores a desk into an empty place, verifies it, and notes in the folder of the backups that this was proved."""
    settings = read()
    [own] = chosen_desks(settings, tenant)
    if source is None and not settings.backup.folder:
        raise click.ClickException("guichet.backup.folder is missing in the settings: write --from FOLDER")
    folder = source or desk_folder(settings.backup, tenant)
    point = _chosen_point(folder, at)
    place = replace(own, storage=into or own.storage)
    signer = signed_by or public_text(signing_key(Keys(settings.secret, tenant)))
    try:
        _restore(point, place, key_file, signer)
    except BrokenPiece as problem:
        raise click.ClickException(f"{tenant}: {problem}{_earlier(folder, point)}") from None
    except (OSError, ValueError, RuntimeError, PlaceNotEmpty, NoBackupHere) as problem:
        raise click.ClickException(f"{tenant}: {problem}") from None
    click.echo(f"{tenant}: restored {point.folder.name}")
    if no_verify:
        return
    with _opened(settings, place) as desk:
        _print(tenant, verify_desk(desk.db, _Progress(tenant)))
    record_proof(folder, clock.now(), point.moment)
    click.echo(f"{tenant}: the restore is proved, see {folder}")


@click.command()
@click.option("--tenant", required=True, help="Canton, e.g. be.")
@click.option("--storage", help="Address of a restored copy; default: that of the desk in the settings.")
@click.pass_obj
def verify(read: Read, tenant: str, storage: str | None) -> None:
    """Reads every object and every document of a desk, compares all lists, and computes the audit log again.

    It changes nothing, and runs beside the servers. Ends with exit code 1 when anything is wrong.
    """
    settings = read()
    [own] = chosen_desks(settings, tenant)
    with _opened(settings, read_only(replace(own, storage=storage or own.storage))) as desk:
        _print(tenant, verify_desk(desk.db, _Progress(tenant)))


def _chosen_point(folder: Path, at: datetime | None) -> Point:
    found = [point for point in points(folder) if at is None or point.moment <= at]
    if not found:
        until = f" until {at:%Y-%m-%d %H:%M} UTC" if at else ""
        raise click.ClickException(f"{folder} holds no backup{until}: 'guichet backup --list' lists them")
    return found[-1]


def _earlier(folder: Path, point: Point) -> str:
    """How to restore the backup before a broken one; empty where there is none."""
    before = [one for one in points(folder) if one.moment < point.moment]
    return f"\nThe backup before it: --at {before[-1].moment.isoformat()}" if before else ""


def _restore(point: Point, own: TenantSettings, key_file: Path, signer: str) -> None:
    keys, place, manifest = private_keys(key_file.read_text()), place_of(own.storage), read_manifest(point, signer)
    if manifest.desk != own.tenant_id:
        raise BrokenPiece(f"{point.folder} is a backup of {manifest.desk}")
    if (manifest.storage == "files") != isinstance(place, FilePlace):
        raise NoBackupHere(f"this backup is of a desk on {manifest.storage}: write --into with an address of that kind")
    if isinstance(place, FilePlace):
        restore_files(point, place, keys, signer)
    else:
        # Only here, since its driver is there only with the extra "postgres".
        from guichet.backup.postgres_backup import restore_postgres

        restore_postgres(point, place, keys, signer)


@contextmanager
def _opened(settings: Settings, own: TenantSettings) -> Iterator[Desk]:
    with open_all(replace(settings, desks=(own,))) as desks:
        yield from desks


def _print(tenant: str, report: Report) -> None:
    for fault in report.faults:
        click.echo(f"{tenant}: {fault}", err=True)
    read = f"{report.objects} objects, {report.blobs} documents, {report.audit_entries} entries of the audit log"
    if report.faults:
        click.echo(f"{tenant}: {read}; {len(report.faults)} faults", err=True)
        raise click.exceptions.Exit(1)
    click.echo(f"{tenant}: {read}; no fault")


class _Progress:
    """Prints a line for every ten thousand things, as a sign of life of what takes an hour."""

    def __init__(self, tenant: str) -> None:
        self._tenant, self._next = tenant, {"": EVERY}

    def __call__(self, what: str, number: int) -> None:
        if number >= self._next.get(what, EVERY):
            click.echo(f"{self._tenant}: {what}: {number}", err=True)
            self._next[what] = number + EVERY
