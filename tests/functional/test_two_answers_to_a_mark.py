"""Two people, or two pages of one person, who answer the office's points: no answer is lost, and both are told."""

import pytest

from guichet.testing.people import issuer_of

LEA, MARC = "manager@be.example", "collaborator@be.example"
REPLY, KM = "Votre réponse sur ce point, Trajet 1", "Kilomètres, trajet simple"
HERS, HIS = "La quittance suit.", "Le trajet est de 45 km."
SAVE = "Enregistrer et quitter"


@pytest.fixture
def lea(be, desks, sign_in, start_invoice, fill_journey):
    """Lea has a correction open in which the journey is marked."""
    sign_in(be, LEA)
    start_invoice(be, "Anna Muster").fill("Numéro de facture", "R-17")
    fill_journey(be).press("Envoyer ma demande").press("Envoyer la demande")
    office = sign_in(desks.browser("be"), "clerk@be.example").open("/work-list").follow("BE-2026")
    office.tick("Signaler Trajet 1").press("Demander une correction").fill("Motif, Trajet 1", "Total différent")
    office.press("Voir l’e-mail avant de décider").press("Demander la correction")
    return be.open("/").follow("Corriger")


@pytest.fixture
def marc(lea, desks, sign_in):
    """Marc has it open too."""
    return sign_in(desks.browser("be"), MARC).open(lea.page.url)


def stored(desks):
    with desks.acting("be", LEA) as ctx:
        (invoice,) = issuer_of(ctx, LEA).invoices.values()
        return invoice.correction.marks[0].reply, invoice.cstruct["details"]["lines"][0]["km"]


def autosave(browser):
    posted = browser.page.controls(browser.page.document.xpath("//form[@id='form']")[0], None)
    return browser.post_controls(browser.page.url, [*posted, ("autosave", "yes")])


def test_older_page_takes_no_answer_away_that_it_did_not_show(lea, marc, desks):
    marc.fill(REPLY, HIS).press(SAVE)
    lea.fill(KM, "44", "Trajet 1").press(SAVE)
    assert stored(desks) == (HIS, "44")


def test_answer_is_kept_beside_a_change_of_another_page(lea, marc, desks):
    marc.fill(KM, "43", "Trajet 1").press(SAVE)
    lea.fill(REPLY, HERS).press(SAVE, status=409)
    assert stored(desks) == (HERS, "43")


@pytest.mark.parametrize("his", [HIS, ""], ids=["another", "taken away"])
def test_answer_that_both_have_written_is_asked_about(lea, marc, desks, his):
    if not his:
        lea.fill(REPLY, "Premier jet.").press(SAVE)
        lea.open("/").follow("Corriger")
        marc.open(lea.page.url)
    marc.fill(REPLY, his).press(SAVE)
    lea.fill(REPLY, HERS).press(SAVE, status=409)
    assert stored(desks)[0] == his
    assert (his or "effacée entre-temps") in lea.page.problem_at(REPLY)
    assert lea.page.value(REPLY) == HERS
    lea.press(SAVE)
    assert stored(desks)[0] == HERS


def test_script_is_told_that_both_have_written(lea, marc, desks):
    lea.fill(REPLY, "La")
    assert autosave(lea).status_int == 200
    marc.fill(REPLY, HIS)
    answer = autosave(marc)
    assert answer.status_int == 409 and "a été enregistré ici depuis une autre page" in answer.json["conflict"]
    assert stored(desks)[0] == "La"


def test_script_that_goes_on_writing_is_alone_with_its_own_answer(lea, desks):
    shown = autosave(lea.fill(REPLY, "La")).json["answers_shown"]
    lea.page.document.xpath(".//input[@name='answers_shown']")[0].set("value", shown)
    assert autosave(lea.fill(REPLY, HERS)).status_int == 200
    assert stored(desks)[0] == HERS


def test_answer_survives_the_end_of_the_session(lea, desks, clock, sign_in):
    lea.fill(REPLY, HERS)
    clock.forward(hours=11)
    lea.press(SAVE)
    sign_in(lea, LEA)
    assert lea.page.value(REPLY) == HERS
    lea.press(SAVE)
    assert stored(desks)[0] == HERS
