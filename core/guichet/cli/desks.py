"""Commands for the desks of a settings file: ``init``, ``demo``, ``worker``, ``evolve``."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import click
from zc.lockfile import LockError

from guichet import clock, logs
from guichet.app import close, configure_desks, create_desk, jobs, open_desks
from guichet.demo import PASSWORD, fill, people
from guichet.desk import BrokenDesk, Desk
from guichet.documents.pdf import draw_in_own_process
from guichet.monitoring.server import probes_of, serve_monitoring
from guichet.settings import Settings, TenantSettings
from guichet.store.evolution import Plan, Progress, evolve, pending, plan
from guichet.store.jobs import run_forever

Read = Callable[[], Settings]


class InUse(click.ClickException):
    """The server has the databases open, and to itself."""

    def __init__(self) -> None:
        super().__init__("the databases are open in the server, which has them to itself: stop it")


@contextmanager
def open_all(read: Settings) -> Iterator[list[Desk]]:
    """Every desk of the settings whose plugins are in order, closed at the end of the block.

    The others are named on the standard error, and the exit code is then 1: an operator's script must notice.
    """
    broken: list[BrokenDesk] = []
    try:
        desks = open_desks(read, on_broken=broken.append)
    except LockError:
        raise InUse from None
    for one in broken:
        _name_broken(one)
    try:
        yield desks
    finally:
        for desk in desks:
            close(desk.db)
    if broken:
        raise click.exceptions.Exit(1)


def read_only(own: TenantSettings) -> TenantSettings:
    """The same desk, to be read beside the running server: FileStorage opened for reading takes no lock."""
    if not own.one_process:
        return own
    return replace(own, storage=f"{own.storage}{'&' if '?' in own.storage else '?'}read_only=true")


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
    draw_in_own_process()
    with open_all(found) as desks:
        configured = configure_desks(desks, _name_broken)
        registries = [config.registry for config in configured.values()]
        closed = [desk.tenant.id for desk in desks if desk not in configured]
        serve_monitoring(found.monitoring, probes_of(configured), closed)
        stop = _stopped_by_signal()
        run_forever(jobs(registries, stop), stop, interval)
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
@click.option("--dry-run", is_flag=True, help="Say what would be done and about how long it takes; store nothing.")
@click.pass_obj
def evolve_desks(read: Read, dry_run: bool) -> None:
    """Runs the changes to stored data that the installed version needs."""
    stop = threading.Event() if dry_run else _stopped_by_signal()
    with open_all(read()) as desks:
        for desk in desks:
            steps = desk.plugins.evolution_steps()
            if dry_run:
                lines = [_plan_line(one) for one in plan(desk.db, steps)]
                click.echo("\n".join(f"{desk.tenant.id}: {line}" for line in lines or ["nothing to do"]))
                continue
            done = evolve(desk.db, steps, clock.now(), ProgressLines(desk.tenant.id), stop)
            click.echo(f"{desk.tenant.id}: {', '.join(done) or 'nothing to do'}")
            if stop.is_set() and pending(desk.db, steps):
                raise click.ClickException("stopped behind a batch; the next evolve goes on there")


def _plan_line(step: Plan) -> str:
    if step.left is None:
        return f"{step.name}: cannot be counted, time unknown"
    before = f", {step.changed} are done" if step.changed else ""
    time_left = "time unknown" if step.left and step.seconds is None else f"about {duration(step.seconds or 0)}"
    return f"{step.name}: {step.left} objects{before}, {time_left}"


class ProgressLines:
    """Prints how far a step has come and how long it still takes, about every thousand objects."""

    EVERY = 1000

    def __init__(self, tenant_id: str) -> None:
        self._tenant_id = tenant_id
        self._step, self._first, self._started = "", 0, 0.0
        self._thousands = 0

    def __call__(self, progress: Progress) -> None:
        """Takes the progress after a batch."""
        now = time.monotonic()
        if progress.name != self._step:
            # The rate is that of this run, from its first batch on: a step that goes on has done some before.
            self._step, self._first, self._started = progress.name, progress.changed, now
            self._thousands = 0
        thousands = progress.changed // self.EVERY
        if not progress.changed or not (progress.finished or thousands > self._thousands):
            return
        self._thousands = thousands
        # Others may have added objects since they were counted.
        total, done = max(progress.total, progress.changed), progress.changed - self._first
        line = f"{self._tenant_id}: {progress.name}: {progress.changed} of {total} objects"
        if not progress.finished and done:
            line += f", about {duration((now - self._started) / done * (total - progress.changed))} left"
        click.echo(line)


def duration(seconds: float) -> str:
    """A time in two units at most, e.g. « 2 h 5 min »; never less than a second."""
    whole = max(1, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def make_demo_desks(read: Settings) -> None:
    """Makes the desks that do not exist yet, with demo people, and prints how to sign in; ends as :func:`open_all`.

    A desk of an earlier version gets the changes to stored data that this one needs: its people are fictitious, and who
    has fetched a new version only wants to start it.
    """
    if not read.development:
        raise click.ClickException("demo people belong on a development machine: guichet.environment is production")
    with open_all(read) as desks:
        for desk in desks:
            if create_desk(desk):
                fill(desk)
            else:
                evolve(desk.db, desk.plugins.evolution_steps(), clock.now(), ProgressLines(desk.tenant.id))
            _print_logins(desk)
        password = f"Password of all of them: {PASSWORD}"
        click.echo(f"\n  {password}\n  The codes arrive on the page /_dev/outbox of each desk.\n")


def _print_logins(desk: Desk) -> None:
    click.echo(f"\n  {desk.tenant_settings.url}")
    for who, email in people(desk):
        click.echo(f"    {who:<28} {email}")
