"""A person is erased on request while invoices of theirs stay: what page, minute, office and sender read."""

from datetime import timedelta

import pytest

from guichet import clock
from guichet.office.decisions import decision_actions
from guichet.office.retention.person_erasure import erase_person
from guichet.testing.people import ANNA, ZOE, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

CLERK, SUPERVISOR = "clerk@be.example", "supervisor@be.example"


@pytest.fixture
def sent(desks):
    """Sends a journey of a person; returns the path of the invoice."""

    def send(email, avs):
        with desks.acting("be", email) as ctx:
            issuer = issuer_of(ctx, email)
            invoice = send_travel(ctx, issuer, beneficiary_of(issuer, avs), clock.today() - timedelta(days=20))
            return f"/issuers/{issuer.id}/invoices/{invoice.id}/"

    return send


@pytest.fixture
def office(desks, sign_in):
    return sign_in(desks.browser("be"), SUPERVISOR)


def test_details_that_go_are_in_the_minute_and_open_invoices_on_the_page(office, sent):
    sent("manager@be.example", ANNA)
    office.open("/erase-person").fill("Numéro AVS", ANNA).press("Chercher")
    assert "Dont sans décision 1 Décidez d’abord" in office.page.words
    office.tick("L’identité de la personne est vérifiée, et sa demande est dans le dossier").press("Effacer")
    assert office.page.notice.startswith("C’est effacé.")
    assert "coordonnées de personnes dont une demande est gardée (1)" in office.page.words
    office.open("/erase-person").fill("Numéro AVS", ANNA).press("Chercher")
    office.tick("L’identité de la personne est vérifiée, et sa demande est dans le dossier").press("Effacer")
    assert office.page.notice.startswith("Il n’y a plus rien à effacer")


def test_no_open_invoice_is_told_where_each_is_decided(office, sent, desks):
    path = sent("manager@be.example", ANNA)
    with desks.acting("be", CLERK) as ctx:
        invoice = issuer_of(ctx, "manager@be.example").invoices[path.split("/")[-2]]
        decision_actions.refuse(ctx, invoice, "Non.", revision_number=1)
    office.open("/erase-person").fill("Numéro AVS", ANNA).press("Chercher")
    assert "Dont sans décision" not in office.page
    assert "Décidez d’abord" not in office.page


def test_office_reads_that_a_sender_has_no_account_any_more(office, sent, desks):
    path = sent("insured@be.example", ZOE)
    assert "Plus de compte au guichet" not in office.open(f"{path}review").page
    with desks.acting("be", SUPERVISOR) as ctx:
        erase_person(ctx, ZOE)
    assert "Plus de compte au guichet" in office.open(f"{path}review").page


def test_correction_of_a_person_off_the_list_has_no_dead_link(desks, sent, sign_in):
    path = sent("manager@be.example", ANNA)
    clerk = sign_in(desks.browser("be"), CLERK).open(f"{path}review").tick("Signaler Bénéficiaire")
    clerk.press("Demander une correction").fill("Vos propres mots, Bénéficiaire", "Quelle adresse ?")
    clerk.press("Voir l’e-mail avant de décider").press("Demander la correction")
    sender = sign_in(desks.browser("be"), "manager@be.example").open(f"{path}edit")
    sender.follow("Corriger les données du bénéficiaire").open(f"{path}edit")
    with desks.acting("be", "manager@be.example") as ctx:
        issuer = issuer_of(ctx, "manager@be.example")
        issuer.beneficiaries.drop(beneficiary_of(issuer, ANNA))
    page = sender.open(f"{path}edit").page
    assert "Corriger les données du bénéficiaire" not in page
    assert "Cette personne n’est plus dans votre liste" in page
