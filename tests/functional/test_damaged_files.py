"""A file that was changed on the disk leaves the desk by no way; the reader is told what to do, the operator too."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from guichet import clock
from guichet.documents.cleaning.outcome import CleanFile
from guichet.invoices.pdf_queue import PdfJob
from guichet.issuers.beneficiary_actions import add_power_of_attorney
from guichet.office.batches import batch_actions
from guichet.office.batches.batch_job import BatchJob
from guichet.office.decisions import decision_actions
from guichet.store.job_reports import job_reports
from guichet.testing.people import ANNA, beneficiary_of, issuer_of

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
TITLE = "Ce fichier est abîmé sur notre serveur"


@pytest.fixture
def invoice(desks, sent_invoice):
    """The path of an invoice that was sent, with its copy drawn."""
    path = sent_invoice("be", MANAGER, ANNA)
    job = PdfJob(desks["be"])
    while job.run_due(clock.now()):
        pass
    return path


@pytest.fixture
def damage(desks, invoice):
    """``damage(blob_of)``: writes something else into a blob of the invoice, as a failing disk does."""

    def change(blob_of):
        with desks.looking("be") as ctx:
            [found] = issuer_of(ctx, MANAGER).invoices.values()
            file = Path(blob_of(found).committed())
            content = bytearray(file.read_bytes())
            content[-1] ^= 1
            file.chmod(0o600)
            file.write_bytes(content)

    return change


def first(invoice):
    return invoice.documents[0]


def refused(browser, path):
    answer = browser.get(path, status=500)
    assert TITLE in answer.text
    assert "L’exploitant est averti" in answer.text
    assert answer.content_type == "text/html"


@pytest.mark.parametrize(
    ("blob_of", "page"),
    [
        (lambda invoice: first(invoice).blob, "attachments/{document}/"),
        (lambda invoice: first(invoice).thumbnail, "attachments/{document}/thumbnail"),
        (lambda invoice: invoice.latest.pdf, "copy.pdf"),
    ],
    ids=["document", "thumbnail", "copy"],
)
def test_sender_gets_a_page_in_place_of_a_damaged_file(desks, be, sign_in, invoice, damage, blob_of, page):
    sign_in(be, MANAGER)
    with desks.looking("be") as ctx:
        [found] = issuer_of(ctx, MANAGER).invoices.values()
        path = invoice + page.format(document=first(found).id)
    assert be.get(path).status_int == 200
    damage(blob_of)
    refused(be, path)
    with desks.looking("be") as ctx:
        assert len(job_reports(ctx.portal).damaged) == 1
    assert "Documents abîmés sur le disque : 1" in sign_in(desks.browser("be"), CLERK).open("/alerts").page


def test_office_gets_a_page_in_place_of_the_picture_of_a_page(desks, be, sign_in, invoice, damage):
    sign_in(be, CLERK)
    with desks.looking("be") as ctx:
        [found] = issuer_of(ctx, MANAGER).invoices.values()
        path = f"{invoice}attachments/{first(found).id}/page"
    damage(lambda invoice: first(invoice).blob)
    refused(be, path)


def test_archives_have_a_text_in_place_of_a_damaged_copy(be, sign_in, invoice, damage):
    damage(lambda invoice: invoice.latest.pdf)
    sign_in(be, MANAGER).open("/").follow("Exporter cette liste")
    names = {}
    for answer in (be.send("Télécharger les copies"), be.open("/my-data").send("Télécharger le fichier")):
        archive = zipfile.ZipFile(io.BytesIO(answer.body))
        for name in archive.namelist():
            names[name] = archive.read(name)
    assert not [name for name in names if name.endswith(".pdf")]
    texts = [content.decode() for name, content in names.items() if name.endswith(".txt")]
    assert len(texts) == 2
    assert all("Votre demande elle-même est enregistrée" in text for text in texts)


def test_batch_with_a_damaged_file_is_not_given_out(desks, be, sign_in, invoice, damage):
    with desks.acting("be", CLERK) as ctx:
        [found] = issuer_of(ctx, MANAGER).invoices.values()
        decision_actions.accept(ctx, found, revision_number=1)
    desks.clock.forward(minutes=6)
    with desks.acting("be", SUPERVISOR) as ctx:
        batch = batch_actions.start_batch(ctx, batch_actions.ALL, "fr").id
    job = BatchJob(desks["be"], desks.dispatcher._by_host["be.localhost"].registry.file_cleaner)
    while job.run_due(clock.now()):
        pass
    sign_in(be, SUPERVISOR)
    assert be.get(f"/batches/{batch}/download").content_type == "application/zip"
    with desks.looking("be") as ctx:
        made = next(file for name, file in ctx.portal["batches"][batch].files() if name.endswith(".pdf"))
    damage(lambda _invoice: made.blob)
    refused(be, f"/batches/{batch}/download")


def test_power_of_attorney_that_is_damaged_is_not_given_out(desks, be, sign_in):
    content = b"%PDF-1.7 signed"
    file = CleanFile("p.pdf", "application/pdf", content, 1, hashlib.sha256(content + b"before").hexdigest())
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        person = beneficiary_of(issuer, ANNA)
        power = add_power_of_attorney(ctx, person, file, None, None)
        path = f"/issuers/{issuer.id}/beneficiaries/{person.id}/powers-of-attorney/{power.id}/"
    sign_in(be, MANAGER)
    refused(be, path)
