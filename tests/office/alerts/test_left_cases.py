"""Cases of a colleague whose access has ended: named on « À traiter », found in the list, given to another."""

from datetime import timedelta

import pytest

from guichet import clock
from guichet.office.cases import case_actions
from guichet.testing.people import ANNA, beneficiary_of, issuer_of, user_of
from guichet.users import staff_users
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"


@pytest.fixture
def assigned(desks):
    """An invoice that the clerk has, and one that was decided."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        sent = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), clock.today() - timedelta(days=20))
        name = sent.id
    with desks.acting("be", SUPERVISOR) as ctx:
        invoice = issuer_of(ctx, MANAGER).invoices[name]
        case_actions.assign(ctx, invoice, user_of(ctx, CLERK).id)
        return invoice.reference


def test_case_left_by_a_colleague_is_found_and_given_to_another(desks, assigned, sign_in):
    supervisor = sign_in(desks.browser("be"), SUPERVISOR).open("/alerts")
    assert "qui ne contrôle plus de demandes" not in supervisor.page
    with desks.acting("be", SUPERVISOR) as ctx:
        left = user_of(ctx, CLERK)
        clerk = left.name
        staff_users.deactivate(ctx, left)
    desks.clock.forward(minutes=2)
    supervisor.open("/alerts")
    assert f"Dossiers attribués à {clerk}, qui ne contrôle plus de demandes : 1" in supervisor.page.words
    supervisor.follow("Ouvrir la liste")
    assert supervisor.page.value("Attribué à") == clerk
    supervisor.tick(f"Choisir {assigned}").fill("Attribuer les dossiers choisis à", "Sandra Wyss").press("Attribuer")
    desks.clock.forward(minutes=2)
    assert "qui ne contrôle plus de demandes" not in supervisor.open("/alerts").page
    assert clerk not in supervisor.open("/work-list").page


def test_chosen_assignee_of_an_unknown_name_adds_no_choice(desks, assigned, sign_in):
    supervisor = sign_in(desks.browser("be"), SUPERVISOR).open("/work-list?view=all&assignee=0123456789abcdef")
    assert supervisor.page.value("Attribué à") == "Tout le monde"
