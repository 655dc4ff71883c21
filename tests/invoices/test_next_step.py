"""What the sender reads about the next step: in every state, with the office's usual time while it is at the office."""

from dataclasses import replace

import pytest

from guichet import clock as desk_clock
from guichet.invoices.invoice_actions import withdraw
from guichet.invoices.lifecycle import UNDO_TIME, transition
from guichet.invoices.monthly_figures import monthly_figures
from guichet.invoices.next_step import after_sending, next_step
from guichet.invoices.states import STATES
from guichet.office.decisions import decision_actions
from invoice_types.travel.demo import TRAVEL

CLERK, SUPERVISOR = "clerk@be.example", "supervisor@be.example"
USUAL = "La moitié des demandes de ce type sont décidées en 4 jours ouvrables au plus, neuf sur dix en 9 jours"


def said(house, invoice, payment_days=None):
    """All sentences as one text."""
    desk, localize = house.operator.desk, house.operator.desk.localizer("fr")
    tenant = replace(desk.tenant, payment_days=payment_days)

    class Office:
        """The desk of a canton that states when it pays."""

    office = Office()
    office.tenant = tenant
    return " ".join(localize(one) for one in next_step(office, invoice, desk_clock.now(), localize)).replace(
        "\xa0", " "
    )


@pytest.fixture
def usual(house):
    """The office has decided twenty travel invoices this month."""
    for days, number in ((4, 15), (9, 5)):
        monthly_figures(house.operator.portal).add("2026-11", TRAVEL, "company", ("days", str(days)), number)


def accept(house, invoice):
    decision_actions.accept(house.as_(CLERK), invoice, revision_number=len(invoice.revisions))


@pytest.mark.usefixtures("usual")
def test_at_the_office_there_are_age_and_usual_time(house, clock):
    invoice = house.sent()
    assert "Elle est à l’office" not in said(house, invoice)
    clock.forward(days=4)
    text = said(house, invoice)
    assert text.startswith("L’office contrôle votre demande.")
    assert "Elle est à l’office depuis 3 jours ouvrables." in text
    assert USUAL in text
    assert "Selon les 20 dernières décisions, depuis novembre 2026, sans le temps des corrections" in text


def test_without_enough_decisions_no_time_is_named(house):
    assert "La moitié" not in said(house, house.sent())


@pytest.mark.usefixtures("usual")
def test_before_sending_the_same_is_said(house):
    found = [str(one) for one in after_sending(house.operator.portal, TRAVEL, desk_clock.today())]
    assert len(found) == 3
    assert found[0].startswith("L’office contrôle votre demande.")


@pytest.mark.parametrize(
    ("paths", "what"), [(("decision",), "les points que l’office a signalés"), ((), "votre demande")]
)
def test_a_correction_says_what_to_do_and_whose_time_it_is(house, paths, what):
    text = said(house, house.ask_for_correction(house.sent(), *paths))
    assert f"Corrigez {what}, puis renvoyez" in text
    assert "Le temps que vous prenez ne compte pas" in text


def test_a_decision_can_be_undone_until_its_mail_leaves(house, clock):
    invoice = house.sent()
    accept(house, invoice)
    assert said(house, invoice).startswith("L’office peut encore annuler sa décision jusqu’à 13 h 05.")
    clock.forward(seconds=UNDO_TIME.total_seconds())
    assert said(house, invoice).startswith("La Centrale de compensation")


def test_payment_is_expected_where_the_canton_states_days(house, clock):
    invoice = house.sent()
    accept(house, invoice)
    assert "paiement devrait" not in said(house, invoice)
    assert "Le paiement devrait arriver vers le 14 décembre 2026." in said(house, invoice, 30)
    transition(house.as_(SUPERVISOR), invoice, "hand_over")
    clock.forward(days=31)
    assert "Le paiement était attendu vers le 14 décembre 2026. S’il n’est pas arrivé" in said(house, invoice, 30)
    transition(house.as_(SUPERVISOR), invoice, "pay")
    assert said(house, invoice, 30).startswith("Cette demande est terminée.")


def test_a_refusal_names_the_written_decision_and_a_withdrawal_the_end(house, clock):
    refused, withdrawn = house.sent(), house.sent(km="31")
    decision_actions.refuse(house.as_(CLERK), refused, "Non.", revision_number=1)
    clock.forward(minutes=6)
    withdraw(house.as_(), withdrawn)
    assert "Vous pouvez demander une décision écrite" in said(house, refused)
    assert "l’office ne la traite pas" in said(house, withdrawn)


def test_every_state_after_sending_has_a_next_step(house):
    invoice = house.sent()
    for state in STATES:
        invoice.state = state
        assert said(house, invoice)
    invoice.state = "submitted"


def test_the_page_of_the_invoice_begins_its_timeline_with_it(desks, be, sign_in, house_of):
    with desks.acting("be") as operator:
        house = house_of(operator)
        invoice = house.sent()
        path = f"/issuers/{house.company.id}/invoices/{invoice.id}/"
    sign_in(be, "manager@be.example")
    first, *earlier = be.open(path).page.document.xpath(".//ol[@class='timeline']/li")
    assert first.text_content().split()[:4] == ["La", "suiteL’office", "contrôle", "votre"]
    assert len(earlier) == 1
