"""The switch of language, and the language of what is sent."""

import pytest


def test_the_language_chosen_is_remembered(be):
    be.open("/").follow("Deutsch")
    assert be.page.document.get("lang") == "de-CH"
    assert be.open("/accessibility").page.document.get("lang") == "de-CH"
    be.follow("Français")
    assert be.page.document.get("lang") == "fr-CH"
    assert be.page.url == "/accessibility"


def test_the_browser_s_language_is_spoken_until_another_is_chosen(be):
    answer = be.get("/", headers={"Accept-Language": "de-CH,de;q=0.9,fr;q=0.5"})
    assert 'lang="de-CH"' in answer.text
    be.get("/language?to=fr")
    assert 'lang="fr-CH"' in be.get("/", headers={"Accept-Language": "de"}).text


@pytest.mark.parametrize("language", ["it", "xx", "", "fr'", "../de"])
def test_a_language_the_desk_does_not_speak_is_not_remembered(be, language):
    be.get("/language", {"to": language, "back": "/conditions"}, status=303)
    assert be.open("/").page.document.get("lang") == "fr-CH"


def test_the_switch_is_on_every_page_and_comes_back_to_it(be, sign_in):
    sign_in(be, "manager@be.example").follow("Bénéficiaires")
    here = be.page.url
    be.follow("Deutsch")
    assert be.page.url == here
    assert be.page.document.get("lang") == "de-CH"


def test_every_public_page_exists_in_german(be):
    be.open("/").follow("Deutsch")
    registering = ("/register", "/register-company", "/register-insured", "/register-representative")
    for address in ("/", *registering, "/forgot-password", "/accessibility", "/conditions"):
        page = be.open(address).page
        assert page.document.get("lang") == "de-CH"
        for word in ("Adresse e-mail", "Mot de passe", "S’inscrire", "Continuer", "Se connecter"):
            assert word not in page, (address, word)
