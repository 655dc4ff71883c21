"""Files and megabytes of a day are counted on every way in which a user has a document stored, not only at a draft."""

import io
import re
from pathlib import Path

import pikepdf
import pytest

from guichet.testing.people import ANNA

MANAGER = "manager@be.example"
ENOUGH = "La limite de fichiers par jour est atteinte"
ROOT = Path(__file__).parents[2]
STORES = re.compile(r"^(?!.*\bdef ).*\b(?:clean_file|attach_again)\(", re.MULTILINE)
COUNTS = re.compile(r"\b(?:may_upload|over_quota)\(")


def paper(number, size):
    """A PDF of about so many bytes, each another one."""
    pdf, file = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(200 + number, 200))
    page.Contents = pdf.make_stream(b"%" + b"x" * size)
    pdf.save(file, compress_streams=False)
    return file.getvalue()


@pytest.fixture
def desks(make_desks):
    return make_desks(["be"], settings={"tenant.be.upload_megabytes_per_day": "2", "tenant.be.uploads_per_day": "3"})


def test_megabytes_of_powers_of_attorney_are_counted(be, sign_in):
    sign_in(be, MANAGER).open("/").follow("Bénéficiaires").follow("Anna Muster")
    address = be.page.url
    for number, status in enumerate((200, 429)):
        be.open(address).follow("Ajouter une procuration")
        be.upload("Procuration signée", (f"{number}.pdf", paper(number, 1_200_000))).press("Enregistrer", status=status)
    assert ENOUGH in be.page.words


def test_copies_of_earlier_documents_are_counted(be, sign_in, sent_invoice, start_invoice):
    sent_invoice("be", MANAGER, ANNA)
    sign_in(be, MANAGER)
    notices = []
    for _draft in range(4):
        start_invoice(be.open("/"), "Anna Muster").press("Choisir un document déjà envoyé")
        row = be.page.document.xpath(".//ul[contains(@class, 'earlier')]/li")[0]
        [around], [button] = row.xpath(".//form"), row.xpath(".//button")
        be._arrive(be.post_controls(around.get("action"), be.page.controls(around, button)), 200)
        notices.append(be.page.notice)
    assert [ENOUGH in notice for notice in notices] == [False, False, True, True]


def test_each_module_that_has_a_document_stored_counts_it():
    modules = [module for module in (ROOT / "core").rglob("*.py") if STORES.search(module.read_text())]
    assert len(modules) >= 3
    assert [str(module) for module in modules if not COUNTS.search(module.read_text())] == []
