"""Drafts and their documents: what is saved, by whom, and what an older page may overwrite."""

import pytest

from guichet.invoices import invoice_actions
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.lists import history_of
from guichet.invoices.models import MAX_CSTRUCT
from guichet.store.blobs import read_blob


def row(house, invoice):
    return history_of(house.company).row(invoice.id)


# A draft


def test_new_draft_proposes_what_is_known(house):
    invoice = house.draft()
    raw = invoice.cstruct
    assert (raw["payee"]["account"], raw["decision"]["choice"]) == ("saved", "30220250012345")
    assert raw["details"]["lines"][0]["round_trip"] == "true"
    assert (invoice.state, invoice.reference, invoice.revisions) == ("draft", "", ())
    assert row(house, invoice).state == "draft"


def test_draft_belongs_to_the_issuer_of_its_beneficiary(house):
    invoice = house.draft("collaborator@be.example")
    assert invoice.__parent__ is house.company.invoices
    assert row(house, invoice).submitted_by == "Marc Favre"


def test_wrong_answers_are_saved_as_they_were_typed(house, clock):
    invoice = house.draft()
    raw = house.raw(invoice, km="viele", date="31.2.2026")
    clock.forward(minutes=5)
    house.save(invoice, raw)
    assert invoice.cstruct == raw
    assert (invoice.saved, row(house, invoice).moment) == (clock.now, clock.now)


def test_list_shows_the_running_total_of_a_draft(house):
    invoice = house.draft()
    house.save(invoice, house.raw(invoice, km="45"))
    assert row(house, invoice).total == 4050


def test_draft_is_deleted_for_good(house):
    invoice = house.draft()
    invoice_actions.discard(house.as_(), invoice)
    assert row(house, invoice) is None
    assert invoice.id not in house.company.invoices


def test_sent_invoice_is_not_deleted(house):
    invoice = house.sent()
    with pytest.raises(WrongState):
        invoice_actions.discard(house.as_(), invoice)
    assert invoice.id in house.company.invoices


# Documents


def test_document_is_stored_with_its_kind_and_comes_back_as_it_was(house, clock):
    invoice = house.draft()
    first, second = house.attach(invoice), house.attach(invoice, "taxi")
    assert invoice.attached == (first, second)
    assert [(one.filename, one.kind, one.size) for one in invoice.documents] == [
        ("billet.pdf", "ticket", 17),
        ("billet (2).pdf", "taxi", 17),
    ]
    assert read_blob(invoice.documents[0].blob, "") == b"%PDF-1.7 a ticket"
    assert invoice.documents[0].received == clock.now


def test_document_that_was_never_sent_is_deleted(house):
    invoice = house.draft()
    document = house.attach(invoice)
    invoice_actions.detach(house.as_(), invoice, document)
    assert invoice.attached == ()
    assert document not in invoice.attachments


def test_document_that_was_sent_stays_with_its_revision(house):
    invoice = house.draft()
    document = house.attach(invoice)
    house.ask_for_correction(house.send(invoice), f"documents.{document}")
    invoice_actions.detach(house.as_(), invoice, document)
    assert invoice.documents == []
    assert invoice.latest.attachments == (document,)
    assert read_blob(invoice.attachments[document].blob, "") == b"%PDF-1.7 a ticket"
    house.send(invoice)
    assert [revision.attachments for revision in invoice.revisions] == [(document,), ()]


def test_document_that_is_gone_can_be_taken_off_again(house):
    invoice = house.draft()
    kept, gone = house.attach(invoice), house.attach(invoice)
    for document in (gone, gone, "nowhere", ""):
        invoice_actions.detach(house.as_(), invoice, document)
    assert invoice.attached == (kept,)


def test_document_of_an_earlier_revision_stays_when_taken_off_twice(house):
    invoice = house.draft()
    document = house.attach(invoice)
    house.ask_for_correction(house.send(invoice))
    for _click in range(2):
        invoice_actions.detach(house.as_(), invoice, document)
    assert document in invoice.attachments


def test_invoice_holds_twenty_documents(house):
    invoice = house.draft()
    for _number in range(invoice_actions.MAX_FILES):
        house.attach(invoice)
    with pytest.raises(invoice_actions.TooMuch):
        house.attach(invoice)
    assert len(invoice.attached) == len(list(invoice.attachments)) == invoice_actions.MAX_FILES


@pytest.mark.parametrize("size", [MAX_CSTRUCT // 2, MAX_CSTRUCT])
def test_invoice_holds_more_than_can_be_typed_and_no_more(house, size):
    invoice = house.draft()
    saved, raw = invoice.cstruct, house.raw(invoice) | {"remark": "x" * size}
    if size < MAX_CSTRUCT:
        house.save(invoice, raw)
        assert invoice.cstruct["remark"] == "x" * size
    else:
        with pytest.raises(invoice_actions.TooMuch):
            house.save(invoice, raw)
        assert invoice.cstruct == saved


# Two pages of one draft (case 04)


def test_older_page_does_not_overwrite_newer_answers(house):
    invoice = house.draft()
    shown = invoice.draft_version
    house.save(invoice, house.raw(invoice, km="45"), "collaborator@be.example")
    mine = house.evaluate(invoice, house.raw(invoice, km="99"))
    with pytest.raises(invoice_actions.StaleDraft):
        invoice_actions.save_answers(house.as_(), invoice, mine, shown)
    assert invoice.cstruct["details"]["lines"][0]["km"] == "45"
    assert invoice.saved_by == house.as_("collaborator@be.example").actor


def test_older_page_with_the_same_answers_is_no_conflict(house):
    invoice = house.draft()
    shown, answers = invoice.draft_version, house.raw(invoice, km="45")
    house.save(invoice, answers)
    version = invoice.draft_version
    invoice_actions.save_answers(house.as_(), invoice, house.evaluate(invoice, answers), shown)
    assert invoice.draft_version == version


def test_each_saving_that_changes_something_is_a_version(house, clock):
    invoice = house.draft()
    versions = []
    for km in ("45", "45", "46"):
        clock.forward(minutes=1)
        house.save(invoice, house.raw(invoice, km=km))
        versions.append((invoice.draft_version, invoice.saved))
    (first, saved), (again, as_before), (changed, later) = versions
    assert (again, as_before) == (first, saved)
    assert (changed, later) == (first + 1, clock.now)


def test_documents_of_both_pages_are_there(house):
    invoice = house.draft()
    shown = invoice.draft_version
    house.attach(invoice)
    invoice_actions.save_answers(house.as_(), invoice, house.evaluate(invoice, house.raw(invoice, km="45")), shown)
    house.attach(invoice)
    assert len(invoice.documents) == 2


def test_saved_draft_has_the_version_of_the_form_it_was_saved_with(house):
    invoice = house.draft()
    invoice.type_version = 0
    house.save(invoice, house.raw(invoice, km="45"))
    assert invoice.type_version == 1
