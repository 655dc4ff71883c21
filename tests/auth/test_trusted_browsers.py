"""« Ne plus demander de code sur cet appareil pendant 30 jours »: Neuchâtel, and never the office's people."""

import pytest

from guichet.mfa.mfa_actions import change_phone
from guichet.testing.people import PASSWORD, user_of
from guichet.users.credentials import change_password
from guichet.users.journal import notes

ZOE, NOE = "insured@ne.example", "neighbour@ne.example"
BOX = "Ne plus demander de code sur cet appareil pendant 30 jours"
CODE_PAGE = "Consultez votre téléphone"


def give_password(browser, email=ZOE, password=PASSWORD):
    browser.open("/").fill("Adresse e-mail", email).fill("Mot de passe", password)
    return browser.press("Se connecter")


def trust(browser, email=ZOE):
    """Signs in with the box ticked, and out again."""
    give_password(browser, email)
    browser.fill("Code", browser.outbox.texts[-1].code).tick(BOX).press("Continuer")
    return browser.press("Se déconnecter")


def is_offered(browser):
    return BOX in browser.page


def test_the_box_is_there_empty_with_a_word_about_shared_devices(ne):
    give_password(ne)
    assert not ne.page.ticked(BOX)
    assert "Laissez cette case vide si d’autres personnes utilisent cet appareil." in ne.page


@pytest.mark.parametrize("email", ["manager@be.example", "clerk@be.example"])
def test_in_berne_there_is_no_box(be, email):
    give_password(be, email)
    assert be.page.heading == CODE_PAGE
    assert not is_offered(be)


@pytest.mark.parametrize("role", ["clerk", "supervisor", "administrator"])
def test_the_office_s_people_always_give_a_code(ne, desks, role):
    email = f"{role}@ne.example"
    give_password(ne, email)
    assert not is_offered(ne)
    token = ne.page.document.xpath("string(.//input[@name='csrf_token']/@value)")
    forged = [("csrf_token", token), ("code", ne.outbox.texts[-1].code), ("trust", "true")]
    ne.post_controls("/code", forged)
    ne.open("/").press("Se déconnecter")
    give_password(ne, email)
    assert ne.page.heading == CODE_PAGE
    with desks.looking("ne") as ctx:
        assert user_of(ctx, email).trusted == ()


def test_without_a_tick_the_next_sign_in_asks_for_a_code(ne, sign_in):
    sign_in(ne, ZOE).press("Se déconnecter")
    give_password(ne)
    assert ne.page.heading == CODE_PAGE


def test_with_a_tick_the_password_is_enough_for_thirty_days(ne, desks, clock):
    trust(ne)
    sent = len(ne.outbox)
    clock.forward(days=29, hours=23)
    give_password(ne)
    assert ne.page.heading == "Guichet"
    assert len(ne.outbox) == sent, "neither a code nor a mail"
    with desks.looking("ne") as ctx:
        assert next(notes(user_of(ctx, ZOE))).event == "signed_in_trusted"
    ne.press("Se déconnecter")
    clock.forward(hours=2)
    give_password(ne)
    assert ne.page.heading == CODE_PAGE


def test_a_wrong_code_keeps_the_tick(ne):
    give_password(ne)
    wrong = f"{(int(ne.outbox.texts[-1].code) + 1) % 1_000_000:06}"
    ne.fill("Code", wrong).tick(BOX).press("Continuer", status=422)
    assert ne.page.ticked(BOX)


def test_a_wrong_password_is_wrong_in_a_trusted_browser_too(ne):
    trust(ne)
    ne.open("/").fill("Adresse e-mail", ZOE).fill("Mot de passe", "tilleul-pont-neige-7")
    ne.press("Se connecter", status=422)


def test_another_browser_is_asked_for_the_code(ne, desks):
    trust(ne)
    assert give_password(desks.browser("ne")).page.heading == CODE_PAGE


def test_another_person_in_the_same_browser_is_asked_for_the_code(ne):
    trust(ne)
    assert give_password(ne, NOE).page.heading == CODE_PAGE


