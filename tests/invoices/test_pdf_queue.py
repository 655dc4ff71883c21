"""PDF copies: made beside the requests, frozen with the revision, by one worker each."""

import io
import json
import threading

import pikepdf
import pytest

from guichet.invoices import pdf_queue
from guichet.invoices.pdf import invoice_pdf
from guichet.invoices.pdf_queue import PdfJob
from guichet.metrics import PDFS
from guichet.store import jobs
from guichet.store.blobs import read_blob
from guichet.testing.people import issuer_of
from guichet.web.streams import MAX_STREAMS

MANAGER = "manager@be.example"


@pytest.fixture
def send(desks, house_of):
    """Sends an invoice, committed, and returns its id; again with the same id, a correction."""

    def sent(invoice_id=""):
        with desks.acting("be") as ctx:
            house = house_of(ctx)
            if not invoice_id:
                invoice = house.draft()
                house.attach(invoice)
                return house.send(invoice).id
            house.send(house.ask_for_correction(house.company.invoices[invoice_id]), km="45")
            return invoice_id

    return sent


@pytest.fixture
def worker(desks):
    return PdfJob(desks["be"])


@pytest.fixture
def quick(monkeypatch):
    """Copies that cost nothing to make, numbered by the revision they are of."""
    monkeypatch.setattr(pdf_queue, "invoice_pdf", lambda desk, invoice, revision: b"copy %d" % revision.number)


def kept(desks, invoice_id):
    """The frozen copies of an invoice's revisions, and how many still wait."""
    with desks.looking("be") as ctx:
        revisions = issuer_of(ctx, MANAGER).invoices[invoice_id].revisions
        pdfs = [read_blob(revision.pdf, revision.pdf_sha256) if revision.pdf else None for revision in revisions]
        return pdfs, len(ctx.portal["pdf_queue"].waiting)


def test_the_worker_freezes_the_bytes_that_the_page_makes_on_demand(desks, send, worker, clock):
    invoice_id = send()
    with desks.looking("be") as ctx:
        invoice = issuer_of(ctx, MANAGER).invoices[invoice_id]
        on_demand = invoice_pdf(desks["be"], invoice, invoice.latest)
        reference = invoice.reference
    clock.forward(days=3)
    assert worker.run_due(clock.now) == 1
    assert kept(desks, invoice_id) == ([on_demand], 0)
    with pikepdf.open(io.BytesIO(on_demand)) as pdf:
        assert reference in str(pdf.docinfo["/Title"])


def test_a_copy_is_of_its_own_revision(desks, send, worker, clock, quick):
    invoice_id = send(send())
    assert [worker.run_due(clock.now) for _round in range(3)] == [1, 1, 0]
    assert kept(desks, invoice_id) == ([b"copy 1", b"copy 2"], 0)


def test_a_new_revision_leaves_the_copy_of_the_one_before(desks, send, worker, clock, quick):
    invoice_id = send()
    worker.run_due(clock.now)
    send(invoice_id)
    assert kept(desks, invoice_id) == ([b"copy 1", None], 1)


def test_a_worker_without_work_rests(worker, clock):
    assert worker.run_due(clock.now) == 0


def test_a_worker_that_comes_while_another_draws_leaves_its_own_copy_aside(desks, send, clock, monkeypatch):
    invoice_id = send()
    first, second = PdfJob(desks["be"]), PdfJob(desks["be"])
    drawn = iter([b"slow", b"quick"])

    def draw(desk, invoice, revision):
        content = next(drawn)
        if content == b"slow":
            assert second.run_due(clock.now) == 1
        return content

    monkeypatch.setattr(pdf_queue, "invoice_pdf", draw)
    # It looks for the next one at once: a pause would cost more than the copy.
    assert first.run_due(clock.now) == 1
    assert kept(desks, invoice_id) == ([b"quick"], 0)


def test_a_worker_chooses_among_the_copies_that_wait(desks, send, worker, clock, monkeypatch, quick):
    # So that two workers with a long queue do not both draw each of them.
    first, last = sorted((send(), send()))
    monkeypatch.setattr(jobs, "choice", lambda waiting: waiting[-1])
    worker.run_due(clock.now)
    assert (kept(desks, first)[0], kept(desks, last)[0]) == ([None], [b"copy 1"])


