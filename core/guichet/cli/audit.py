"""``guichet audit``: verifies the audit log of a desk, or an export of it, and writes that export."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import click
from ZODB import DB

from guichet.audit.audit_log import audit_log, links_of, signed_heads
from guichet.audit.chain import Head, Link
from guichet.audit.export import BrokenExport, export_lines, read_export
from guichet.audit.signed_heads import PublicKey, SignedHead, public_key, signed_line, take_signed
from guichet.audit.verification import verify
from guichet.cli.desks import Read, open_all, read_only
from guichet.settings import Settings
from guichet.store.database import read_transaction

NO_TEXT = "this is no text in UTF-8, so it is no export"


class HeadParameter(click.ParamType):
    """A head as the daily mail writes it."""

    name = "head"

    def convert(self, value: str | Head, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        """Reads a head; click shows the remedy of one that cannot be read."""
        try:
            return value if isinstance(value, Head) else Head.parse(value)
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


class PublicKeyParameter(click.ParamType):
    """The path of a PEM file with an Ed25519 public key."""

    name = "file"

    def convert(self, value: str | PublicKey, param: click.Parameter | None, ctx: click.Context | None) -> PublicKey:
        """Reads the key; click shows what is wrong with it."""
        try:
            return value if isinstance(value, PublicKey) else public_key(Path(value).read_bytes())
        except (OSError, ValueError) as problem:
            self.fail(str(problem), param, ctx)


@click.group()
def audit() -> None:
    """The audit log: who read, changed, decided and exported what."""


@audit.command("verify")
@click.option("--tenant", help="Canton, e.g. be.")
@click.option("--file", "file", type=click.File(encoding="utf-8"), help="An export, in place of a desk's database.")
@click.option("--head", "heads", type=HeadParameter(), multiple=True, help="A head from a mail; may be repeated.")
@click.option(
    "--public-key", "keys", type=PublicKeyParameter(), multiple=True, help="File with the key of the signed heads."
)
@click.pass_obj
def verify_log(
    read: Read,
    tenant: str | None,
    file: TextIO | None,
    heads: tuple[Head, ...],
    keys: tuple[PublicKey, ...],
) -> None:
    """Verifies the chain of a desk or of an export; ends with exit code 1 when an entry was changed or is missing.

    An end that was cut off, or a chain whose hashes were computed again, is found with a head from a mail. The desk's
    own record of the heads it has sent is compared too; a forger may have changed it. With ``--public-key``, which may
    be repeated, the heads that the desk has signed have to be there and genuine: a forger without the private key
    cannot make them.
    """
    if (tenant is None) == (file is None):
        raise click.UsageError("write either --tenant or --file")
    if file is not None:
        try:
            signed, lines = take_signed(file)
        except UnicodeDecodeError:
            raise click.ClickException(f"export: {NO_TEXT}") from None
        except ValueError as problem:
            raise click.ClickException(f"export: {problem}") from None
        _verify("export", read_export(lines, len(signed)), heads, signed, keys)
    else:
        with _opened(read(), str(tenant)) as db:
            with read_transaction(db) as portal:
                sent = [Head.parse(written) for written in audit_log(portal).sent_heads.values()]
                signed = signed_heads(portal, str(tenant))
            _verify(str(tenant), links_of(db), (*heads, *sent), signed, keys)


@audit.command("export")
@click.option("--tenant", required=True, help="Canton, e.g. be.")
# Lazily: the file is made once the settings are read, which lets only the desk's own user read what is written.
@click.option("--output", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="Default: the screen.")
@click.pass_obj
def export(read: Read, tenant: str, output: TextIO) -> None:
    """Writes the audit log as JSON lines, for safekeeping apart from the desk (OPDo art. 4)."""
    with _opened(read(), tenant) as db:
        with read_transaction(db) as portal:
            output.writelines(map(signed_line, signed_heads(portal, tenant)))
        output.writelines(export_lines(tenant, links_of(db)))


def _verify(
    name: str,
    links: Iterable[Link],
    heads: tuple[Head, ...],
    signed: Sequence[SignedHead],
    keys: tuple[PublicKey, ...],
) -> None:
    forged = [one for one in signed if keys and not one.is_by(keys)]
    for one in forged:
        click.echo(f"{name}: the head of {one.day} is not signed with this key", err=True)
    if keys and not signed:
        raise click.ClickException(f"{name}: no head is signed, or the signed ones were removed")
    try:
        verdict = verify(links, (*heads, *(one.head for one in signed)))
    except BrokenExport as problem:
        raise click.ClickException(f"{name}: {problem}") from None
    except UnicodeDecodeError:
        raise click.ClickException(f"{name}: {NO_TEXT}") from None
    for fault in verdict.faults:
        click.echo(f"{name}: {fault}", err=True)
    if verdict.faults or forged:
        raise click.exceptions.Exit(1)
    click.echo(f"{name}: {verdict.head.length} entries, none changed or missing; head {verdict.head}")
    if keys:
        click.echo(f"{name}: {len(signed)} signed heads, the last of {signed[-1].day}, all genuine")


@contextmanager
def _opened(settings: Settings, tenant: str) -> Iterator[DB]:
    """The database of a desk, to be read beside the running server."""
    chosen = [one for one in settings.desks if one.tenant_id == tenant]
    if not chosen:
        raise click.ClickException(f"no desk {tenant} in the settings")
    (own,) = chosen
    with open_all(replace(settings, desks=(read_only(own),))) as desks:
        for desk in desks:
            yield desk.db
