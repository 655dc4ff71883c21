"""A correction: nothing is sent by the Enter key, both sides see the marks and messages, and what has changed since."""

import pytest

from guichet.testing.people import issuer_of

LEA = "manager@be.example"
MESSAGE = "Il manque l’heure de retour."
DEFAULT = "descendant::button[not(@type) or @type='submit'] | descendant::input[@type='submit' or @type='image']"
"""The submit buttons of a form; the first one is what Enter presses (HTML, implicit submission)."""


@pytest.fixture
def lea(be, sign_in, start_invoice, fill_journey):
    """Lea has a complete draft open."""
    sign_in(be, LEA)
    start_invoice(be, "Anna Muster").fill("Numéro de facture", "R-17")
    return fill_journey(be)


@pytest.fixture
def office(desks, sign_in):
    return sign_in(desks.browser("be"), "clerk@be.example")


@pytest.fixture
def corrected(lea, office):
    """The office has returned the invoice with a mark on the journey."""
    lea.press("Envoyer ma demande").press("Envoyer la demande")
    office.open("/work-list").follow("BE-2026").follow("Demander une correction").fill(
        "Message à l’expéditeur", MESSAGE
    )
    office.tick("Signaler Trajet 1").press("Demander la correction")
    return lea.open("/").follow("Corriger")


def revisions(desks):
    with desks.acting("be", LEA) as ctx:
        return sum(len(one.revisions) for one in issuer_of(ctx, LEA).invoices.values())


def press_enter(browser, form):
    """Posts the form as Enter in one of its fields does; nothing where the default button is disabled."""
    page = browser.page
    buttons = form.xpath(DEFAULT)
    if buttons and buttons[0].get("disabled") is not None:
        return
    browser.post_controls(form.get("action") or page.url, page.controls(form, buttons[0] if buttons else None))


def forms_with_post(browser):
    return [form for form in browser.page.document.xpath("//form") if (form.get("method") or "").lower() == "post"]


@pytest.mark.parametrize("state", ["draft", "correction"])
def test_enter_in_any_form_on_the_way_sends_nothing(request, desks, lea, state):
    browser = request.getfixturevalue("corrected") if state == "correction" else lea
    before = revisions(desks)
    edit = browser.page.url
    if state == "draft":
        browser.press("Envoyer ma demande")
    else:
        browser.press("Modifier ma demande")
    check = browser.page.url
    tried = 0
    for path in (edit, check, "/"):
        browser.open(path)
        for form in forms_with_post(browser):
            if "sign-out" in form.get("action", "") or "language" in form.get("action", ""):
                continue
            browser.open(path)
            press_enter(browser, form)
            tried += 1
            assert revisions(desks) == before, (path, form.get("action"))
    assert tried >= 2
    browser.open(check).press("Envoyer la demande")
    assert revisions(desks) == before + 1


def test_unchanged_resubmission_is_told_apart(corrected, office):
    corrected.press("Modifier ma demande").press("Envoyer la demande")
    office.open("/work-list")
    assert "Renvoyée sans changement" in office.page
    office.follow("BE-2026")
    assert "Renvoyée sans changement" in office.page
    assert "Correction demandée, inchangé" in office.page


def test_corrected_invoice_shows_the_marks_at_the_second_look(corrected, office):
    corrected.fill("Kilomètres, trajet simple", "44", "Trajet 1").press("Modifier ma demande")
    corrected.press("Envoyer la demande")
    office.open("/work-list")
    assert "Renvoyée corrigée" in office.page
    office.follow("BE-2026")
    assert "Correction demandée" in office.page
    assert "Correction demandée, inchangé" not in office.page


def test_mark_stands_at_the_field_and_says_what_changed_since(corrected):
    assert "L’office demande une correction ici" in corrected.page
    assert corrected.page.problems == []
    corrected.fill("Kilomètres, trajet simple", "44", "Trajet 1").press("Ajouter un trajet")
    assert "vous avez modifié cette réponse" in corrected.page


def test_sender_reads_the_message_of_the_office_after_answering(corrected, office):
    corrected.press("Modifier ma demande").press("Envoyer la demande")
    corrected.open("/").follow("BE-2026")
    assert MESSAGE in corrected.page
    office.open("/work-list").follow("BE-2026").follow("Accepter").press("Accepter la demande")
    corrected.open(corrected.page.url)
    assert MESSAGE in corrected.page
