"""Files of one's own, before and after sending: seen as small pictures, opened by their owner alone."""

import re

import pytest

from guichet.testing.people import ANNA

MANAGER = "manager@be.example"
STRANGERS = ("rival@be.example", "clerk@be.example")


@pytest.fixture
def draft(be, sign_in, start_invoice, photo, pdf):
    """The form of a draft with a photo and a PDF."""
    start_invoice(sign_in(be, MANAGER), "Anna Muster")
    return be.upload("Fichier", ("billet.jpg", photo), ("facture.pdf", pdf)).press("Ajouter le fichier")


def pictures(page):
    return page.document.xpath(".//ul[@class='files']//img/@src")


def test_draft_shows_a_picture_of_each_photo_and_of_each_pdf(draft):
    images = [row.xpath(".//img") for row in draft.page.document.xpath(".//ul[@class='files']/li")]
    assert [[(one.get("loading"), one.get("alt")) for one in row] for row in images] == [[("lazy", "")]] * 2


def test_time_of_arrival_is_said_once(draft):
    assert len(re.findall("reçu", draft.page.words, re.IGNORECASE)) == 2


def test_small_picture_is_a_jpeg_that_runs_nothing_and_is_not_kept(draft):
    photo_and_pdf = pictures(draft.page)
    assert len(photo_and_pdf) == 2
    for address in photo_and_pdf:
        answer = draft.get(address, status=200)
        assert answer.content_type == "image/jpeg"
        assert len(answer.body) <= 10_000
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_photo_is_opened_and_pdf_is_saved_from_the_form(draft):
    links = draft.page.document.xpath(".//ul[@class='files']//a")
    ways = [draft.get(link.get("href")).headers["Content-Disposition"].partition(";")[0] for link in links]
    assert ways == ["inline", "attachment"]
    # The form stays where it is: what was typed last may not be saved yet.
    assert [link.get("target") for link in links] == ["_blank", None]


def test_files_of_a_draft_are_seen_by_no_stranger(draft, desks, sign_in):
    addresses = [*pictures(draft.page), *draft.page.document.xpath(".//ul[@class='files']//a/@href")]
    for email in STRANGERS:
        stranger = sign_in(desks.browser("be"), email)
        for address in addresses:
            stranger.get(address, status=404)


def test_sender_opens_the_files_of_what_was_sent_and_the_office_does_not(be, desks, sign_in, sent_invoice):
    path = sent_invoice("be", MANAGER, ANNA)
    office = sign_in(desks.browser("be"), "clerk@be.example")
    shown = pictures(sign_in(be, MANAGER).open(path).page)
    assert len(shown) == 2
    for address in shown:
        assert be.get(address, status=200).content_type == "image/jpeg"
        # Officers see the pages of a document as pictures that the desk has drawn, beside the data.
        office.get(address, status=404)
