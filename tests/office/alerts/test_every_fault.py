"""Every step beside the requests, with every fault: fifteen minutes later it is on the page, with what to do."""

import errno
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pikepdf
import pytest
from ZODB.Connection import Connection

from guichet import clock as desk_clock
from guichet.app import jobs
from guichet.documents.scan_queue import SCAN_QUEUE
from guichet.messages.enqueue import send_sms
from guichet.messages.transports import ProviderRejected, TemporaryFailure, UnknownOutcome
from guichet.office.alerts.alert_list import all_alerts
from guichet.office.batches import batch_actions
from guichet.office.decisions import decision_actions
from guichet.office.decisions.group_actions import check_group, confirm_group
from guichet.office.retention.person_erasure import REST
from guichet.store.blobs import store_blob
from guichet.store.database import read_transaction, write_transaction
from guichet.store.job_reports import JobReporter, job_reports
from guichet.store.jobs import run_round
from guichet.testing.people import ANNA, beneficiary_of, issuer_of, user_of
from guichet.users.password_reset import RESET
from guichet.users.tasks import enqueue
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
ROUNDS = (1, 1, 3, 5, 4, 1)
"""Minutes between the rounds of the jobs: fifteen in all. The first one is without a fault."""
NONE, REFUSED, TIMED_OUT, KILLED, DISK_FULL = "none", "refused", "timed out", "killed", "disk full"


class Killed(BaseException):
    """The process ends in the middle of a step."""


class Breaking:
    """What a step calls, in the place of the real thing: it breaks."""

    def __init__(self, fault: BaseException) -> None:
        self.fault = fault

    def __call__(self, *_args, **_named):
        # Without the frames of the rounds before, of which each log entry would write hundreds.
        raise self.fault.with_traceback(None)

    send = is_clean = __call__


@dataclass(frozen=True)
class Step:
    """A step beside the requests."""

    job: str
    """Class of the job that does it."""
    prepare: Callable
    """Leaves it something to do."""
    break_it: Callable
    """Puts a `Breaking` into its way."""
    said: tuple[str, ...]
    """How the entries about it begin."""
    refused: BaseException = ConnectionRefusedError()
    timed_out: BaseException = TimeoutError()


def send(desks):
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        person = beneficiary_of(issuer, ANNA)
        # Nothing is found against the invoice, so that a group takes it.
        person.account_holder = person.name
        return send_travel(ctx, issuer, person, desk_clock.today() - timedelta(days=60)).id


def text(desks):
    with desks.acting("be") as ctx:
        until = ctx.now + timedelta(minutes=10)
        number = user_of(ctx, MANAGER).phone
        send_sms(
            ctx.portal, to=number, text="{code}", now=ctx.now, expires=until, code_nonce=b"\x01\xe2", language="fr"
        )


def unscanned(desks):
    invoice_id = send(desks)
    with desks.acting("be") as ctx:
        document = issuer_of(ctx, MANAGER).invoices[invoice_id].documents[0]
        document.unscanned = store_blob(ctx.portal._p_jar, b"as received")
        ctx.portal[SCAN_QUEUE].add(document)


def batch(desks):
    invoice_id = send(desks)
    with desks.acting("be", CLERK) as ctx:
        decision_actions.accept(ctx, issuer_of(ctx, MANAGER).invoices[invoice_id], revision_number=1)
    desks.clock.forward(minutes=5)
    with desks.acting("be", SUPERVISOR) as ctx:
        batch_actions.start_batch(ctx, batch_actions.ALL, "fr")


def group(desks):
    invoice_id = send(desks)
    with desks.acting("be", CLERK) as ctx:
        confirm_group(ctx, check_group(ctx, [invoice_id]))


def forgotten_password(desks):
    with desks.acting("be") as ctx:
        enqueue(ctx, RESET, MANAGER)


def erasure(desks):
    """The rest of one; nothing is stored under that number any more."""
    with desks.acting("be") as ctx:
        enqueue(ctx, REST, "7569999999991")


def next_day(desks):
    """Daily tasks wait for the day alone; those of today have run."""
    with desks.acting("be") as ctx:
        job_reports(ctx.portal).digest_day = ""


def nothing(_desks):
    """The folder of the backups is read whatever people do."""


def in_delivery(channel):
    return lambda patch, job, broken: patch.setitem(vars(job), channel, broken)


def in_module(name):
    return lambda patch, _job, broken: patch.setattr(name, broken)


def in_scanner(patch, job, broken):
    patch.setattr(job, "scanner", broken)


def in_task(kind):
    return lambda patch, job, broken: patch.setitem(job.kinds, kind.name, replace(kind, run=broken))


