"""Commands for the desks of a settings file: ``init``, ``demo``, ``worker``, ``evolve``."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import click
from zc.lockfile import LockError

from guichet import clock, logs
from guichet.app import close, configure_desks, create_desk, jobs, open_desks
from guichet.demo import PASSWORD, fill, people
from guichet.desk import BrokenDesk, Desk
from guichet.monitoring.server import probes_of, serve_monitoring
from guichet.settings import Settings
from guichet.store.evolution import Progress, evolve
from guichet.store.jobs import run_forever

Read = Callable[[], Settings]


@contextmanager
def open_all(read: Settings) -> Iterator[list[Desk]]:
    """Every desk of the settings whose plugins are in order, closed at the end of the block.

    The others are named on the standard error, and the exit code is then 1: an operator's script must notice.
    """
    broken: list[BrokenDesk] = []
    try:
        desks = open_desks(read, on_broken=broken.append)
    except LockError:
        raise click.ClickException("the databases are open in the server, which has them to itself: stop it") from None
    for one in broken:
        _name_broken(one)
    try:
        yield desks
    finally:
        for desk in desks:
            close(desk.db)
    if broken:
        raise click.exceptions.Exit(1)


@click.command()
@click.pass_obj
def init(read: Read) -> None:
    """Makes the desks that do not exist yet, empty."""
    with open_all(read()) as desks:
        for desk in desks:
            click.echo(f"{desk.tenant.id}: {'made' if create_desk(desk) else 'exists already'}")


@click.command()
@click.pass_obj
def demo(read: Read) -> None:
    """Makes the desks that do not exist yet, with fictitious people and invoices, and prints how to sign in."""
    make_demo_desks(read())


@click.command()
@click.option("--interval", default=2.0, show_default=True, help="Seconds between two looks for something to do.")
@click.pass_obj
def worker(read: Read, interval: float) -> None:
    """Sends mails and text messages, makes the PDF copies and tidies up, until it is stopped."""
    found = read()
    logs.configure(error_texts=found.development)
    logs.take_over_libraries()
    with open_all(found) as desks:
        configured = configure_desks(desks, _name_broken)
        registries = [config.registry for config in configured.values()]
        closed = [desk.tenant.id for desk in desks if desk not in configured]
        serve_monitoring(found.monitoring, probes_of(configured), closed)
        run_forever(jobs(registries), _stopped_by_signal(), interval)
        if len(registries) < len(desks):
            raise click.exceptions.Exit(1)


def _name_broken(desk: BrokenDesk) -> None:
    click.echo(f"{desk.tenant_settings.tenant_id}: {desk.reason}", err=True)


def _stopped_by_signal() -> threading.Event:
    """An event that SIGINT and SIGTERM set; jobs finish what is under way first."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_given: stop.set())
    return stop


@click.command("evolve")
@click.pass_obj
def evolve_desks(read: Read) -> None:
    """Runs the changes to stored data that the installed version needs."""
    with open_all(read()) as desks:
        for desk in desks:
            report = partial(_print_progress, desk.tenant.id)
            done = evolve(desk.db, desk.plugins.evolution_steps(), clock.now(), report)
            click.echo(f"{desk.tenant.id}: {', '.join(done) or 'nothing to do'}")


def _print_progress(tenant_id: str, progress: Progress) -> None:
    """Prints a line every thousand objects, as a sign of life of a step that takes an hour."""
    if progress.changed and (progress.finished or progress.changed % 1000 == 0):
        click.echo(f"{tenant_id}: {progress.name}: {progress.changed} objects changed")


def make_demo_desks(read: Settings) -> None:
    """Makes the desks that do not exist yet, with demo people, and prints how to sign in; ends as :func:`open_all`."""
    if not read.development:
        raise click.ClickException("demo people belong on a development machine: guichet.environment is production")
    with open_all(read) as desks:
        for desk in desks:
            if create_desk(desk):
                fill(desk)
            _print_logins(desk)
        password = f"Password of all of them: {PASSWORD}"
        click.echo(f"\n  {password}\n  The codes arrive on the page /_dev/outbox of each desk.\n")


def _print_logins(desk: Desk) -> None:
    click.echo(f"\n  {desk.tenant_settings.url}")
    for who, email in people(desk):
        click.echo(f"    {who:<28} {email}")
