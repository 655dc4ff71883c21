"""What is written beside the declared forms: nothing is cut off or left out of it without a word."""

import pytest

from guichet.testing.people import issuer_of

LEA = "manager@be.example"
EXPLANATION, REPLY = "Explication pour l’office", "Votre réponse sur ce point, Trajet 1"
WORDS = "Vos propres mots, Trajet 1"
WORST = "".join(chr(0x4E00 + number) for number in range(5000))
"""Too long for a cookie, however it is packed."""
REFUSED = [
    ("mot " * 126 + "fin", "accourcissez le texte : 500 caractères au plus, il y en a 507"),
    (WORST, "accourcissez le texte : 500 caractères au plus, il y en a 5000"),
    ("Le billet \N{PAPERCLIP} est joint", "etirez « \N{PAPERCLIP} » : ce signe ne s’imprime pas."),
]
IDS = ["long", "very long", "sign"]
TAKEN = "x" * 500


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
def marked(lea, office):
    """The officer has marked the journey."""
    lea.press("Envoyer ma demande").press("Envoyer la demande")
    return office.open("/work-list").follow("BE-2026").tick("Signaler Trajet 1").press("Demander une correction")


def latest(desks):
    with desks.acting("be", LEA) as ctx:
        (invoice,) = issuer_of(ctx, LEA).invoices.values()
        marks = invoice.corrections[-1].marks if invoice.corrections else ()
        return len(invoice.revisions), [one.message for one in invoice.events][-1:], [one.reply for one in marks]


@pytest.mark.parametrize(("typed", "message"), REFUSED, ids=IDS)
def test_explanation_of_a_warning_is_sent_whole_or_not_at_all(lea, desks, typed, message):
    lea.tick("Un autre numéro").fill("Numéro de décision", "324 2025 0012345").press("Envoyer ma demande")
    lea.tick("J’ai vérifié, ces indications sont exactes").fill(EXPLANATION, typed)
    lea.press("Envoyer la demande", status=422)
    assert message in lea.page.problem_at(EXPLANATION)
    assert (lea.page.value(EXPLANATION), latest(desks)[0]) == (typed, 0)
    lea.fill(EXPLANATION, TAKEN).press("Envoyer la demande")
    assert latest(desks)[:2] == (1, [TAKEN])


@pytest.mark.parametrize(("typed", "message"), REFUSED, ids=IDS)
def test_answer_to_a_mark_is_sent_whole_or_not_at_all(lea, marked, desks, typed, message):
    marked.fill("Motif, Trajet 1", "Total différent").press("Voir l’e-mail avant de décider")
    marked.press("Demander la correction")
    lea.open("/").follow("Corriger").fill(REPLY, typed).press("Modifier ma demande", status=422)
    assert message in lea.page.problem_at(REPLY)
    assert (lea.page.value(REPLY), latest(desks)[0]) == (typed, 1)
    lea.fill(REPLY, TAKEN).press("Modifier ma demande").press("Envoyer la demande")
    assert latest(desks)[::2] == (2, [TAKEN])


@pytest.mark.parametrize("reason", ["Total différent", ""])
@pytest.mark.parametrize(("typed", "message"), REFUSED, ids=IDS)
def test_words_about_a_mark_go_whole_or_not_at_all(marked, typed, message, reason):
    if reason:
        marked.fill("Motif, Trajet 1", reason)
    marked.fill(WORDS, typed).press("Voir l’e-mail avant de décider", status=422)
    (problem,) = marked.page.problems
    assert problem.startswith("Trajet 1 : ") and message in problem
    assert marked.page.value(WORDS) == typed
    marked.fill(WORDS, TAKEN).press("Voir l’e-mail avant de décider")
    assert TAKEN in marked.page


def test_explanation_survives_the_session_s_end_and_another_language(lea, desks, sign_in, clock):
    lea.tick("Un autre numéro").fill("Numéro de décision", "324 2025 0012345").press("Envoyer ma demande")
    lea.tick("J’ai vérifié, ces indications sont exactes").fill(EXPLANATION, TAKEN)
    clock.forward(hours=11)
    lea.press("Envoyer la demande")
    sign_in(lea, LEA)
    assert (lea.page.value(EXPLANATION), lea.page.problems) == (TAKEN, [])
    (form,) = lea.page.document.xpath("//form[@data-language]")
    answer = lea.post_controls(lea.page.url, [*lea.page.controls(form), ("switch_language", "de")])
    lea.open(answer.request.path_qs)
    assert (lea.page.heading, lea.page.problems) == ("Prüfen Sie Ihren Antrag vor dem Senden", [])
    assert lea.page.document.xpath("string(//textarea)").strip() == TAKEN
    lea.press("Antrag senden")
    assert latest(desks)[:2] == (1, [TAKEN])
