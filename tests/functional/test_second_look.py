"""A correction: nothing is sent by the Enter key, both sides see the marks and messages, and what has changed since."""

import pytest

from guichet.testing.page import NotOnPage
from guichet.testing.people import issuer_of

LEA = "manager@be.example"
MESSAGE = "Il manque l’heure de retour."
REPLY = "Le montant est celui du billet."
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
    office.open("/work-list").follow("BE-2026").tick("Signaler Trajet 1").press("Demander une correction")
    office.fill("Motif, Trajet 1", "Total différent").fill("Message à l’expéditeur", MESSAGE)
    office.press("Voir l’e-mail avant de décider").press("Demander la correction")
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
    if state == "correction":
        browser.fill("Votre réponse sur ce point, Trajet 1", REPLY)
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


def test_mark_is_answered_in_words_or_by_a_change(corrected, office):
    corrected.press("Modifier ma demande", status=422)
    assert corrected.page.problems == ["Trajet 1, modifiez ce point, ou écrivez votre réponse à l’office"]
    corrected.fill("Votre réponse sur ce point, Trajet 1", REPLY)
    corrected.press("Modifier ma demande").press("Envoyer la demande")
    office.open("/work-list?view=corrected")
    assert "Renvoyée sans changement" in office.page
    office.follow("BE-2026")
    assert "Renvoyée sans changement" in office.page
    assert "Correction demandée, inchangé" in office.page
    assert f"{REPLY} Expliqué" in office.page


def test_corrected_invoice_shows_the_marks_at_the_second_look(corrected, office):
    corrected.fill("Kilomètres, trajet simple", "44", "Trajet 1").press("Modifier ma demande")
    corrected.press("Envoyer la demande")
    office.open("/work-list?view=corrected")
    assert "Renvoyée corrigée" in office.page
    office.follow("BE-2026")
    assert "Trajet 1 · Le montant n’est pas celui de la facture jointe." in office.page
    assert "Correction demandée, inchangé" not in office.page
    assert "Modifié" in office.page


def test_check_page_leads_to_the_marked_answers_alone(lea, corrected):
    corrected.fill("Votre réponse sur ce point, Trajet 1", REPLY).press("Modifier ma demande")
    changes = [link.text_content() for link in corrected.page.document.xpath("//main//a[starts-with(., 'Modifier')]")]
    assert changes == ["Modifier Trajet 1"]


def test_a_paper_asked_for_at_any_mark_may_be_added(corrected, office, pdf):
    """The office asks for papers at the line that they belong to, too."""
    corrected.upload("Fichier", ("billet.pdf", pdf)).press("Ajouter le fichier")
    assert "billet.pdf" in corrected.page
    corrected.fill("Votre réponse sur ce point, Trajet 1", REPLY).press("Modifier ma demande")
    assert "Ajouter un document" in corrected.page
    corrected.press("Envoyer la demande")
    office.open("/work-list?view=corrected").follow("BE-2026")
    assert "billet.pdf" in office.page


def test_marks_with_reasons_need_no_message(lea, office):
    lea.press("Envoyer ma demande").press("Envoyer la demande")
    office.open("/work-list").follow("BE-2026").tick("Signaler Document manquant").press("Demander une correction")
    office.press("Voir l’e-mail avant de décider", status=422)
    assert office.page.problems == ["Document manquant : choisissez un motif, ou écrivez-le en 500 signes au plus"]
    office.fill("Motif, Document manquant", "Document manquant").press("Voir l’e-mail avant de décider")
    office.press("Demander la correction")
    lea.open("/").follow("Corriger")
    assert "Corrigez les points signalés." in lea.page
    assert "1 point à compléter" in lea.page
    lea.press("Modifier ma demande", status=422)
    assert lea.page.problems == ["Document manquant, joignez-le, ou écrivez votre réponse à l’office"]


