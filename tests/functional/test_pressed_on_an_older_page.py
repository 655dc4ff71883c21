"""A button of the office acts on what its page has shown: what has come since stays as it is, and is shown."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guichet import clock as desk_clock
from guichet.invoices.conversation_actions import write_to_office
from guichet.invoices.invoice_actions import start_draft
from guichet.invoices.overrides import Completion, Override
from guichet.mfa.phone_requests import submit
from guichet.office.decisions import decision_actions
from guichet.office.decisions.accept_page import FOUND_SINCE
from guichet.office.decisions.decision_pages import WRITTEN_SINCE
from guichet.office.retention.models import Hold, retention
from guichet.testing.people import ANNA, ZOE, beneficiary_of, issuer_of, user_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
INSURED = "insured@be.example"


@pytest.fixture
def path(sent_invoice):
    """The path of an invoice that waits for a decision."""
    return sent_invoice("be", MANAGER, ANNA)


@pytest.fixture
def officer(desks, sign_in):
    return sign_in(desks.browser("be"), SUPERVISOR)


def the_invoice(ctx):
    (invoice,) = issuer_of(ctx, MANAGER).invoices.values()
    return invoice


def write(desks):
    with desks.acting("be", MANAGER) as ctx:
        write_to_office(ctx, the_invoice(ctx), "Merci d’attendre : mon compte change.", language="fr")


def test_message_that_came_since_is_not_filed_unread(desks, officer, path):
    for text in ("Le taxi est-il compris ?", "J’ai un nouveau compte."):
        with desks.acting("be", MANAGER) as ctx:
            write_to_office(ctx, the_invoice(ctx), text, language="fr")
        if text.startswith("Le taxi"):
            officer.open(f"{path}review")
    officer.press("Classer sans réponse")
    assert officer.page.notice.startswith("Un message est arrivé entre-temps")
    assert "J’ai un nouveau compte." in officer.page
    officer.press("Classer sans réponse")
    assert officer.page.notice == "Les messages sont classés."


def test_decision_of_a_colleague_is_not_undone_unread(desks, officer, path):
    with desks.acting("be", CLERK) as ctx:
        decision_actions.accept(ctx, the_invoice(ctx), revision_number=1)
    officer.open(f"{path}undo-decision")
    with desks.acting("be", CLERK) as ctx:
        decision_actions.undo(ctx, the_invoice(ctx))
        decision_actions.refuse(ctx, the_invoice(ctx), "Pas de droit.", revision_number=1)
    officer.press("Annuler la décision")
    assert officer.page.notice.startswith("La demande a changé")
    with desks.looking("be") as ctx:
        assert the_invoice(ctx).state == "refused"


def test_amounts_that_a_colleague_completed_since_are_not_accepted_unread(desks, officer, path, monkeypatch):
    plugins = desks["be"].plugins
    monkeypatch.setattr(plugins, "tenant", replace(plugins.tenant, second_approval_above=1))
    for rappen in (5000, 90000):
        with desks.acting("be", CLERK) as ctx:
            invoice = the_invoice(ctx)
            if not invoice.overrides:
                decision_actions.accept(ctx, invoice, revision_number=1)
            added = Completion("details.lines.0", {"fr": "Trajet 1"}, {"fr": "Aucun tarif"}, rappen)
            invoice.overrides = (Override(event_number=len(invoice.events) - 1, completions=[added]),)
        if rappen == 5000:
            officer.open(f"{path}accept")
            assert "50.00" in officer.page
    officer.press("Accepter la demande", status=409)
    assert "900.00" in officer.page
    assert officer.page.problems[0].startswith("Une autre personne de l’office a complété la demande")
    officer.press("Accepter la demande")
    with desks.looking("be") as ctx:
        assert the_invoice(ctx).state == "accepted"


def test_invoice_with_a_point_that_came_since_is_not_accepted_at_once(desks, officer):
    day = desk_clock.today() - timedelta(days=60)
    for later in (0, 2):
        with desks.acting("be", MANAGER) as ctx:
            issuer = issuer_of(ctx, MANAGER)
            beneficiary_of(issuer, ANNA).account_holder = "Anna Muster"
            send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), day + timedelta(days=later))
        if not later:
            officer.open("/work-list").follow("Traiter ces dossiers à la suite")
            assert "décide sans autre page" in officer.page
    officer.press("Accepter", status=409)
    assert officer.page.problems == [FOUND_SINCE]
    officer.press("Accepter la demande")
    assert "La demande est acceptée." in officer.page.notice


@pytest.mark.parametrize(
    ("page", "button", "words"),
    [
        ("accept", "Accepter la demande", {}),
        ("refuse", "Voir l’e-mail avant de décider", {"Raison du refus": "Non.", "Base légale": "art. 51 LAI"}),
        ("request-correction", "Voir l’e-mail avant de décider", {"Message à l’expéditeur": "Merci de corriger."}),
    ],
)
def test_message_that_came_since_is_read_before_a_decision(desks, officer, path, page, button, words):
    officer.open(f"{path}{page}")
    write(desks)
    for label, value in words.items():
        officer.fill(label, value)
    officer.press(button, status=409)
    assert officer.page.problems == [WRITTEN_SINCE]
    officer.press(button)
    with desks.looking("be") as ctx:
        assert (the_invoice(ctx).state == "accepted") == (not words)


def test_message_that_waits_keeps_a_case_from_being_accepted_at_once(desks, officer):
    with desks.acting("be", MANAGER) as ctx:
        person = beneficiary_of(issuer_of(ctx, MANAGER), ANNA)
        person.account_holder = "Anna Muster"
        send_travel(ctx, issuer_of(ctx, MANAGER), person, desk_clock.today() - timedelta(days=60))
    for written in (False, True):
        if written:
            write(desks)
        officer.open("/work-list").follow("Traiter ces dossiers à la suite")
        assert ("Message à lire" in officer.page) == written
        assert ("décide sans autre page" in officer.page) != written


def test_message_that_came_since_keeps_a_case_from_being_accepted_at_once(desks, officer):
    with desks.acting("be", MANAGER) as ctx:
        person = beneficiary_of(issuer_of(ctx, MANAGER), ANNA)
        person.account_holder = "Anna Muster"
        send_travel(ctx, issuer_of(ctx, MANAGER), person, desk_clock.today() - timedelta(days=60))
    officer.open("/work-list").follow("Traiter ces dossiers à la suite")
    write(desks)
    officer.press("Accepter", status=409)
    assert officer.page.problems == [FOUND_SINCE]


def test_record_that_came_since_is_not_erased_unread(desks, officer):
    officer.open("/erase-person").fill("Numéro AVS", ZOE).press("Chercher")
    assert "Zoé Exemple" in officer.page
    with desks.acting("be", INSURED) as ctx:
        issuer = issuer_of(ctx, INSURED)
        form = desks["be"].plugins.invoice_types["318.632.1"]
        start_draft(ctx, issuer, beneficiary_of(issuer, ZOE), form)
    verified = "L’identité de la personne est vérifiée, et sa demande est dans le dossier"
    officer.tick(verified).press("Effacer")
    assert "Brouillons à effacer 1" in officer.page.words
    with desks.looking("be") as ctx:
        assert user_of(ctx, INSURED).state == "active"
    officer.tick(verified).press("Effacer")
    assert officer.page.notice.startswith("C’est effacé.")


@pytest.mark.parametrize("pressed", [{}, {"hold": "yes"}])
def test_no_post_but_that_of_the_button_lets_an_invoice_go(desks, officer, path, pressed):
    with desks.acting("be", SUPERVISOR) as ctx:
        retention(ctx.portal).hold(the_invoice(ctx).id, Hold(ctx.now, ctx.actor, "Recours"))
    officer.open(f"{path}retention-hold")
    officer.post_controls(f"{path}retention-hold", {"csrf_token": officer.cookies["csrf"], **pressed}.items())
    with desks.looking("be") as ctx:
        assert retention(ctx.portal).hold_of(the_invoice(ctx).id) is not None


def test_request_for_a_phone_that_came_since_is_not_refused_unread(desks, officer):
    for number in ("+41795556677", "+41795556688"):
        with desks.acting("be", MANAGER) as ctx:
            user = user_of(ctx, MANAGER)
            submit(ctx, user, number, "Le matin", app_lost=False)
        if number.endswith("77"):
            officer.open(f"/users/{user.id}/lost-phone")
        desks.clock.forward(minutes=1)
    officer.press("Refuser")
    assert officer.page.notice.startswith("Cette personne a envoyé une nouvelle demande")
    with desks.looking("be") as ctx:
        assert user_of(ctx, MANAGER).phone_request.number.endswith("88")
    officer.open(f"/users/{user.id}/lost-phone").press("Refuser")
    assert officer.page.notice.startswith("Le nouveau téléphone est refusé.")
