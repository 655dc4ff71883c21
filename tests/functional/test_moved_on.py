"""An invoice that goes on while a page about it is open: the page does what it said, or nothing, and says which."""

import pytest

from guichet.invoices import invoice_actions
from guichet.invoices.evaluation import evaluate_invoice
from guichet.office.decisions import decision_actions
from guichet.testing.people import issuer_of

LEA, CLERK = "manager@be.example", "clerk@be.example"
MOVED_ON = "Cette demande a avancé entre-temps"


@pytest.fixture
def lea(be, sign_in, start_invoice, fill_journey):
    """Lea has a complete draft open."""
    sign_in(be, LEA)
    start_invoice(be, "Anna Muster").fill("Numéro de facture", "R-17")
    return fill_journey(be)


def the_invoice(ctx):
    (invoice,) = issuer_of(ctx, LEA).invoices.values()
    return invoice


def send(desks):
    """A colleague sends the draft as it was saved."""
    with desks.acting("be", LEA) as ctx:
        invoice = the_invoice(ctx)
        evaluation = evaluate_invoice(ctx.desk.plugins, invoice, ctx.now.date())
        invoice_actions.submit(ctx, invoice, evaluation, language="fr", confirmed=True)


@pytest.fixture
def returned(lea, desks):
    """The office has returned the invoice; Lea has the form of the correction open."""
    lea.press("Envoyer ma demande").press("Envoyer la demande")
    with desks.acting("be", CLERK) as ctx:
        marks = {"details.lines.0": {"fr": "Trajet inconnu"}}
        decision_actions.request_correction(ctx, the_invoice(ctx), "Corrigez.", marks, revision_number=1)
    return lea.open("/").follow("Corriger").fill("Votre réponse sur ce point, Trajet 1", "Le bon")


def undo(desks):
    """The office undoes its request."""
    with desks.acting("be", CLERK) as ctx:
        decision_actions.undo(ctx, the_invoice(ctx))


def state(desks):
    with desks.looking("be") as ctx:
        return the_invoice(ctx).state, len(the_invoice(ctx).revisions)


def test_page_that_deletes_a_draft_never_withdraws_what_was_sent(lea, desks):
    lea.press("Enregistrer et quitter").follow("Supprimer Anna Muster")
    send(desks)
    lea.press("Supprimer le brouillon")
    assert MOVED_ON in lea.page.notice
    assert state(desks) == ("submitted", 1)


def test_draft_that_was_changed_since_is_not_deleted_unread(lea, desks):
    lea.press("Enregistrer et quitter").follow("Supprimer Anna Muster")
    with desks.acting("be", LEA) as ctx:
        invoice = the_invoice(ctx)
        invoice.save_cstruct({**invoice.cstruct, "remark": "Saisi entre-temps"}, ctx.actor, ctx.now)
    lea.press("Supprimer le brouillon")
    assert lea.page.notice.startswith("Rien n’est supprimé")
    assert state(desks) == ("draft", 0)
    lea.press("Supprimer le brouillon")
    assert lea.page.notice == "Le brouillon est supprimé."


def test_invoice_that_was_corrected_since_is_not_withdrawn_unread(returned, desks):
    page = returned.page.url.replace("edit", "withdraw")
    question = returned.open(page).page
    returned.open(page.replace("withdraw", "edit")).fill("Votre réponse sur ce point, Trajet 1", "Le bon")
    returned.press("Modifier ma demande").press("Envoyer la demande")
    returned._page = question
    returned.press("Retirer la demande")
    assert MOVED_ON in returned.page.notice
    assert state(desks) == ("submitted", 2)


def test_no_correction_is_confirmed_once_the_request_was_undone(returned, desks):
    returned.press("Modifier ma demande")
    undo(desks)
    returned.press("Envoyer la demande")
    assert "Demande envoyée" not in returned.page.heading
    assert MOVED_ON in returned.page.notice
    assert state(desks) == ("submitted", 1)


def test_second_press_still_leads_to_the_confirmation_of_the_first(lea):
    lea.press("Envoyer ma demande")
    check, controls = lea.page.url, lea.page.controls(lea.page.document.xpath(".//main//form")[-1])
    lea.press("Envoyer la demande")
    assert lea.post_controls(check, controls).location.endswith("/sent")


@pytest.mark.parametrize("page", ["edit", "check", "draft-conflict", "earlier-documents", "beneficiary", "withdraw"])
def test_form_of_an_invoice_that_is_decided_says_that_nothing_was_stored(returned, desks, page):
    undo(desks)
    with desks.acting("be", CLERK) as ctx:
        decision_actions.accept(ctx, the_invoice(ctx), revision_number=1)
    address = returned.page.url.partition("/edit")[0]
    token = returned.cookies[returned.desk.cookie("csrf")["name"]]
    answer = returned.post_controls(f"{address}/{page}", [("csrf_token", token), ("save", "yes")])
    assert MOVED_ON in returned.open(answer.location).page.notice
    assert state(desks) == ("accepted", 1)


def test_document_that_is_not_marked_stays_and_that_is_said(lea, desks, pdf):
    lea.upload("Fichier", ("billet.pdf", pdf)).press("Ajouter le fichier")
    lea.press("Envoyer ma demande").press("Envoyer la demande")
    with desks.acting("be", CLERK) as ctx:
        marks = {"details.lines.0": {"fr": "Trajet inconnu"}}
        decision_actions.request_correction(ctx, the_invoice(ctx), "Corrigez.", marks, revision_number=1)
        (document,) = (one.id for one in the_invoice(ctx).documents)
    (form,) = lea.open("/").follow("Corriger").page.document.xpath(".//form[@id='form']")
    answer = lea.post_controls(lea.page.url, [*lea.page.controls(form), ("detach", document)])
    assert "L’office n’a pas signalé ce point" in lea.open(answer.location).page.notice
    assert "billet.pdf" in lea.page
