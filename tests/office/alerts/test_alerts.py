"""« À traiter »: every step that runs beside the requests, with everything that can happen to it, is on the page."""

import errno
from contextlib import suppress
from datetime import timedelta

import pytest

from guichet import clock as desk_clock
from guichet.app import daily_tasks, jobs
from guichet.documents.scan_queue import SCAN_QUEUE
from guichet.invoices.pdf_queue import PdfJob
from guichet.messages.enqueue import outbox_of
from guichet.messages.transports import PermanentFailure, ProviderRejected, TemporaryFailure
from guichet.messages.worker import Delivery
from guichet.mfa import phone_requests
from guichet.office.alerts.daily_digest import send_digest
from guichet.office.alerts.server_alerts import disk_alerts
from guichet.office.alerts.work_alerts import WORK
from guichet.store.daily_tasks import DailyJob, DailyTask
from guichet.store.database import write_transaction
from guichet.store.job_reports import JobReporter, job_reports
from guichet.store.jobs import run_round
from guichet.testing.people import ANNA, beneficiary_of, issuer_of, user_of
from guichet.users.models import Task
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, ADMINISTRATOR = "manager@be.example", "clerk@be.example", "administrator@be.example"
LATER = timedelta(minutes=15)
FAULTS = (OSError(errno.ENOSPC, "no room"), TimeoutError(), ConnectionRefusedError())
"""Disk full, no answer in time, refused."""


@pytest.fixture
def all_jobs(desks):
    """The jobs of the worker, by class."""
    registry = desks.dispatcher._by_host["be.localhost"].registry
    return {type(job).__name__: job for job in jobs([registry])}


@pytest.fixture
def heard(desks, all_jobs):
    """All jobs have reported at this moment, so that only what a test does is on the page."""
    with desks.acting("be") as ctx:
        for name in all_jobs:
            job_reports(ctx.portal).note(name, ctx.now, "")


@pytest.fixture
def page(desks, sign_in):
    """The words of the page as a clerk, or another person, sees it fifteen minutes from now."""

    def words(who=CLERK, after=LATER):
        desks.clock.forward(minutes=after.total_seconds() / 60)
        return sign_in(desks.browser("be"), who).open("/alerts").page

    return words


def send(desks):
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        return send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), desk_clock.today() - timedelta(days=20)).id


# Every job of the worker, from the registry: a new one without words of its own fails here.


def test_every_job_of_the_worker_has_words(all_jobs):
    assert set(all_jobs) == set(WORK)


def test_jobs_that_are_killed_or_hang_are_on_the_page(desks, heard, page, all_jobs):
    first, *others = WORK
    for name in others:
        JobReporter(all_jobs[name].db, name).note(desk_clock.now() + LATER)
    shown = page()
    assert f"{words_of(desks, first)} : à l’arrêt" in shown
    assert shown.words.count(": à l’arrêt") == 1
    shown = page(after=LATER)
    assert all(f"{words_of(desks, name)} : à l’arrêt" in shown for name in WORK)


def test_navigation_counts_the_page_and_is_never_older_than_a_minute(desks, heard, sign_in, all_jobs):
    clerk = sign_in(desks.browser("be"), CLERK).open("/work-list")
    assert clerk.page.link("À traiter")
    desks.clock.forward(minutes=14)
    stopped = f"À traiter ({len(all_jobs)})"
    assert clerk.open("/work-list").page.link(stopped)
    with desks.acting("be") as ctx:
        for name in all_jobs:
            job_reports(ctx.portal).note(name, ctx.now, "")
    assert clerk.open("/work-list").page.link(stopped)
    # The page itself counts at once.
    assert clerk.open("/alerts").page.link("À traiter")
    assert clerk.open("/work-list").page.link("À traiter")


def test_navigation_outlives_an_error_of_the_count(desks, heard, sign_in):
    clerk = sign_in(desks.browser("be"), CLERK)
    with desks.acting("be") as ctx:
        ctx.portal["pdf_queue"].waiting.add(("no-issuer", "no-invoice", 1))
    desks.clock.forward(minutes=2)
    assert clerk.open("/work-list").page.link("À traiter")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_jobs_that_fail_are_on_the_page_with_their_error(desks, heard, page, fault, all_jobs):
    class Failing:
        db = desks["be"].db

        def run_due(self, _now):
            raise fault

    for name in all_jobs:
        assert run_round(Failing(), JobReporter(desks["be"].db, name)) == 0
    shown = page(after=timedelta(0))
    for name in all_jobs:
        assert f"{words_of(desks, name)} : en erreur ({type(fault).__name__})" in shown


def test_a_daily_task_that_fails_is_named_until_it_is_well(desks, heard, page):
    calls = []

    def fail_once(_portal, _now):
        calls.append(1)
        if len(calls) == 1:
            raise ZeroDivisionError("Anna Muster")
        return 0

    job = DailyJob(desks["be"].db, [DailyTask("old_messages", fail_once)])
    job.run_due(desk_clock.now())
    shown = page(after=timedelta(0))
    assert "Tâche « old_messages » : en erreur (ZeroDivisionError)" in shown
    assert "Muster" not in shown
    job.run_due(desk_clock.now() + timedelta(hours=2))
    assert "old_messages" not in page(after=timedelta(0))