def test_of_two_workers_that_store_at_once_one_wins_and_none_fails(desks, send, clock, monkeypatch, quick):
    invoice_id = send()
    both, results = threading.Barrier(2, timeout=20), []
    store = pdf_queue.store_blob

    def store_together(connection, content):
        both.wait()
        return store(connection, content)

    monkeypatch.setattr(pdf_queue, "store_blob", store_together)
    workers = [
        threading.Thread(target=lambda: results.append(PdfJob(desks["be"]).run_due(clock.now))) for _number in range(2)
    ]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert results == [1, 1]
    assert kept(desks, invoice_id) == ([b"copy 1"], 0)


def test_a_copy_that_cannot_be_made_waits_and_holds_up_no_other(desks, send, worker, clock, monkeypatch, capsys):
    ids = sorted((send(), send()))
    monkeypatch.setattr(pdf_queue, "invoice_pdf", lambda *_arguments: 1 / 0)
    assert worker.run_due(clock.now) == 1
    [line] = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (line["event"], line["failed"][0]["text"]) == ("pdf_render_failed", "division by zero")
    monkeypatch.undo()
    while worker.run_due(clock.now):
        pass
    assert sorted(kept(desks, invoice_id)[0] == [None] for invoice_id in ids) == [False, True]


@pytest.mark.parametrize(("hangs", "drawn"), [(1, True), (2, False)])
def test_a_copy_that_took_too_long_is_drawn_once_more(desks, send, worker, clock, monkeypatch, capsys, hangs, drawn):
    invoice_id, times = send(), iter(range(9))

    def invoice_pdf(_desk, _invoice, _revision):
        if next(times) < hangs:
            raise TimeoutError("not drawn within 120 s")
        return b"copy"

    monkeypatch.setattr(pdf_queue, "invoice_pdf", invoice_pdf)
    failed = PDFS.labels("be", "failed")
    before = failed._value.get()
    while worker.run_due(clock.now):
        pass
    assert kept(desks, invoice_id) == (([b"copy"], 0) if drawn else ([None], 1))
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["pdf_render_failed"] * hangs
    assert failed._value.get() - before == hangs


def test_an_invoice_that_is_gone_holds_up_no_other(desks, send, worker, clock, quick):
    gone, other = sorted((send(), send()))
    with desks.acting("be") as ctx:
        issuer_of(ctx, MANAGER).invoices.remove(gone)
    while worker.run_due(clock.now):
        pass
    assert kept(desks, other) == ([b"copy 1"], 1)


def test_before_and_after_the_worker_the_sender_gets_the_same_file(desks, send, worker, clock, be, sign_in):
    invoice_id = send()
    sign_in(be, MANAGER)
    address = f"{be.page.url.split('?')[0]}invoices/{invoice_id}/copy.pdf"
    before = be.get(address)
    worker.run_due(clock.now)
    after = be.get(address)
    assert before.body == after.body
    assert before.body.startswith(b"%PDF-")
    assert before.headers["Content-Disposition"] == after.headers["Content-Disposition"]


@pytest.mark.parametrize(("who", "page"), [(MANAGER, ""), ("clerk@be.example", "review")])
def test_copies_that_are_still_to_be_drawn_hold_few_threads(desks, send, worker, clock, be, sign_in, quick, who, page):
    """Each waits for the one before: sixteen at once would be every thread of the server."""
    invoice_id = send()
    with desks.looking("be") as ctx:
        path = f"/issuers/{issuer_of(ctx, MANAGER).id}/invoices/{invoice_id}/"
    places = desks.dispatcher._by_host["be.localhost"].registry.streams
    sign_in(be, who)
    taken = [places.acquire(blocking=False) for _other in range(MAX_STREAMS)]
    refused = be.get(f"{path}copy.pdf")
    worker.run_due(clock.now)
    stored = be.get(f"{path}copy.pdf")
    places.release(taken.count(True))
    assert (refused.location or "").endswith(f"{path}{page}?done=downloads-busy")
    assert stored.content_type == "application/pdf"
