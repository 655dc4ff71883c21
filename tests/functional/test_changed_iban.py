"""Every way in which a saved IBAN is written: a fresh code before it, and a mail with the last four digits after it."""

import ast
from pathlib import Path

import pytest

from guichet.testing.people import ANNA, BEAT, PASSWORD, ZOE, beneficiary_of, issuer_of

MANAGER, COLLABORATOR, INSURED = "manager@be.example", "collaborator@be.example", "insured@be.example"
BANK = "Modifier les informations bancaires"
OLD, NEW = "CH9300762011623852957", "CH5604835012345678009"
QUESTIONS = {
    "core/guichet/invoices/header_form.py": "an invoice, which is saved with a beneficiary that has none",
    "core/guichet/issuers/company/company_schemas.py": "a bank account of the company",
    "core/guichet/issuers/beneficiary_schemas.py": "a beneficiary or the insured person",
}
"""The modules with a question for an IBAN, and whose it is; those of a company are in test_company_bank_accounts.py."""
ROOT = Path(__file__).parents[2]


def test_each_question_for_an_iban_is_one_of_these():
    modules = [module for folder in ("core", "plugins") for module in (ROOT / folder).rglob("*.py")]
    asking = {str(module.relative_to(ROOT)) for module in modules if any(_asks(ast.parse(module.read_text())))}
    # `declared` draws any declared question, and asks none of its own.
    asking.discard("core/guichet/web/forms/declared.py")
    assert {module for module in asking if "/tests/" not in module} == set(QUESTIONS)


def _asks(tree):
    """The calls of a question's class named ``Iban``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "Iban":
                yield node


# The ways: the page, and what is typed there.


def of_beneficiary(browser, iban):
    browser.open("/").follow("Bénéficiaires").follow("Anna Muster").follow(BANK).fill("IBAN", iban)


def of_beneficiary_without_account(browser, iban):
    browser.open("/").follow("Bénéficiaires").follow("Beat Beispiel").follow(BANK).fill("IBAN", iban)


def of_insured_person(browser, iban):
    browser.open("/").follow("Mes données").follow(BANK).fill("IBAN", iban)


PAGES = {
    "beneficiary": (MANAGER, of_beneficiary, OLD),
    "beneficiary by a collaborator": (COLLABORATOR, of_beneficiary, OLD),
    "beneficiary without an account": (MANAGER, of_beneficiary_without_account, ""),
    "insured person": (INSURED, of_insured_person, OLD),
}


def saved(desks):
    """The saved IBANs."""
    with desks.acting("be", MANAGER) as ctx:
        company, insured = issuer_of(ctx, MANAGER), issuer_of(ctx, INSURED)
        people = (beneficiary_of(company, ANNA), beneficiary_of(company, BEAT), beneficiary_of(insured, ZOE))
        return [one.iban for one in people]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("typed", [NEW, ""], ids=["another", "none"])
def test_another_iban_is_saved_after_a_fresh_code_only(desks, be, sign_in, clock, outbox, page, typed):
    email, way, before = PAGES[page]
    if typed == before:
        typed = OLD
    sign_in(be, email)
    clock.forward(minutes=11)
    stored, mails = saved(desks), len(outbox.mails)
    way(be, typed)
    be.press("Enregistrer")
    assert be.page.heading == "Confirmez que c’est vous"
    assert (saved(desks), len(outbox.mails)) == (stored, mails)
    be.fill("Mot de passe", PASSWORD).press("Continuer").fill("Code", outbox[-1].code).press("Continuer")
    assert be.page.value("IBAN").replace(" ", "") == typed
    be.press("Enregistrer")
    assert be.page.notice == "C’est enregistré."
    assert saved(desks) != stored
    mail = outbox.mails[-1]
    assert len(outbox.mails) == mails + 1
    assert mail.recipient == (INSURED if email == INSURED else MANAGER)
    ends = f"Fin de l’IBAN précédent : {before[-4:]}. Fin du nouvel IBAN : {typed[-4:] or 'aucun'}."
    # The first one is no change: « modifié » and « précédent » would alarm.
    ends = ends if before else f"Fin de l’IBAN : {typed[-4:]}."
    assert ("modifié" in mail.subject) == bool(before)
    assert ends in mail.text.replace("\u00a0", " ").replace("\n", " ")
    for iban in filter(None, (before, typed)):
        assert iban[-5:] not in mail.text.replace(" ", "")


def test_other_data_is_saved_without_a_fresh_code_and_without_a_mail(be, sign_in, clock, outbox):
    sign_in(be, MANAGER)
    clock.forward(minutes=11)
    mails = len(outbox.mails)
    of_beneficiary(be, "CH93 0076 2011 6238 5295 7")
    be.fill("Titulaire du compte", "Anna Muster").press("Enregistrer")
    assert (be.page.notice, len(outbox.mails)) == ("C’est enregistré.", mails)


def test_iban_saved_with_an_invoice_is_told_by_mail(be, sign_in, start_invoice, fill_journey, outbox):
    sign_in(be, MANAGER)
    start_invoice(be, "Beat Beispiel").fill_all(
        {"Numéro de facture": "R-17", "IBAN": NEW, "Numéro de décision": "302 2025 0099999"}
    )
    fill_journey(be).press("Envoyer ma demande").press("Envoyer la demande")
    texts = [mail.text.replace("\u00a0", " ") for mail in outbox.mails[-2:]]
    assert sum("Fin de l’IBAN : 8009." in text for text in texts) == 1
