"""Replacing documents of a draft and of a correction."""

from dataclasses import replace

import pytest

from guichet.action_context import NotAllowed
from guichet.documents.cleaning.outcome import CleanFile
from guichet.invoices.document_actions import attach_again, replace_documents
from guichet.invoices.lifecycle import WrongState
from guichet.store.blobs import read_blob
from guichet.testing.people import CHIARA, beneficiary_of, issuer_of

NEW = CleanFile("neu.pdf", "application/pdf", b"%PDF-1.7 new", 1, "9" * 64)


def test_replaced_file_of_a_draft_is_deleted_at_once(house):
    invoice = house.draft()
    first, second, third = (house.attach(invoice, kind) for kind in ("ticket", "receipt", "ticket"))
    new = replace_documents(house.as_(), invoice, [second], NEW)
    assert (invoice.attached, new.kind) == ((first, new.id, third), "receipt")
    assert second not in invoice.attachments


def test_sent_revision_keeps_the_file_that_a_correction_replaces(house):
    invoice = house.draft()
    old = house.attach(invoice)
    house.ask_for_correction(house.send(invoice), f"documents.{old}")
    new = replace_documents(house.as_(), invoice, [old], NEW)
    house.send(invoice)
    assert [revision.attachments for revision in invoice.revisions] == [(old,), (new.id,)]
    assert read_blob(invoice.attachments[old].blob, "").startswith(b"%PDF")


def test_several_documents_are_replaced_by_one_in_the_place_of_the_first(house):
    invoice = house.draft()
    ids = [house.attach(invoice) for _number in range(4)]
    new = replace_documents(house.as_(), invoice, ids[1:3], NEW)
    assert invoice.attached == (ids[0], new.id, ids[3])


def test_only_attached_documents_are_replaced_and_by_the_sender_alone(house):
    invoice, other = house.draft(), house.draft()
    mine, foreign = house.attach(invoice), house.attach(other)
    with pytest.raises(KeyError):
        replace_documents(house.as_(), invoice, [foreign], NEW)
    for email in ("rival@be.example", "clerk@be.example"):
        with pytest.raises(NotAllowed):
            replace_documents(house.as_(email), invoice, [mine], NEW)
    house.send(invoice)
    with pytest.raises(WrongState):
        replace_documents(house.as_(), invoice, [mine], replace(NEW, sha256="8" * 64))


def test_document_of_another_issuer_is_never_attached(house):
    ours, rival = house.draft(), "rival@be.example"
    document = ours.attachments[house.attach(ours)]
    theirs = house.draft(rival, beneficiary_of(issuer_of(house.operator, rival), CHIARA))
    with pytest.raises(NotAllowed):
        attach_again(house.as_(rival), theirs, document, "ticket")
