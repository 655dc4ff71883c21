"""The office sees in which language it is read, and its words carry the language that they are written in."""

from datetime import timedelta

import pytest

from guichet import clock as desk_clock
from guichet.messages.enqueue import outbox_of
from guichet.testing.people import ANNA, PASSWORD, beneficiary_of, issuer_of, user_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK = "manager@be.example", "clerk@be.example"
GERMAN = "Bitte korrigieren Sie die Kilometer.\n\nLegen Sie die Quittung bei."
FRENCH = "Merci de corriger les kilomètres."
READS_GERMAN = "Langue de correspondance : allemand"
DECISIONS = {
    "request-correction": ("Message à l’expéditeur", "Demander la correction"),
    "refuse": ("Raison du refus", "Refuser la demande"),
}
EVERY_DECISION = pytest.mark.parametrize("decision", DECISIONS)


@pytest.fixture
def invoice(desks):
    """The path of an invoice that waits for a decision; its sender reads German."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        user_of(ctx, MANAGER).language = "de"
        sent = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), desk_clock.today() - timedelta(days=20))
        return f"/issuers/{issuer.id}/invoices/{sent.id}/"


@pytest.fixture
def clerk(be, sign_in):
    return sign_in(be, CLERK)


def write(clerk, invoice, decision, text, language="", status=200):
    label, button = DECISIONS[decision]
    clerk.open(invoice + decision).fill(label, text)
    if decision == "refuse":
        clerk.fill("Base légale", "art. 90 RAI")
    if language:
        clerk.tick(language, "Langue de votre texte")
    clerk.press("Voir l’e-mail avant de décider", status=status)
    return clerk.press(button) if status == 200 else clerk


@pytest.mark.parametrize("page", ["review", "accept"])
def test_office_sees_the_language_of_the_sender(clerk, invoice, page):
    assert READS_GERMAN in clerk.open(invoice + page).page


@EVERY_DECISION
def test_officer_of_another_language_is_told_before_writing(clerk, invoice, decision):
    clerk.open(invoice + decision)
    assert "a choisi cette langue : allemand. Écrivez si possible dans cette langue." in clerk.page
    clerk.press("Deutsch")
    assert "wenn möglich in dieser Sprache" not in clerk.page
    assert "Sprache Ihres Textes" not in clerk.page


@EVERY_DECISION
def test_officer_of_another_language_says_which_one_was_written(clerk, invoice, decision):
    write(clerk, invoice, decision, GERMAN, status=422)
    assert clerk.page.problems == ["Indiquez dans quelle langue vous avez écrit"]
    assert clerk.page.value(DECISIONS[decision][0]).split() == GERMAN.split()


def test_marks_with_reasons_alone_are_read_in_the_language_of_the_sender(clerk, invoice, desks):
    clerk.open(f"{invoice}request-correction").tick("Document manquant").press("Choisir les motifs")
    clerk.fill("Motif, Document manquant", "Document manquant").fill("Vos propres mots, Document manquant", "Merci.")
    clerk.press("Voir l’e-mail avant de décider", status=422)
    assert clerk.page.problems == ["Indiquez dans quelle langue vous avez écrit"]
    clerk.fill("Vos propres mots, Document manquant", "").press("Voir l’e-mail avant de décider")
    clerk.press("Demander la correction")
    sender = german_sender(desks.browser("be"))
    assert "Korrigieren Sie die markierten Punkte." in sender.open(f"{invoice}edit").page


@EVERY_DECISION
@pytest.mark.parametrize(("language", "code", "text"), [("Deutsch", "de", GERMAN), ("Français", "fr", FRENCH)])
def test_words_of_the_office_carry_their_language(clerk, invoice, decision, language, code, text, desks):
    write(clerk, invoice, decision, text, language)
    sender = german_sender(desks.browser("be"))
    shown = [clerk.open(f"{invoice}review").page, sender.open(invoice).page]
    if decision == "request-correction":
        shown += [sender.open("/").page, sender.open(f"{invoice}edit").page]
    for page in shown:
        said = page.document.xpath(f"//main//*[self::p or self::q][contains(text(), '{text[:20]}')]")
        assert {one.get("lang") for one in said} == {code}, page.url


def german_sender(browser):
    """The sender, signed in; the page of the code is German already."""
    browser.open("/").fill("Adresse e-mail", MANAGER).fill("Mot de passe", PASSWORD).press("Se connecter")
    return browser.fill("Code", browser.outbox.texts[-1].code).press("Weiter")


@EVERY_DECISION
def test_paragraphs_of_the_mail_carry_the_language_of_their_words(clerk, invoice, decision, desks):
    write(clerk, invoice, decision, f"{FRENCH}\n\n{FRENCH}", "Français")
    with desks.looking("be") as ctx:
        (mail,) = (one for one in outbox_of(ctx.portal).values() if FRENCH in one.text)
        outgoing = mail.outgoing()
    assert outgoing.language == "de"
    paragraphs = outgoing.text.split("\n\n")
    basis = ["Base légale\u00a0: art. 90 RAI"] if decision == "refuse" else []
    assert [paragraphs[place] for place, _language in outgoing.foreign] == [FRENCH, FRENCH, *basis]
    assert {language for _place, language in outgoing.foreign} == {"fr"}


def test_officer_of_the_same_language_is_asked_nothing(clerk, invoice, desks):
    with desks.acting("be") as ctx:
        user_of(ctx, MANAGER).language = "fr"
    write(clerk, invoice, "refuse", FRENCH)
    with desks.looking("be") as ctx:
        (sent,) = (one for one in issuer_of(ctx, MANAGER).invoices.values() if invoice.endswith(f"/{one.id}/"))
        assert sent.office_message.language == "fr"
