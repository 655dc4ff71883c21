"""Pages that say when to try again, as people meet them: they stay, and become the form again."""

import pytest

from guichet.ratelimit.hash_queue import Hashing
from guichet.testing.people import PASSWORD, new_secret, user_of
from guichet.users import passwords

MANAGER = "manager@be.example"
NEW = "tilleul-pont-neige-7"


@pytest.fixture
def full_queue(monkeypatch):
    """``with full_queue():`` — no place for a password to be hashed."""
    monkeypatch.setattr(passwords, "HASHING", hashing := Hashing(threads=1, most=1))
    return hashing.place


def sign_in_page(browser, password=PASSWORD):
    return browser.open("/").fill("Adresse e-mail", MANAGER).fill("Mot de passe", password)


def locked(browser):
    for _number in range(5):
        sign_in_page(browser, "something else entirely").press("Se connecter", status=422)
    return sign_in_page(browser).press("Se connecter", status=429)


@pytest.mark.parametrize(("delay", "status"), [("locked", 429), ("full", 503)])
def test_page_of_a_delay_is_the_same_after_reload_and_in_each_language(be, full_queue, delay, status):
    if delay == "locked":
        locked(be)
    else:
        with full_queue():
            sign_in_page(be).press("Se connecter", status=503)
    assert be.page.response.request.method == "GET"
    assert MANAGER not in be.page.url
    words, until = be.page.words, be.page.response.headers["Retry-After"]
    assert be.open(be.page.url, status=status).page.words == words
    assert int(be.page.response.headers["Retry-After"]) <= int(until)
    be.follow("Deutsch", status=status)
    assert be.page.document.get("lang") == "de-CH"
    assert "Versuchen Sie es" in be.page or "können Sie es noch einmal versuchen" in be.page


@pytest.mark.parametrize("minutes", [0, 2])
def test_form_of_a_delay_keeps_what_was_typed_but_the_password(be, full_queue, clock, minutes):
    with full_queue():
        sign_in_page(be).press("Se connecter", status=503)
    clock.forward(minutes=minutes)
    be.open(be.page.url, status=200 if minutes else 503)
    assert (be.page.value("Adresse e-mail"), be.page.value("Mot de passe")) == (MANAGER, "")
    assert ("Réessayez à" in be.page) == (minutes == 0)
    be.fill("Mot de passe", PASSWORD).press("Se connecter")
    assert be.page.heading == "Consultez votre téléphone"


def test_lock_that_is_over_leaves_the_sign_in_page(be, clock):
    locked(be)
    clock.forward(minutes=16)
    be.open(be.page.url)
    assert be.page.heading == "Se connecter"
    assert be.page.value("Adresse e-mail") == MANAGER


def test_form_behind_a_link_is_delayed_on_its_own_page(be, desks, full_queue, clock):
    with desks.acting("be") as ctx:
        secret = new_secret(ctx, "reset", user_of(ctx, MANAGER))
    be.open(f"/reset-password?link={secret}").fill("Nouveau mot de passe", NEW)
    with full_queue():
        be.press("Réinitialiser le mot de passe", status=503)
    clock.forward(minutes=2)
    be.open(be.page.url).fill("Nouveau mot de passe", NEW).press("Réinitialiser le mot de passe")
    assert be.page.heading == "Se connecter"


def test_delay_of_one_form_is_shown_on_no_other_page(be, full_queue):
    with full_queue():
        sign_in_page(be).press("Se connecter", status=503)
    be.open("/forgot-password?again=yes")
    assert be.page.heading == "Réinitialiser le mot de passe"
    assert be.page.value("Adresse e-mail") == ""
