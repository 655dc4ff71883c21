"""Documents that were sent before for the same person, attached again without a file."""

import pytest

from guichet.testing.people import ANNA, CHIARA, beneficiary_of, issuer_of

MANAGER = "manager@be.example"
BUTTON = "Choisir un document déjà envoyé"


@pytest.fixture
def form(be, sign_in, start_invoice, sent_invoice):
    """The form of a second invoice for a person for whom one was sent with two documents."""
    sent_invoice("be", MANAGER, ANNA)
    return start_invoice(sign_in(be, MANAGER), "Anna Muster").fill("Remarque", "Gardez ceci")


def listed(browser):
    return browser.page.document.xpath(".//ul[contains(@class, 'files')]//b/text()")


def choose(form, number=0):
    """Presses « Joindre » of one row."""
    row = form.page.document.xpath(".//ul[contains(@class, 'earlier')]/li")[number]
    [around] = row.xpath(".//form")
    [button] = row.xpath(".//button")
    return form._arrive(form.post_controls(around.get("action"), form.page.controls(around, button)), 200)


def test_earlier_document_is_attached_again_and_the_form_is_kept(form):
    # The two documents of the earlier invoice are the same file.
    [name] = listed(form.press(BUTTON))
    choose(form)
    assert listed(form) == [name]
    assert form.page.value("Remarque") == "Gardez ceci"
    assert "Déjà envoyé avec la demande BE-" in form.page
    [address] = form.page.document.xpath(".//ul[@class='files']//a/@href")
    assert form.get(address, status=200).content_type == "image/png"
    assert listed(form.press(BUTTON)) == []


def test_second_press_of_the_same_button_attaches_nothing(form):
    page = form.press(BUTTON).page
    choose(form)
    form._page = page
    choose(form)
    assert len(listed(form)) == 1
    assert "Ce fichier est déjà joint" in form.page


def test_nothing_is_offered_for_a_person_for_whom_nothing_was_sent(form, start_invoice):
    start_invoice(form.press("Enregistrer et quitter"), "Beat Beispiel")
    assert BUTTON not in form.page


def test_document_of_another_sender_cannot_be_chosen(form, desks, sent_invoice):
    path = sent_invoice("be", "rival@be.example", CHIARA)
    form.press(BUTTON)
    token = form.page.document.xpath(".//input[@name='csrf_token']/@value")[0]
    _, _, issuer, _, invoice, *_ = path.split("/")
    with desks.looking("be") as ctx:
        [document, *_] = ctx.portal["issuers"][issuer].invoices[invoice].attached
    pairs = [("csrf_token", token), ("document", f"{invoice}.{document}"), ("kind", "ticket")]
    form._arrive(form.post_controls(form.page.url, pairs), 200)
    assert listed(form) == []


def test_power_of_attorney_of_the_person_is_offered_too(be, desks, sign_in, start_invoice, clean_pdf):
    from guichet.issuers import beneficiary_actions

    with desks.acting("be", MANAGER) as ctx:
        person = beneficiary_of(issuer_of(ctx, MANAGER), ANNA)
        beneficiary_actions.add_power_of_attorney(ctx, person, clean_pdf, None, None)
    start_invoice(sign_in(be, MANAGER), "Anna Muster").press(BUTTON)
    assert listed(be) == ["procuration.pdf"]
    choose(be)
    assert listed(be) == ["procuration.pdf"]


@pytest.fixture
def clean_pdf(pdf):
    from guichet.documents.cleaning.sanitize import sanitize_upload

    return sanitize_upload("procuration.pdf", pdf)
