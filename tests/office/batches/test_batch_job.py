"""The worker that makes a batch: killed, out of room, with a broken invoice, beside another one."""

import errno
import hashlib
import threading

import pytest

from guichet.invoices.lifecycle import WrongState, transition
from guichet.office.batches import batch_actions, batch_job
from guichet.office.batches.batch_actions import ALL, NothingToHandOver, batches_of, invoice_of, start_batch
from guichet.office.batches.batch_job import BatchJob
from guichet.store.batches import with_retries
from guichet.store.blobs import store_blob
from guichet.testing.people import user_of

SUPERVISOR = "supervisor@be.example"


@pytest.fixture
def start(desks):
    def started():
        with desks.acting("be", SUPERVISOR) as ctx:
            return start_batch(ctx, ALL, "fr").id

    return started


def state(desks, name="000001"):
    with desks.looking("be") as ctx:
        batch = batches_of(ctx.portal)[name]
        return batch.state, batch.done, batch.problem, dict(batch.failed)


def test_a_killed_worker_loses_no_file_and_another_one_continues(desks, accepted, start, worker, clock, cleaner):
    accepted(3)
    start()
    assert [worker.run_due(clock.now) for _round in range(2)] == [1, 1]
    assert state(desks) == ("making", 2, "", {})
    other = BatchJob(desks["be"], cleaner)
    assert [other.run_due(clock.now) for _round in range(3)] == [1, 1, 0]
    assert state(desks) == ("ready", 3, "", {})


def test_a_full_disk_pauses_the_batch_and_loses_nothing(desks, accepted, start, worker, work, clock, monkeypatch):
    accepted(2)
    start()
    worker.run_due(clock.now)
    with monkeypatch.context() as full:

        def no_room(connection, content):
            raise OSError(errno.ENOSPC, "No space left on device")

        full.setattr(batch_job, "store_blob", no_room)
        assert worker.run_due(clock.now) == 0
        assert state(desks) == ("making", 1, "disk-full", {})
    assert worker.run_due(clock.now) == 0
    clock.forward(minutes=2)
    work()
    assert state(desks) == ("ready", 2, "", {})


def test_an_invoice_that_cannot_be_drawn_is_named_and_left_out(desks, accepted, start, work, sign_in, monkeypatch):
    broken, _whole = accepted(2)
    start()

    def drawn(desk, invoice, revision):
        if invoice.reference == broken:
            raise ZeroDivisionError
        return whole(desk, invoice, revision)

    whole = batch_job.revision_pdf
    monkeypatch.setattr(batch_job, "revision_pdf", drawn)
    work()
    office = sign_in(desks.browser("be"), SUPERVISOR).open("/batches/000001/")
    assert f"{broken} : La copie n’a pas pu être faite." in office.page
    office.press("Réessayer")
    work()
    assert state(desks)[0] == "stopped"
    office.open("/batches/000001/").press("Continuer sans ces demandes")
    work()
    assert state(desks) == ("ready", 1, "", {})
    with desks.looking("be") as ctx:
        assert [row.reference for _id, row in batch_actions.free_invoices(ctx.portal, ctx.now)] == [broken]


def test_an_invoice_with_another_document_than_was_sent_stops_the_batch(desks, accepted, start, work):
    (reference,) = accepted(1)
    start()
    with desks.acting("be") as ctx:
        invoice = invoice_of(ctx.portal, batches_of(ctx.portal)["000001"].invoices[0])
        document = invoice.attachments[invoice.latest.attachments[0]]
        with document.blob.open("w") as file:
            file.write(b"another")
    work()
    assert state(desks) == ("stopped", 0, "", {reference: "changed"})


def test_of_two_officers_at_once_each_invoice_goes_to_one(desks, accepted):
    accepted(3)
    barrier, taken = threading.Barrier(4), []

    def officer():
        barrier.wait()

        def take(portal):
            from guichet.action_context import system

            ctx = system(portal, desks["be"])
            return [one.invoice_id for one in start_batch(ctx, ALL, "fr").invoices]

        try:
            taken.extend(with_retries(desks["be"].db, take))
        except NothingToHandOver:
            taken.append("nothing")

    threads = [threading.Thread(target=officer) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken).count("nothing") == 3
    assert len(set(taken)) == 4
    assert len(taken) == 6


def test_a_batch_is_handed_over_whole_or_not_at_all(desks, accepted, start, work):
    accepted(2)
    start()
    work()
    with desks.acting("be", SUPERVISOR) as ctx:
        batch = batches_of(ctx.portal)["000001"]
        transition(ctx, invoice_of(ctx.portal, batch.invoices[1]), "hand_over")
    with pytest.raises(WrongState), desks.acting("be", SUPERVISOR) as ctx:
        batch = batches_of(ctx.portal)["000001"]
        batch_actions.hand_over(ctx, batch, batch.code)
    assert state(desks)[0] == "ready"
    with desks.looking("be") as ctx:
        assert user_of(ctx, SUPERVISOR).at_office
        batch = batches_of(ctx.portal)["000001"]
        assert [invoice_of(ctx.portal, one).state for one in batch.invoices] == ["accepted", "handed_over"]


def test_handing_over_starts_the_retention_time(desks, accepted, start, work):
    accepted(1)
    start()
    work()
    with desks.acting("be", SUPERVISOR) as ctx:
        batch = batches_of(ctx.portal)["000001"]
        batch_actions.hand_over(ctx, batch, batch.code)
        invoice = invoice_of(ctx.portal, batch.invoices[0])
        assert (invoice.state, invoice.retention_start) == ("handed_over", ctx.now)


def found_infected(ctx, invoice, document):
    document.infected = True


def replaced(ctx, invoice, document):
    document.blob, document.sha256 = store_blob(ctx.portal._p_jar, b"other"), hashlib.sha256(b"other").hexdigest()


def other_total(ctx, invoice, document):
    invoice.latest.total += 100


@pytest.mark.parametrize("change", [found_infected, replaced, other_total])
def test_an_invoice_that_is_not_as_it_was_sent_is_not_handed_over(desks, accepted, start, work, change):
    (reference,) = accepted(1)
    start()
    with desks.acting("be", SUPERVISOR) as ctx:
        (batch,) = batches_of(ctx.portal).values()
        invoice = invoice_of(ctx.portal, batch.invoices[0])
        change(ctx, invoice, invoice.attachments[invoice.latest.attachments[0]])
    work()
    assert state(desks) == ("stopped", 0, "", {reference: "changed"})
