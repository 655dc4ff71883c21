"""Documents that are removed leave the disk at once; those that were sent stay."""

from dataclasses import replace

import pytest

from guichet.action_context import system
from guichet.app import create_desk
from guichet.documents.cleaning.outcome import CleanFile
from guichet.invoices import invoice_actions
from guichet.store.database import open_database, write_transaction
from guichet.testing.people import populate


@pytest.fixture
def step(desks, house_of, tmp_path):
    """Does something in a transaction of its own, at a desk whose database lies in files."""
    uri = f"file://{tmp_path}/Data.fs?blobstorage_dir={tmp_path}/blobs"
    desk = replace(desks["be"], db=open_database(uri, "be", desks["be"].plugins.packages))
    create_desk(desk)

    def run(action):
        with write_transaction(desk.db) as portal:
            return action(house_of(system(portal, desk)))

    with write_transaction(desk.db) as portal:
        populate(system(portal, desk))
    yield run
    desk.db.close()


@pytest.fixture
def files(tmp_path):
    """How many documents lie on the disk."""
    return lambda: len(list((tmp_path / "blobs").rglob("*.blob")))


def draft(house):
    return house.draft().id


def test_attaching_and_removing_again_and_again_leaves_nothing_on_the_disk(step, files):
    name = step(draft)
    for _round in range(4):
        document = step(lambda house: house.attach(house.company.invoices[name]))
        assert files() == 1
        step(lambda house, one=document: invoice_actions.detach(house.as_(), house.company.invoices[name], one))
        assert files() == 0


def test_thumbnail_leaves_the_disk_with_its_document(step, files):
    name = step(draft)
    photo = CleanFile("a.jpg", "image/jpeg", b"photo", None, "0" * 64, thumbnail=b"small")
    attach = invoice_actions.attach
    document = step(lambda house: attach(house.as_(), house.company.invoices[name], photo, "ticket").id)
    assert files() == 2
    step(lambda house: invoice_actions.detach(house.as_(), house.company.invoices[name], document))
    assert files() == 0
    step(lambda house: attach(house.as_(), house.company.invoices[name], photo, "ticket"))
    step(lambda house: invoice_actions.discard(house.as_(), house.company.invoices[name]))
    assert files() == 0


def test_deleted_draft_takes_its_documents_along(step, files):
    name = step(draft)
    step(lambda house: [house.attach(house.company.invoices[name]) for _number in range(3)])
    assert files() == 3
    step(lambda house: invoice_actions.discard(house.as_(), house.company.invoices[name]))
    assert files() == 0


def test_document_that_was_sent_stays_when_a_correction_removes_it(step, files):
    name = step(draft)
    document = step(lambda house: house.attach(house.company.invoices[name]))
    step(lambda house: house.ask_for_correction(house.send(house.company.invoices[name])))
    step(lambda house: invoice_actions.detach(house.as_(), house.company.invoices[name], document))
    assert files() == 1
