"""Documents received while the malware scanner gave no answer, asked about again by the worker."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from guichet import clock as desk_clock
from guichet.documents.cleaning.outcome import CleanFile
from guichet.documents.scan_queue import LEASE, SCAN_QUEUE
from guichet.invoices import invoice_actions
from guichet.invoices.scan_job import PAUSE, ScanJob
from guichet.issuers import beneficiary_actions
from guichet.store import jobs
from guichet.store.blobs import read_blob

MANAGER = "manager@be.example"
CLERK = "clerk@be.example"
CONTENT = b"%PDF-1.7 cleaned"
FILE = CleanFile("billet.pdf", "application/pdf", CONTENT, 1, sha256(CONTENT).hexdigest(), unscanned=b"as received")
GOOD, BAD, AWAY = True, False, None


class Scanner:
    """Gives the present ``answer`` about every file, except for files that it cannot judge at all."""

    def __init__(self):
        self.answer, self.asked, self.cannot_judge = AWAY, [], b""

    def is_clean(self, content, filename):
        self.asked.append(content)
        if self.answer is AWAY or content == self.cannot_judge:
            raise ConnectionRefusedError
        return self.answer


@pytest.fixture
def scanner():
    return Scanner()


@pytest.fixture
def worker(desks, scanner):
    return ScanJob(desks["be"], scanner)


@pytest.fixture
def received(desks, house_of):
    """A draft with the file, and its sent form; the ids of invoice and document."""

    def receive(*, send=False, file=FILE):
        with desks.acting("be") as ctx:
            house = house_of(ctx)
            invoice = house.draft()
            document = invoice_actions.attach(house.as_(), invoice, file, "ticket")
            if send:
                house.send(invoice)
            return invoice.id, document.id

    return receive


@pytest.fixture
def stored(desks, house_of):
    """What is stored of an invoice's document: a function of its ids; queue length with it."""

    def look(ids, read):
        with desks.looking("be") as ctx:
            invoice = house_of(ctx).company.invoices[ids[0]]
            return read(invoice, invoice.attachments.get(ids[1]))

    return look


def waiting(desks):
    with desks.looking("be") as ctx:
        return len(ctx.portal[SCAN_QUEUE].waiting)


def rounds(worker, times=1, later=timedelta()):
    return [worker.run_due(desk_clock.now() + later) for _number in range(times)]


def test_worker_asks_about_the_file_as_received_and_opens_the_document(desks, worker, scanner, received, stored):
    ids = received(send=True)
    assert stored(ids, lambda invoice, document: document.may_be_opened) is False
    scanner.answer = GOOD
    assert rounds(worker, 2) == [1, 0]
    assert scanner.asked == [b"as received"]
    assert stored(
        ids, lambda invoice, document: (document.may_be_opened, read_blob(document.blob, document.sha256))
    ) == (
        True,
        b"%PDF-1.7 cleaned",
    )
    assert stored(ids, lambda invoice, document: document.blobs == [document.blob])


def test_scanner_that_is_away_is_asked_once_a_minute_until_it_answers(desks, worker, scanner, received, stored):
    ids = received()
    assert rounds(worker, 3) == [0, 0, 0]
    assert rounds(worker, 3, PAUSE) == [0, 0, 0]
    assert len(scanner.asked) == 2
    assert stored(ids, lambda invoice, document: document.may_be_opened) is False
    scanner.answer = GOOD
    assert rounds(worker, 2, 2 * PAUSE) == [1, 0]
    assert waiting(desks) == 0


def test_file_that_the_scanner_cannot_judge_holds_up_no_other(desks, worker, scanner, received):
    for number in range(3):
        received(file=replace(FILE, unscanned=b"file %d" % number))
    rounds(worker)  # away
    [scanner.cannot_judge], scanner.answer = scanner.asked, GOOD
    rounds(worker, 3, PAUSE)
    assert waiting(desks) == 1


def test_a_worker_chooses_among_the_documents_that_wait(desks, worker, scanner, received, monkeypatch):
    # So that two workers with a long queue do not both ask about each of them.
    for number in range(3):
        received(file=replace(FILE, unscanned=b"file %d" % number))
    scanner.answer = GOOD
    with desks.looking("be") as ctx:
        last = list(ctx.portal[SCAN_QUEUE].waiting)[-1]
    monkeypatch.setattr(jobs, "choice", lambda waiting: waiting[-1])
    rounds(worker)
    with desks.looking("be") as ctx:
        assert last not in ctx.portal[SCAN_QUEUE].waiting
    assert waiting(desks) == 2


class Meanwhile(Scanner):
    """While it is asked, something else happens."""

    def __init__(self, happens):
        super().__init__()
        self.happens = happens

    def is_clean(self, content, filename):
        self.asked.append(content)
        self.happens()
        return True


def test_of_two_workers_one_asks_about_a_document(desks, received, scanner, worker):
    received()
    scanner.answer, found = GOOD, []
    first = ScanJob(desks["be"], Meanwhile(lambda: found.extend(rounds(worker, 2))))
    assert rounds(first) == [1]
    assert (found, scanner.asked, waiting(desks)) == ([0, 0], [], 0)