def test_two_people_may_trust_the_same_browser(ne):
    trust(ne)
    trust(ne, NOE)
    for email in (ZOE, NOE):
        assert give_password(ne, email).page.heading == "Guichet"
        ne.press("Se déconnecter")


def test_what_matters_is_still_confirmed_with_password_and_code(ne, desks):
    trust(ne)
    give_password(ne)
    with desks.looking("ne") as ctx:
        (session,) = ctx.portal["sessions"].of(user_of(ctx, ZOE).id)
        assert session.confirmed is None
    ne.open("/my-data")
    assert ne.page.heading == "Confirmez que c’est vous"
    ne.fill("Mot de passe", PASSWORD).press("Continuer")
    assert ne.page.heading == CODE_PAGE
    assert not is_offered(ne)
    ne.fill("Code", ne.outbox.texts[-1].code).press("Continuer")
    assert ne.page.url == "/my-data"


@pytest.mark.parametrize(
    "change",
    [
        lambda ctx, user: change_password(ctx, user, "tilleul-pont-neige-7"),
        lambda ctx, user: change_phone(ctx, user, "+41795551234", proven=True),
    ],
    ids=["password", "phone"],
)
def test_a_new_password_or_phone_ends_it(ne, desks, change):
    trust(ne)
    with desks.acting("ne", ZOE) as ctx:
        user = user_of(ctx, ZOE)
        kept = user.password_hash
        change(ctx, user)
        user.password_hash = kept
    assert give_password(ne).page.heading == CODE_PAGE


def test_a_phone_that_has_shown_no_code_yet_is_asked_for_one(ne, desks):
    trust(ne)
    with desks.acting("ne") as ctx:
        user_of(ctx, ZOE).phone_proven = False
    assert give_password(ne).page.heading == CODE_PAGE


def test_the_cookie_cannot_be_made_from_the_database(ne, desks):
    trust(ne)
    cookie = ne.cookies["trusted"]
    assert len(cookie) >= 43, "32 random bytes"
    with desks.looking("ne") as ctx:
        ((kept, _ends),) = user_of(ctx, ZOE).trusted
    assert kept not in cookie
    assert cookie not in kept
    thief = desks.browser("ne")
    thief.set_cookie("trusted", kept)
    assert give_password(thief).page.heading == CODE_PAGE


def test_a_planted_secret_is_replaced_when_a_browser_is_trusted(ne, desks):
    ne.set_cookie("trusted", "planted")
    trust(ne)
    attacker = desks.browser("ne")
    attacker.set_cookie("trusted", "planted")
    assert give_password(attacker).page.heading == CODE_PAGE


def test_a_desk_whose_canton_trusts_no_browser_takes_no_such_cookie(ne, be, desks):
    with desks.looking("ne") as ctx:
        assert user_of(ctx, ZOE).trusted == ()
    trust(ne)
    with desks.looking("ne") as ctx:
        trusted = user_of(ctx, ZOE).trusted
    with desks.acting("be") as ctx:
        user_of(ctx, "insured@be.example").trusted = trusted
    be.set_cookie("trusted", ne.cookies["trusted"])
    assert give_password(be, "insured@be.example").page.heading == CODE_PAGE


def test_the_latest_five_browsers_of_an_account_are_trusted(ne, desks, clock):
    browsers = [desks.browser("ne") for _number in range(6)]
    for browser in browsers:
        trust(browser)
        clock.forward(hours=3)
    assert [give_password(one).page.heading == "Guichet" for one in browsers] == [False] + [True] * 5


def test_signing_out_leaves_the_browser_trusted(ne):
    trust(ne)
    give_password(ne)
    answer = ne.send("Se déconnecter")
    assert "cookies" not in answer.headers["Clear-Site-Data"]
    assert give_password(ne).page.heading == "Guichet"


def test_browser_trusted_before_a_role_at_the_office_needs_a_code(ne, desks):
    trust(ne)
    with desks.acting("ne") as ctx:
        user_of(ctx, ZOE).roles = ("clerk",)
        assert user_of(ctx, ZOE).trusted
    assert give_password(ne).page.heading == CODE_PAGE
