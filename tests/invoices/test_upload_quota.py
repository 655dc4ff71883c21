"""Quotas of uploads: number and size in a day, size in the drafts of a sender."""

import io

import pytest

from guichet.documents.cleaning.outcome import MEGABYTE, CleanFile
from guichet.invoices import invoice_actions
from guichet.invoices.upload_quota import bytes_in_drafts, over_quota
from guichet.invoices.uploads import take_files
from guichet.web.form_readers import PostedFile

MANAGER = "manager@be.example"
COLLEAGUE = "collaborator@be.example"
RIVAL = "rival@be.example"
DAY = "La limite est de 5 fichiers et 8 Mo par personne en 24 heures"
DRAFTS = "Les documents de vos brouillons atteignent la limite de 4 Mo"


@pytest.fixture
def desks(make_desks):
    settings = {"uploads_per_day": "5", "upload_megabytes_per_day": "8", "draft_megabytes": "4"}
    return make_desks(["be"], settings={f"tenant.be.{name}": value for name, value in settings.items()})


@pytest.fixture
def ask(visitor, house_of):
    """Asks for room for files of some megabytes in a new draft; the beginning of the refusal, or an empty text."""

    def asked(*megabytes, who=MANAGER, attempt=0):
        files = [PostedFile("a.pdf", io.BytesIO(bytes(int(size * MEGABYTE)))) for size in megabytes]
        with visitor("be", who).request() as request:
            request.environ["retry.attempt"] = attempt
            refusal = over_quota(request, house_of(request.action_context).draft(), files)
            said = request.localize(refusal).replace("\u00a0", " ") if refusal else ""
            return next((words for words in (DAY, DRAFTS) if said.startswith(words)), said)

    return asked


def attach(house, invoice, megabytes):
    file = CleanFile("a.pdf", "application/pdf", bytes(megabytes * MEGABYTE), 1, "0" * 64)
    return invoice_actions.attach(house.as_(), invoice, file, "ticket").id


def test_files_of_a_day_are_counted_over_all_drafts(ask):
    assert [ask(0.1, 0.1), ask(0.1, 0.1), ask(0.1), ask(0.1)] == ["", "", "", DAY]


def test_files_that_are_too_many_together_are_refused_and_do_not_count(ask):
    assert [ask(*[0.1] * 6), ask(*[0.1] * 5)] == [DAY, ""]


def test_megabytes_of_a_day_are_counted(ask):
    assert [ask(3.5), ask(3.5), ask(0.1)] == ["", "", DAY]


def test_each_person_has_a_quota_of_their_own(ask):
    assert [ask(*[0.1] * 5), ask(0.1, who=COLLEAGUE), ask(0.1)] == ["", "", DAY]


def test_next_day_begins_with_the_whole_quota(ask, clock):
    assert [ask(*[0.1] * 5), ask(0.1)] == ["", DAY]
    clock.forward(days=1, minutes=1)
    assert ask(0.1) == ""


def test_no_file_costs_nothing(ask):
    ask(*[0.1] * 5)
    assert ask() == ""


def test_documents_of_all_drafts_of_a_sender_are_added_up(ask, desks, house_of):
    with desks.acting("be") as operator:
        house = house_of(operator)
        attach(house, house.draft(), 2)
        attach(house, house.draft(COLLEAGUE), 1)
    assert [ask(1.5), ask(0.9)] == [DRAFTS, ""]


def test_removed_document_deleted_draft_and_sent_invoice_make_room(desks, house_of):
    with desks.acting("be") as operator:
        house = house_of(operator)
        first, second, other = house.draft(), house.draft(), house.draft()
        document = attach(house, first, 1)
        attach(house, second, 1)
        attach(house, other, 1)
        taken = [bytes_in_drafts(house.company, besides=first)]
        invoice_actions.detach(house.as_(), first, document)
        taken.append(bytes_in_drafts(house.company, besides=first))
        invoice_actions.discard(house.as_(), second)
        taken.append(bytes_in_drafts(house.company, besides=first))
        house.send(other)
        taken.append(bytes_in_drafts(house.company, besides=first))
    assert taken == [3 * MEGABYTE, 2 * MEGABYTE, MEGABYTE, 0]


def test_correction_counts_beside_the_drafts(desks, house_of):
    with desks.acting("be") as operator:
        house = house_of(operator)
        invoice = house.draft()
        attach(house, invoice, 1)
        house.ask_for_correction(house.send(invoice))
        assert bytes_in_drafts(house.company, besides=invoice) == MEGABYTE


def test_files_beyond_a_quota_are_neither_cleaned_nor_attached(visitor, house_of, monkeypatch):
    monkeypatch.setattr("guichet.invoices.uploads.clean_file", None)
    posted = [("file", (f"{number}.pdf", b"x")) for number in range(6)]
    with visitor("be", MANAGER).request(POST=posted, content_type="multipart/form-data") as request:
        invoice = house_of(request.action_context).draft()
        assert len(take_files(request, invoice, required=True).refused) == 1
        assert invoice.attached == ()