def test_sender_finds_the_reason_at_the_field_and_all_else_locked(corrected):
    page = corrected.page
    assert "L’office : Le montant n’est pas celui de la facture jointe." in page
    assert page.problems == []
    assert page.summary()["Compte à créditer Verrouillé"].endswith("CH93 0076 2011 6238 5295 7")
    for label in ("Numéro de facture", "Remarque"):
        with pytest.raises(NotOnPage):
            page.control(label)
    assert "Ajouter un trajet" not in page.buttons()
    corrected.fill("Kilomètres, trajet simple", "44", "Trajet 1").press("Enregistrer et quitter")
    assert "Répondu" in corrected.follow("Corriger").page


def test_forged_post_of_a_correction_changes_only_what_is_marked(corrected, desks):
    page = corrected.page
    (form,) = page.document.xpath(".//form[@id='form']")
    posted = [(name, "44" if name == "km" else value) for name, value in page.controls(form)]
    posted += [("__start__", "issue:mapping"), ("number", "R-99"), ("__end__", "issue:mapping"), ("remark", "autre")]
    assert corrected.post_controls(page.url, [*posted, ("save", "yes")]).status_int == 303
    for name, value in (("attach", "yes"), ("detach", "x"), ("add", "details.lines"), ("remove", "payee.0")):
        corrected.post_controls(page.url, [*posted, (name, value), ("file", ("billet.pdf", b"%PDF-1.4"))])
    with desks.acting("be", LEA) as ctx:
        (invoice,) = issuer_of(ctx, LEA).invoices.values()
        answers = invoice.cstruct
        assert (answers["issue"]["number"], answers["remark"], len(invoice.attached)) == ("R-17", "", 0)
        assert [line["km"] for line in answers["details"]["lines"]] == ["44"]


def test_sender_reads_the_message_of_the_office_after_answering(corrected, office):
    corrected.fill("Votre réponse sur ce point, Trajet 1", REPLY)
    corrected.press("Modifier ma demande").press("Envoyer la demande")
    corrected.open("/").follow("BE-2026")
    assert MESSAGE in corrected.page
    assert REPLY in corrected.page
    office.open("/work-list?view=corrected").follow("BE-2026").follow("Accepter").press("Accepter la demande")
    corrected.open(corrected.page.url)
    assert MESSAGE in corrected.page


def test_single_answer_of_a_line_is_marked_and_the_rest_stays_locked(lea, office):
    lea.press("Envoyer ma demande").press("Envoyer la demande")
    office.open("/work-list").follow("BE-2026").tick("Signaler Trajet 1").press("Demander une correction")
    (kilometres,) = office.page.document.xpath(".//input[@value='details.lines.0.km']")
    kilometres.set("checked", "checked")
    office.fill("Motif, Trajet 1", "Total différent").press("Choisir leurs motifs")
    ticked = office.page.document.xpath(".//input[@name='marked'][@checked]/@value")
    assert ticked == ["details.lines.0.km"]
    assert office.page.value("Motif, Trajet 1, Kilomètres, trajet simple") == "Total différent"
    office.fill("Message à l’expéditeur", MESSAGE).press("Voir l’e-mail avant de décider")
    office.press("Demander la correction")
    lea.open("/").follow("Corriger")
    assert lea.page.document.xpath("//*[@id='point-1']/ancestor::*[contains(@id, 'lines-0')]")
    with pytest.raises(NotOnPage):
        lea.page.control("Date", "Trajet 1")
    lea.fill("Kilomètres, trajet simple", "44", "Trajet 1").press("Modifier ma demande").press("Envoyer la demande")
    office.open("/work-list?view=corrected").follow("BE-2026")
    assert "Trajet 1, Kilomètres, trajet simple · Le montant" in office.page
    assert "Correction demandée, inchangé" not in office.page
    assert "Correction demandée" in office.page


def test_what_is_to_be_checked_leads_to_its_place_in_the_form(lea):
    lea.fill("Kilomètres, trajet simple", "450", "Trajet 1").press("Envoyer ma demande")
    (place,) = lea.page.document.xpath("//div[contains(@class, 'message')]//li//a")
    assert place.text_content() == "Trajet 1"
    lea.open(place.get("href"))
    assert lea.page.document.get_element_by_id(place.get("href").partition("#")[2]) is not None