def in_daily_task(patch, job, broken):
    patch.setattr(job, "tasks", tuple(replace(task, change=broken, over="") for task in job.tasks))


DAILY = ("Tâche «", "Tâches quotidiennes")
POSTING = "Envoi des e-mails et des SMS"
STEPS = {
    "mail": Step(
        "Delivery",
        send,
        in_delivery("mail"),
        ("E-mails qui ne partent pas encore", POSTING),
        ProviderRejected("smtp-530"),
        TemporaryFailure("timeout", fault="provider"),
    ),
    "text": Step(
        "Delivery",
        text,
        in_delivery("sms"),
        ("SMS qui ne sont pas partis", POSTING),
        ProviderRejected("no-credit"),
        UnknownOutcome("timeout"),
    ),
    "copy": Step("PdfJob", send, in_module("guichet.invoices.pdf_queue.invoice_pdf"), ("Copies PDF",)),
    "scan": Step("ScanJob", unscanned, in_scanner, ("Documents qui attendent", "Contrôle antivirus")),
    "batch": Step("BatchJob", batch, in_module("guichet.office.batches.batch_job.revision_pdf"), ("Remise",)),
    "group": Step(
        "GroupAcceptanceJob", group, in_module("guichet.office.decisions.decision_actions.transition"), ("Acceptation",)
    ),
    "task": Step("TaskQueue", forgotten_password, in_task(RESET), ("Réponses",)),
    "erasure": Step("TaskQueue", erasure, in_task(REST), ("Effacements à la demande", "Réponses")),
    "daily task": Step("DailyJob", next_day, in_daily_task, DAILY),
    "times of backups": Step(
        "BackupTimesJob",
        nothing,
        in_module("guichet.backup.times_job.backup_times"),
        ("Lecture du dossier des sauvegardes",),
    ),
    "digest": Step("DailyJob", next_day, in_module("guichet.office.alerts.daily_digest.all_alerts"), DAILY),
}


@pytest.fixture
def all_jobs(desks, monkeypatch):
    """The jobs of the worker, by class; copies are drawn at once, since only that they are is looked at."""
    file = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(file)
    monkeypatch.setattr("guichet.invoices.pdf_queue.invoice_pdf", lambda *_revision: file.getvalue())
    registry = desks.dispatcher._by_host["be.localhost"].registry
    return {type(job).__name__: job for job in jobs([registry])}


def fifteen_minutes(desks, all_jobs, begin):
    """Runs all jobs as the worker does; one that is killed runs no more. ``begin`` begins the fault."""
    reporters = {name: JobReporter(job.db, name) for name, job in all_jobs.items()}
    dead = set()
    for number, minutes in enumerate(ROUNDS):
        desks.clock.forward(minutes=minutes)
        if number == 1:
            begin()
        for name, job in all_jobs.items():
            try:
                while name not in dead and run_round(job, reporters[name]):
                    pass
            except Killed:
                dead.add(name)


def entries(desks):
    """The titles on the page, each with what to do."""
    desk = desks["be"]
    localize = desk.localizer("fr")
    with read_transaction(desk.db) as portal:
        found = all_alerts(desk, portal, desk_clock.now())
        return {localize(one.title).replace("\u00a0", " "): localize(one.advice) for one in found}


@pytest.mark.parametrize("fault", [NONE, REFUSED, TIMED_OUT, KILLED, DISK_FULL])
@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_step_with_every_fault_is_on_the_page(desks, all_jobs, monkeypatch, step, fault):
    def begin():
        step.prepare(desks)
        with write_transaction(desks["be"].db) as portal:
            job_reports(portal).daily_runs = None
        broken = {REFUSED: step.refused, TIMED_OUT: step.timed_out, KILLED: Killed()}.get(fault)
        if broken is not None:
            step.break_it(monkeypatch, all_jobs[step.job], Breaking(broken))
        if fault == DISK_FULL:
            # Nothing at all is stored any more, reports of the jobs included.
            full = OSError(errno.ENOSPC, "No space left on device")
            monkeypatch.setattr(Connection, "tpc_vote", Breaking(full))
        all_jobs["DailyJob"]._next.clear()

    fifteen_minutes(desks, all_jobs, begin)
    found = entries(desks)
    about = {title: advice for title, advice in found.items() if title.startswith(step.said)}
    if fault == NONE:
        assert found == {}
    else:
        assert about, found
        assert all(about.values())


def test_every_job_of_the_worker_is_among_the_steps(all_jobs):
    assert {step.job for step in STEPS.values()} == set(all_jobs)
