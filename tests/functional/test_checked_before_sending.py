"""What is sent is what the check page showed: any fact that changed meanwhile shows the page again."""

import pytest

from guichet.documents.cleaning.outcome import CleanFile
from guichet.invoices import invoice_actions
from guichet.issuers import issuer_actions
from guichet.issuers.models import BankAccount
from guichet.testing.people import ANNA, beneficiary_of, issuer_of

LEA = "manager@be.example"
PERSONAL = {
    "first_name": "Anita",
    "last_name": "Meier",
    "birth_date": None,
    "avs": "7569217076985",
    "street": "Neue Gasse 1",
    "postcode": "3011",
    "town": "Bern",
    "account_holder": "Berta Meier",
    "iban": "CH5604835012345678009",
}
FILE = CleanFile("billet.pdf", "application/pdf", b"%PDF-1.7 a ticket", 1, "0" * 64)


@pytest.fixture
def checking(be, sign_in, start_invoice, fill_journey):
    """Lea looks at the check page of an invoice for Anna."""
    sign_in(be, LEA)
    start_invoice(be, "Anna Muster")
    fill_journey(be).fill("Numéro de facture", "R-17").press("Envoyer ma demande")
    assert be.page.heading == "Vérifiez votre demande avant de l’envoyer"
    return be


@pytest.fixture
def meanwhile(desks):
    """Performs a change of another person: ``change(ctx, issuer, anna, invoice)``."""

    def run(change):
        with desks.acting("be", "collaborator@be.example") as ctx:
            issuer = issuer_of(ctx, LEA)
            (invoice,) = (one for one in issuer.invoices.values() if one.state == "draft")
            change(ctx, issuer, beneficiary_of(issuer, ANNA), invoice)

    return run


def sent(desks):
    with desks.acting("be", LEA) as ctx:
        return [one.state for one in issuer_of(ctx, LEA).invoices.values() if one.revisions]


def set_to(name):
    def change(_ctx, _issuer, anna, _invoice):
        value = PERSONAL[name] if PERSONAL[name] is not None else anna.birth_date.replace(year=1985)
        setattr(anna, name, value)

    return change


def company(name, value):
    return lambda _ctx, issuer, _anna, _invoice: setattr(issuer, name, value)


def documents(ctx, _issuer, _anna, invoice):
    invoice_actions.attach(ctx, invoice, FILE, "ticket")


def answers(ctx, _issuer, _anna, invoice):
    raw = invoice.cstruct
    raw["details"]["lines"][0]["km"] = "46"
    invoice.save_cstruct(raw, ctx.actor, ctx.now)


def own_account(ctx, issuer, anna, invoice):
    account = BankAccount(label="Autre", iban="CH4431999123000889012", account_holder="")
    issuer.bank_accounts = (account,)
    raw = invoice.cstruct
    raw["payee"]["account"] = account.id
    anna.payment_reference = "210000000003139471430009017"
    invoice.save_cstruct(raw, ctx.actor, ctx.now)


CHANGES = {
    **{name: ("Bénéficiaire", set_to(name)) for name in PERSONAL if name not in ("iban", "account_holder")},
    "iban": ("Compte à créditer", set_to("iban")),
    "account_holder": ("Compte à créditer", set_to("account_holder")),
    "another account": ("Compte à créditer", own_account),
    "company": ("Émetteur", company("name", "Home-Aide Nouvelle SA")),
    "gln": ("Émetteur", company("gln", "7601000000019")),
    "documents": ("Documents", documents),
    "answers": ("Prestations", answers),
}


@pytest.mark.parametrize("what", CHANGES)
def test_fact_that_changed_after_the_check_is_not_sent(checking, meanwhile, desks, outbox, what):
    part, change = CHANGES[what]
    before = len(sent(desks))
    meanwhile(change)
    mails = len(outbox)
    checking.press("Envoyer la demande", status=409)
    assert checking.page.heading == "Vérifiez votre demande avant de l’envoyer"
    (problem,) = checking.page.problems
    assert problem.startswith("La demande a changé entre-temps : ")
    assert part in problem
    assert (len(sent(desks)), len(outbox)) == (before, mails)
    checking.press("Envoyer la demande")
    assert checking.page.heading == "Demande envoyée"


def test_correction_has_the_same_last_check(checking, meanwhile, desks, sign_in):
    checking.press("Envoyer la demande")
    office = sign_in(desks.browser("be"), "clerk@be.example")
    office.follow("BE-2026").press("Demander une correction")
    office.fill("Message à l’expéditeur", "Il manque l’heure.").press("Voir l’e-mail avant de décider")
    office.press("Demander la correction")
    checking.open("/").follow("Corriger").press("Modifier ma demande")
    assert checking.page.heading == "Vérifiez votre demande avant de l’envoyer"
    with desks.acting("be", LEA) as ctx:
        anna = beneficiary_of(issuer_of(ctx, LEA), ANNA)
        issuer_actions.save_bank_details(ctx, anna, PERSONAL["iban"], "", "")
    checking.press("Envoyer la demande", status=409)
    assert "Compte à créditer" in checking.page.problems[0]
    checking.press("Envoyer la demande")
    assert checking.page.heading == "Demande envoyée"
