"""« Modifier le téléphone »: the new number shows its code before it counts."""

import pytest

from guichet.testing.people import PASSWORD, user_of

OWNER = "insured@ne.example"
NEW, TYPED = "+41795550199", "079 555 01 99"


@pytest.fixture
def zoe(ne, sign_in):
    """Zoé Exemple on the form."""
    return sign_in(ne, OWNER).open("/account-phone")


def ask(browser, number=TYPED, status=200):
    return browser.fill("Nouveau téléphone portable suisse", number).press("Envoyer le code", status=status)


def phone(desks):
    with desks.looking("ne") as ctx:
        return user_of(ctx, OWNER).phone


def test_a_new_number_is_proven_first(zoe, desks, outbox):
    before = phone(desks)
    ask(zoe)
    assert zoe.page.heading == "Consultez votre téléphone"
    assert "se termine par 99" in zoe.page
    assert outbox.texts[-1].recipient == NEW
    assert phone(desks) == before
    zoe.fill("Code", outbox.texts[-1].code).press("Continuer")
    assert zoe.page.notice == "Votre numéro de téléphone est modifié. Vos autres appareils sont déconnectés."
    assert phone(desks) == NEW
    assert zoe.page.summary()["Téléphone"].startswith("+41 79 555 01 99")


def test_the_next_code_goes_to_the_new_number(zoe, desks, outbox, sign_in):
    ask(zoe).fill("Code", outbox.texts[-1].code).press("Continuer")
    sign_in(desks.browser("ne"), OWNER)
    assert outbox.texts[-1].recipient == NEW


def test_a_wrong_code_changes_nothing(zoe, desks, outbox):
    before = phone(desks)
    ask(zoe)
    wrong = f"{(int(outbox.texts[-1].code) + 1) % 1_000_000:06}"
    for _number in range(4):
        zoe.fill("Code", wrong).press("Continuer", status=422)
    zoe.fill("Code", wrong).press("Continuer")
    assert zoe.page.heading == "Se connecter"
    assert phone(desks) == before


def test_the_code_of_the_present_phone_does_not_prove_a_new_one(zoe, desks, outbox, clock):
    clock.forward(minutes=11)
    zoe.open("/account-phone").fill("Mot de passe", PASSWORD).press("Continuer")
    confirming = outbox.texts[-1].code
    zoe.fill("Code", confirming).press("Continuer")
    before = phone(desks)
    ask(zoe)
    if outbox.texts[-1].code != confirming:
        zoe.fill("Code", confirming).press("Continuer", status=422)
    assert phone(desks) == before


def test_other_sessions_end_and_a_copied_cookie_is_worthless(zoe, desks, outbox, sign_in):
    other, thief = sign_in(desks.browser("ne"), OWNER), desks.browser("ne")
    thief.set_cookie("session", zoe.cookies["session"])
    ask(zoe).fill("Code", outbox.texts[-1].code).press("Continuer")
    assert other.open("/account").page.heading == "Se connecter"
    assert thief.open("/account").page.heading == "Se connecter"
    assert zoe.open("/account").page.heading == "Mon compte"


def test_the_owner_is_told_by_mail_in_the_journal_and_on_the_page(zoe, outbox):
    ask(zoe).fill("Code", outbox.texts[-1].code).press("Continuer")
    assert "Votre numéro de téléphone a été modifié le 14 novembre 2026." in zoe.page
    mail = outbox.mails[-1]
    assert (mail.recipient, mail.subject) == (OWNER, "Votre numéro de téléphone est modifié")
    assert zoe.open("/journal").page.rows()[0][1] == "Numéro de téléphone modifié"


@pytest.mark.parametrize("typed", ["", "032 910 71 00", "+33 6 12 34 56 78", "12"])
def test_a_number_that_receives_no_code_is_said_at_the_field(zoe, outbox, typed):
    before = len(outbox.texts)
    ask(zoe, typed, status=422)
    assert zoe.page.problem_at("Nouveau téléphone portable suisse")
    assert zoe.page.value("Nouveau téléphone portable suisse") == typed
    assert len(outbox.texts) == before


def test_the_present_number_is_not_a_new_one(zoe, desks):
    ask(zoe, phone(desks), status=422)
    assert "C’est déjà votre numéro." in zoe.page.problems[0]


def test_after_ten_minutes_reauthentication_keeps_what_was_typed(zoe, clock, outbox, desks):
    clock.forward(minutes=11)
    ask(zoe)
    assert zoe.page.heading == "Confirmez que c’est vous"
    zoe.fill("Mot de passe", PASSWORD).press("Continuer")
    assert outbox.texts[-1].recipient == phone(desks)
    zoe.fill("Code", outbox.texts[-1].code).press("Continuer")
    assert zoe.page.value("Nouveau téléphone portable suisse") == TYPED
    zoe.press("Envoyer le code")
    assert outbox.texts[-1].recipient == NEW


def test_the_code_of_a_new_number_makes_no_session_fresh(zoe, clock, outbox):
    clock.forward(minutes=8)
    ask(zoe).fill("Code", outbox.texts[-1].code).press("Continuer")
    clock.forward(minutes=3)
    assert zoe.open("/account-email").page.heading == "Confirmez que c’est vous"


def test_when_too_many_codes_were_sent_the_page_says_when_there_is_one(zoe, outbox, clock):
    for number in range(6):
        ask(zoe.open("/account-phone"), f"079 555 01 {number:02}")
    assert "Vous pourrez en demander un autre" in zoe.page
    assert len(outbox.texts) == 5