def test_two_workers_that_claim_at_once_do_not_both_ask(desks, received, scanner, worker, monkeypatch):
    received()
    scanner.answer = GOOD
    with desks.looking("be") as ctx:
        # What both have seen before either has claimed it.
        [path] = ctx.portal[SCAN_QUEUE].waiting
    other = Meanwhile(lambda: rounds(worker))
    monkeypatch.setattr(ScanJob, "_next", lambda *_given: path)
    assert rounds(ScanJob(desks["be"], other)) == [1]
    assert (len(other.asked), scanner.asked, waiting(desks)) == (1, [], 0)


def test_a_document_of_a_worker_that_was_killed_is_taken_over(desks, received, scanner, worker):
    class Killed(BaseException):
        pass

    def kill():
        raise Killed

    received()
    scanner.answer = GOOD
    with pytest.raises(Killed):
        rounds(ScanJob(desks["be"], Meanwhile(kill)))
    assert rounds(worker, later=LEASE - timedelta(seconds=1)) == [0]
    assert rounds(worker, later=LEASE) == [1]
    assert waiting(desks) == 0


def test_a_claim_from_before_the_clock_was_set_back_holds_no_document(desks, received, scanner, worker):
    received()
    scanner.answer = GOOD
    with desks.acting("be") as ctx:
        [path] = ctx.portal[SCAN_QUEUE].waiting
        ctx.portal[SCAN_QUEUE].claim(path, desk_clock.now() + timedelta(hours=1))
    assert rounds(worker) == [1]


def test_malware_in_a_draft_is_deleted_named_and_written_about(desks, worker, scanner, received, stored, outbox):
    ids = received()
    scanner.answer = BAD
    rounds(worker)
    listed = stored(ids, lambda invoice, document: (document.infected, invoice.listed_documents == [document]))
    assert listed == (True, True)
    assert stored(ids, lambda invoice, document: (invoice.documents, document.blobs)) == ([], [])
    [mail] = outbox.to(MANAGER)
    assert mail.subject.replace("\u00a0", " ") == "Document supprimé : programme dangereux"
    assert mail.link.endswith(f"/invoices/{ids[0]}/")


def test_malware_in_what_was_sent_leaves_the_record_of_the_revision(desks, worker, scanner, received, stored, house_of):
    ids = received(send=True)
    scanner.answer = BAD
    rounds(worker)
    assert stored(ids, lambda invoice, document: invoice.latest.attachments == (document.id,))
    with desks.acting("be") as ctx:
        house = house_of(ctx)
        invoice = house.company.invoices[ids[0]]
        house.send(house.ask_for_correction(invoice), km="45")
        assert invoice.latest.attachments == ()


def test_document_that_was_removed_meanwhile_is_forgotten(desks, worker, scanner, received, house_of):
    ids, scanner.answer = received(), GOOD
    with desks.acting("be") as ctx:
        house = house_of(ctx)
        invoice_actions.detach(house.as_(), house.company.invoices[ids[0]], ids[1])
    assert rounds(worker, 2) == [1, 0]
    assert (scanner.asked, waiting(desks)) == ([], 0)


def test_desk_without_a_scanner_opens_what_waited_for_one(desks, received, stored):
    ids = received()
    assert rounds(ScanJob(desks["be"], None)) == [1]
    assert stored(ids, lambda invoice, document: document.may_be_opened)


@pytest.mark.parametrize("answer", [GOOD, BAD])
def test_power_of_attorney_waits_for_the_scanner_as_well(desks, worker, scanner, house_of, outbox, answer):
    with desks.acting("be") as ctx:
        house = house_of(ctx)
        beneficiary_actions.add_power_of_attorney(house.as_(), house.anna, FILE, None, None)
    scanner.answer = answer
    assert rounds(worker) == [1]
    with desks.looking("be") as ctx:
        [document] = house_of(ctx).anna.documents
        assert (document.may_be_opened, document.infected) == (answer, not answer)
        assert document.is_valid(desk_clock.today()) is answer
    assert len(outbox.to(MANAGER)) == (answer is BAD)


def test_no_one_opens_a_document_before_the_answer(desks, worker, scanner, received, sign_in, stored):
    ids = received(send=True)
    issuer_id = stored(ids, lambda invoice, document: invoice.__parent__.__parent__.id)
    invoice = f"/issuers/{issuer_id}/invoices/{ids[0]}/"
    document = f"{invoice}attachments/{ids[1]}/"
    office, sender = (sign_in(desks.browser("be"), email) for email in (CLERK, MANAGER))
    for browser, page in ((office, f"{invoice}review"), (sender, invoice)):
        browser.get(document, status=404)
        assert "Contrôle en cours" in browser.open(page).page
        assert not browser.page.document.xpath(".//a[contains(@href, 'attachments')]")
    scanner.answer = GOOD
    rounds(worker)
    assert sender.get(document, status=200).body == b"%PDF-1.7 cleaned"
    # An officer sees pictures of its pages, never the file.
    office.get(document, status=404)


def test_office_and_sender_read_that_malware_was_deleted(desks, worker, scanner, received, sign_in, stored):
    ids = received(send=True)
    issuer_id = stored(ids, lambda invoice, document: invoice.__parent__.__parent__.id)
    invoice = f"/issuers/{issuer_id}/invoices/{ids[0]}/"
    scanner.answer = BAD
    rounds(worker)
    office, sender = (sign_in(desks.browser("be"), email) for email in (CLERK, MANAGER))
    assert "Ce fichier contenait un programme dangereux" in office.open(f"{invoice}review").page
    assert "Ce fichier contient un programme dangereux" in sender.open(invoice).page
    office.get(f"{invoice}attachments/{ids[1]}/", status=404)
