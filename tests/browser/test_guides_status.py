"""The guides' chapters on treatment and status, followed word for word by sender and officer, in French and in German.

Berne 4.5 « Traitement de votre demande » and 4.6 « Statuts de vos demandes »; Neuchâtel « Suivi du statut des
factures » and « Exportation de la facture en format PDF ».
"""

import re

import pytest
from playwright.sync_api import expect

LANGUAGES = pytest.mark.parametrize("language", ["fr", "de"])
MESSAGE, ANSWER = "Le billet du 14 manque.", "Le billet est sur la page deux."
UNDONE = "La correction est demandée. Vous pouvez annuler pendant 5 minutes, puis l’e-mail part."
REFUSED = "Ces trajets ne figurent pas dans la décision."


@pytest.fixture
def people(enter):
    """``people(desk, language)``: a sender and an officer, signed in."""

    def sign_in(desk, language):
        found = enter(desk, language), enter(desk, language)
        for visitor, who in zip(found, ("statut", "commis"), strict=True):
            visitor.open("/")
            visitor.sign_in(f"{who}-{language}@{desk}.example")
        return found

    return sign_in


@LANGUAGES
@pytest.mark.parametrize("desk", ["be", "ne"])
def test_an_invoice_is_corrected_and_accepted_and_another_refused(people, desk, language):
    sender, officer = people(desk, language)
    asks_for_a_correction(officer, language)
    corrects_by_the_link_of_the_mail(sender, desk, language)
    if desk == "be":
        writes_and_is_answered(sender, officer, language)
    accepts(sender, officer, language)
    refuses(sender, officer, language)
    if desk == "be":
        finds_it_in_the_history(sender, language)


def asks_for_a_correction(officer, language):
    """4.5.2: « La demande contient des erreurs »."""
    officer.open(f"{{status-corrected-{language}}}request-correction")
    officer.fill({"Message à l’expéditeur": MESSAGE})
    officer.press("Voir l’e-mail avant de décider")
    expect(officer.page.get_by_role("region", name=officer.words("L’e-mail qui partira"))).to_contain_text(MESSAGE)
    officer.press("Demander la correction")
    expect(officer.page.get_by_role("status")).to_contain_text(officer.words(UNDONE))


def corrects_by_the_link_of_the_mail(sender, desk, language):
    """4.5.2: the mail with the details, its link, the sign-in, the message, « Demandes à corriger », the button."""
    number = reference(sender, "corrected", language)
    mail = re.compile(f"{number}.*{re.escape(MESSAGE)}", re.DOTALL)
    sender.press("Se déconnecter")
    sender.page.goto(sender.link(mail, "Corriger ma demande"))
    sender.sign_in(f"statut-{language}@{desk}.example")
    expect(main(sender)).to_contain_text(MESSAGE)
    sender.open("/")
    todo = sender.page.get_by_role("region", name=sender.words("À faire par vous"))
    expect(todo).to_contain_text(sender.words("Demandes à corriger"))
    expect(todo).to_contain_text(MESSAGE)
    todo.get_by_role("link", name=re.compile(f"{sender.words('Corriger')}.*{number}|{number}")).last.click()
    sender.fill({"Remarque": ANSWER})
    sender.press("Modifier ma demande")
    box = sender.page.get_by_label(sender.words("J’ai vérifié, ces indications sont exactes"))
    if box.count():
        box.check()
    sender.press("Envoyer la demande")
    expect(heading(sender)).to_have_text(sender.words("Demande envoyée"))


def writes_and_is_answered(sender, officer, language):
    """Outside a correction: the sender asks, the officer finds the case under « Messages » and answers by mail."""
    sender.open(f"{{status-corrected-{language}}}")
    sender.follow("Écrire à l’office")
    sender.fill({"Votre message": "Quand sera-t-elle payée ?"})
    sender.press("Envoyer le message")
    expect(sender.page.get_by_role("status")).to_contain_text(sender.words("Votre message est chez l’office."))
    officer.open("/work-list?view=messages")
    officer.page.get_by_role("link", name=reference(officer, "corrected", language)).click()
    expect(main(officer)).to_contain_text("Quand sera-t-elle payée ?")
    officer.follow("Écrire à l’expéditeur")
    officer.fill({"Message": ANSWER})
    officer.press("Envoyer le message")
    subject = officer.words(
        "Demande ${reference} : message de l’office", reference=reference(sender, "corrected", language)
    )
    assert ANSWER in sender.message(subject)


def accepts(sender, officer, language):
    """4.5.1: « transmise pour paiement à la Centrale de Compensation à Genève », the automatic mail, the status."""
    officer.open(f"{{status-corrected-{language}}}accept")
    officer.press("Accepter la demande")
    number = reference(sender, "corrected", language)
    words = "Votre demande ${reference} est acceptée et transmise pour paiement à la Centrale de compensation à Genève."
    sender.page.goto(sender.link(sender.words(words, reference=number), "Voir ma demande"))
    expect(sender.page.get_by_text(sender.words("Acceptée"), exact=True)).to_be_visible()


def refuses(sender, officer, language):
    """4.5.3: the reason by mail, and the PDF icon beside the invoice."""
    officer.open(f"{{status-refused-{language}}}refuse")
    officer.fill({"Raison du refus": REFUSED, "Base légale": "art. 90 al. 2 RAI"})
    officer.press("Voir l’e-mail avant de décider")
    officer.press("Refuser la demande")
    number = reference(sender, "refused", language)
    assert "art. 90 al. 2 RAI" in sender.message(re.compile(f"{number}.*{re.escape(REFUSED)}", re.DOTALL))
    sender.open("/")
    row = sender.page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text(sender.words("Refusée"))
    with sender.page.expect_download() as copy:
        row.get_by_role("link", name=f"PDF {number}").click()
    assert copy.value.suggested_filename == f"{number}.pdf"


def finds_it_in_the_history(sender, language):
    """4.6: the filters « Responsable », « Bénéficiaire » and « Statut »; the list as a file."""
    page = sender.page
    page.get_by_label(sender.words("Responsable")).select_option(label="Ruth Aebi")
    page.get_by_label(sender.words("Bénéficiaire")).fill("Muster")
    page.get_by_label(sender.words("Statut")).select_option(label=sender.words("Acceptée"))
    sender.press("Filtrer")
    rows = page.get_by_role("table").get_by_role("row").filter(has_text=re.compile(r"BE-\d{4}"))
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(reference(sender, "corrected", language))
    sender.follow("Exporter cette liste")
    with page.expect_download() as table:
        page.get_by_role("button", name=sender.words("Télécharger le tableau")).click()
    assert table.value.suggested_filename.endswith(".csv")


def reference(visitor, name, language):
    """The reference of an invoice of the scene."""
    return visitor.server.places[visitor.desk][f"status-{name}-{language}-reference"]


def heading(visitor):
    return visitor.page.get_by_role("heading", level=1)


def main(visitor):
    return visitor.page.get_by_role("main")
