"""Verification of a desk: without fault as it is, and each kind of damage is found and named."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guichet.action_context import system
from guichet.audit.audit_log import audit_log
from guichet.invoices.case_index import work_list
from guichet.invoices.lists import history_of, index
from guichet.invoices.models import Attachment
from guichet.invoices.pdf_queue import PdfJob
from guichet.store import batches
from guichet.store.blobs import store_blob
from guichet.store.database import write_transaction
from guichet.store.person_index import person_index
from guichet.testing.people import ANNA, NOE, beneficiary_of, issuer_of
from guichet.verification.object_walk import IdSet, walk
from guichet.verification.verify import verify_desk
from invoice_types.travel.demo import send_travel

MANAGER = "manager@be.example"
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def db(desks):
    """A desk with an invoice that was sent, its documents, and its copy drawn."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), ctx.now.date() - timedelta(days=20))
    job = PdfJob(desks["be"])
    while job.run_due(NOW):
        pass
    return desks["be"].db


@pytest.fixture
def sent(desks):
    """The invoice, in a transaction whose changes are stored."""

    def change(act):
        with write_transaction(desks["be"].db) as portal:
            [invoice] = issuer_of(system(portal, desks["be"]), MANAGER).invoices.values()
            act(portal, invoice)

    return change


def faults(db):
    return " | ".join(verify_desk(db).faults)


def test_desk_as_it_is_has_no_fault_and_everything_is_read(db):
    seen = []
    report = verify_desk(db, lambda what, number: seen.append((what, number)))
    assert report.faults == ()
    assert report.objects > 100
    assert report.blobs > 2
    assert report.audit_entries > 1
    assert {"objects", "issuers/*/invoices/*", "invoice_work", "references", "persons"} <= {
        what for what, _number in seen
    }


def overwritten(blob):
    file = Path(blob.committed())
    file.chmod(0o600)
    file.write_bytes(file.read_bytes() + b" ")


@pytest.mark.parametrize(
    "blob_of",
    [
        lambda invoice: invoice.documents[0].blob,
        lambda invoice: invoice.documents[0].thumbnail,
        lambda invoice: invoice.latest.pdf,
    ],
    ids=["document", "thumbnail", "copy"],
)
def test_blob_that_was_changed_is_found(db, sent, blob_of):
    sent(lambda _portal, invoice: overwritten(blob_of(invoice)))
    assert "is changed" in faults(db)


def test_blob_without_a_hash_is_found(db, sent):
    def add(portal, _invoice):
        portal.blob = store_blob(portal._p_jar, b"no object knows its hash")

    sent(add)
    assert "without a stored SHA-256" in faults(db)


def test_object_that_cannot_be_loaded_is_found(db, sent, monkeypatch):
    def unreadable(self, _state):
        raise ValueError("damaged")

    monkeypatch.setattr(Attachment, "__setstate__", unreadable)
    db.cacheMinimize()
    assert "cannot be loaded: ValueError" in faults(db)


def of_sender(invoice):
    """The beneficiaries of the company that has sent an invoice."""
    return invoice.__parent__.__parent__.beneficiaries


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda portal, invoice: work_list(portal).remove(invoice.id), "is not in the work list as it is"),
        (lambda portal, invoice: history_of(invoice.__parent__.__parent__).remove(invoice.id), "sender's list"),
        (lambda portal, invoice: portal["references"].retire(invoice.reference), "does not lead to its invoice"),
        (lambda portal, invoice: setattr(invoice, "state", "refused"), "is not in the work list as it is"),
        (lambda portal, invoice: invoice.__parent__.remove(invoice.id), "which is no invoice of it"),
        (lambda portal, invoice: work_list(portal)._counters.change("standing:new", 1), "standing:new"),
        (lambda portal, invoice: work_list(portal)._facets["standing:new"].clear(), "invoice_work disagrees"),
        (lambda portal, _invoice: portal["users"]._by_email.clear(), "is not found by the address"),
        (lambda portal, _invoice: portal["companies"]._keys.clear(), "companies disagrees"),
        (lambda portal, _invoice: person_index(portal)._keys.clear(), "is not found by the AVS number"),
        (lambda _portal, invoice: of_sender(invoice)._by_avs.clear(), "is not found by the AVS number"),
        (lambda portal, _invoice: person_index(portal).add(ANNA, "0" * 16), "is found by an AVS number that none"),
        (lambda portal, invoice: of_sender(invoice)._by_avs.insert(NOE, "0" * 16), "has an AVS number that none"),
        (lambda _portal, invoice: setattr(invoice, "beneficiary_id", "0" * 16), "sender's list as it is"),
    ],
    ids=[
        *("work list", "history", "reference", "state", "invoice", "count", "facet", "address", "companies"),
        *("persons", "own numbers", "no issuer", "no person", "beneficiary"),
    ],
)
def test_list_that_disagrees_with_its_objects_is_found(db, sent, damage, named):
    sent(damage)
    assert named in faults(db)


def test_no_report_of_a_fault_has_an_avs_number(db, sent):
    sent(lambda portal, invoice: person_index(portal).add(NOE, invoice.__parent__.__parent__.id))
    sent(lambda _portal, invoice: of_sender(invoice)._by_avs.insert(NOE, "0" * 16))
    assert len(verify_desk(db).faults) == 1
    assert NOE not in faults(db)


def test_a_list_is_read_in_parts_while_others_write_it(db, sent, monkeypatch):
    monkeypatch.setattr(batches, "MAX_SECONDS", -1)
    read = []

    def progress(what, _number):
        read.append(what)
        if what == "invoice_work" and read.count(what) % 5 == 3:
            sent(lambda portal, invoice: work_list(portal).remove(invoice.id))
            sent(lambda _portal, invoice: index(invoice))

    assert verify_desk(db, progress).faults == ()
    assert read.count("invoice_work") > 20
    sent(lambda portal, _invoice: work_list(portal)._counters.change("state:submitted", 1))
    assert faults(db) == "the list invoice_work disagrees with itself about state:submitted"


def test_changed_audit_log_is_found(db, sent):
    def change(portal, _invoice):
        block = audit_log(portal).open
        block.links = block.links[1:]

    sent(change)
    assert "audit log: entry" in faults(db)


def test_what_is_removed_while_it_is_read_is_no_fault(db, sent, monkeypatch):
    removed = []

    def progress(_objects, _blobs):
        if not removed:
            removed.append(True)
            sent(lambda portal, invoice: overwritten(invoice.latest.pdf))
            sent(lambda portal, invoice: setattr(invoice.latest, "pdf", None))

    monkeypatch.setattr("guichet.verification.object_walk.BATCH_SIZE", 5)
    assert walk(db, progress).faults == {}


def test_set_of_ids_says_which_are_new():
    ids = IdSet()
    numbers = [0, 1, 7, 8, 65535, 65536, 2**62]
    assert [ids.add(number) for number in numbers] == [True] * len(numbers)
    assert [ids.add(number) for number in numbers] == [False] * len(numbers)