def words_of(desks, name):
    return desks["be"].localizer("fr")(WORK[name])


# What fails without an error of its job.


class Refusing:
    def __init__(self, failure):
        self.failure = failure

    def send(self, *_message):
        raise self.failure


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (TemporaryFailure("smtp-451", fault="provider"), "E-mails qui ne partent pas encore : 1"),
        (PermanentFailure("smtp-550-5.1.1"), "Adresses que nos e-mails n’atteignent pas : 1"),
    ],
)
def test_a_mail_that_the_relay_does_not_take_is_on_the_page(desks, heard, page, all_jobs, failure, said):
    send(desks)
    worker: Delivery = all_jobs["Delivery"]
    Delivery(**{**vars(worker), "mail": Refusing(failure)}).run_due(desk_clock.now())
    assert said in page()


def test_mails_that_are_given_up_are_on_the_page_with_a_link(desks, heard, page, all_jobs):
    send(desks)
    refusing = Delivery(**{**vars(all_jobs["Delivery"]), "mail": Refusing(ProviderRejected("smtp-530"))})
    refusing.run_due(desk_clock.now())
    desks.clock.forward(hours=73)
    refusing.run_due(desk_clock.now())
    shown = page()
    assert "E-mails retenus : 1" in shown
    assert shown.link("Voir les e-mails").endswith("/undelivered-mails")


def test_a_text_message_that_no_provider_takes_is_on_the_page(desks, heard, page, all_jobs, sign_in):
    desks.browser("be").open("/").fill_all({"Adresse e-mail": CLERK, "Mot de passe": "lac-train-pomme-2026"}).press(
        "Se connecter"
    )
    refusing = Refusing(PermanentFailure("no-credit"))
    Delivery(**{**vars(all_jobs["Delivery"]), "sms": refusing}).run_due(desk_clock.now())
    assert "SMS qui ne sont pas partis depuis hier : 1" in page()


def test_a_copy_that_cannot_be_drawn_is_on_the_page(desks, heard, page, monkeypatch):
    send(desks)
    monkeypatch.setattr("guichet.invoices.pdf_queue.invoice_pdf", lambda *_revision: 1 / 0)
    PdfJob(desks["be"]).run_due(desk_clock.now())
    assert "Copies PDF pas encore faites : 1" in page()


def test_a_document_without_an_answer_of_the_scanner_is_on_the_page(desks, heard, page):
    invoice_id = send(desks)
    with desks.acting("be") as ctx:
        invoice = issuer_of(ctx, MANAGER).invoices[invoice_id]
        ctx.portal[SCAN_QUEUE].add(invoice.documents[0])
    assert "Documents qui attendent le contrôle antivirus : 1" in page()


def test_a_task_that_is_left_is_on_the_page(desks, heard, page):
    with desks.acting("be") as ctx:
        ctx.portal["tasks"].put(Task("unknown", "anna@exemple.example", ctx.now))
    shown = page()
    assert "Réponses qui ne partent pas : 1" in shown
    assert "anna@" not in shown


def test_a_lost_phone_is_on_the_page_with_a_link_for_those_who_decide(desks, heard, page):
    with desks.acting("be") as ctx:
        phone_requests.submit(ctx, user_of(ctx, MANAGER), "+41795556677", "Le matin", app_lost=False)
    shown = page(after=timedelta(0))
    assert "Téléphones perdus à traiter : 1" in shown
    assert "Ouvrir les demandes" in shown
    assert "Ouvrir les demandes" not in page(ADMINISTRATOR, after=timedelta(0))


def test_a_disk_that_fills_up_is_announced_before_it_is_full():
    assert list(disk_alerts(0.79)) == []
    assert [one.urgency for one in disk_alerts(0.8)] == ["calm"]
    assert [one.urgency for one in disk_alerts(0.95)] == ["now"]


def test_a_desk_without_trouble_says_so(desks, heard, page):
    assert "Rien n’attend : tout est en ordre." in page(after=timedelta(0))


def test_the_digest_goes_to_administrators_once_a_day(desks, heard):
    with desks.acting("be") as ctx:
        phone_requests.submit(ctx, user_of(ctx, MANAGER), "+41795556677", "Le matin", app_lost=False)
    before = len(outbox(desks))
    for _worker in range(2):
        with write_transaction(desks["be"].db) as portal:
            send_digest(desks["be"], portal, desk_clock.now())
    (mail,) = outbox(desks)[before:]
    assert mail.recipient == ADMINISTRATOR
    assert "– Téléphones perdus à traiter : 1" in mail.text.replace("\u00a0", " ")
    assert "Rochat" not in mail.text


def test_the_digest_is_one_of_the_daily_tasks(desks):
    assert "alerts_digest" in {task.name for task in daily_tasks(desks["be"])}


def outbox(desks):
    with desks.looking("be") as ctx, suppress(KeyError):
        return sorted((one for one in outbox_of(ctx.portal).values() if one.channel == "mail"), key=lambda m: m.created)
