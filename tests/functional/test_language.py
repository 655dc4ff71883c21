"""The switch of language before sign-in, and the language of the account from then on."""

import pytest

from guichet.testing.browser import sign_in as enter
from guichet.testing.people import PASSWORD, user_of
from guichet.users.invitations import invite, send_invitation
from guichet.users.registration import Person

MANAGER = "manager@be.example"
GERMAN = {"Accept-Language": "de-CH,de;q=0.9"}
MAIL, WORD, ENTER = "E-Mail-Adresse", "Passwort", "Anmelden"
ACCEPT = "J’accepte les conditions d’utilisation"
CLAUDE = {
    "Adresse e-mail": "claude.robert@exemple.example",
    "Mot de passe": "fontaine-merle-gris-4",
    "Téléphone portable suisse": "078 555 12 34",
    "N° assuré": "756.9217.0769.85",
    "Prénom": "Claude",
    "Nom": "Robert",
    "Date de naissance": "1.2.1970",
    "Rue et numéro": "Rue du Lac 3",
    "NPA": "2000",
    "Localité": "Neuchâtel",
    "Pays": "Suisse",
}


@pytest.fixture
def german(be):
    """A browser that asks for German."""
    be.extra_environ["HTTP_ACCEPT_LANGUAGE"] = GERMAN["Accept-Language"]
    return be


@pytest.fixture
def language_of(desks):
    """The language of an account."""

    def read(email=MANAGER):
        with desks.looking("be") as ctx:
            return user_of(ctx, email).language

    return read


@pytest.fixture
def set_language(desks):
    """Gives an account a language."""

    def write(language, email=MANAGER):
        with desks.acting("be") as ctx:
            user_of(ctx, email).language = language

    return write


def tongue(browser):
    """The language of the present page."""
    return browser.page.document.get("lang")[:2]


def give_password(browser):
    """From a German sign-in page to the code."""
    return browser.open("/").fill(MAIL, MANAGER).fill(WORD, PASSWORD).press(ENTER)


class TestBeforeSignIn:
    """The browser's language, or the one chosen there."""

    def test_the_language_chosen_is_remembered(self, be):
        assert tongue(be.open("/").follow("Deutsch")) == "de"
        assert tongue(be.open("/accessibility")) == "de"
        assert tongue(be.follow("Français")) == "fr"
        assert be.page.url == "/accessibility"

    def test_the_browser_s_language_is_spoken_until_another_is_chosen(self, be):
        answer = be.get("/", headers=GERMAN)
        assert 'lang="de-CH"' in answer.text
        be.get("/language?to=fr")
        assert 'lang="fr-CH"' in be.get("/", headers=GERMAN).text

    @pytest.mark.parametrize("language", ["it", "xx", "", "fr'", "../de"])
    def test_a_language_the_desk_does_not_speak_is_not_remembered(self, be, language):
        be.get("/language", {"to": language, "back": "/conditions"}, status=303)
        assert tongue(be.open("/")) == "fr"

    def test_every_public_page_exists_in_german(self, be):
        be.open("/").follow("Deutsch")
        registering = ("/register", "/register-company", "/register-insured", "/register-representative")
        for address in ("/", *registering, "/forgot-password", "/accessibility", "/conditions"):
            assert tongue(be.open(address)) == "de"
            for word in ("Adresse e-mail", "Mot de passe", "S’inscrire", "Continuer", "Se connecter"):
                assert word not in be.page, (address, word)

    def test_a_stranger_s_post_sets_the_language_of_the_browser_only(self, be, language_of):
        token = be.open("/").page.document.xpath("//input[@name='csrf_token']/@value")[0]
        be.post("/language?back=/conditions", {"to": "de", "csrf_token": token}, status=303)
        assert tongue(be.open("/conditions")) == "de"
        assert language_of() == "fr"


class TestSigningIn:
    """The account's language from the password on; signing in changes nothing."""

    def test_signing_in_never_changes_the_language_of_an_account(self, german, language_of):
        code = give_password(german).outbox.texts[-1].code
        assert tongue(german) == "fr"
        assert tongue(german.fill("Code", code).press("Continuer")) == "fr"
        assert language_of() == "fr"

    def test_text_message_mail_and_pages_of_a_sign_in_agree(self, german, clock):
        enter(german.open("/language?to=fr"), MANAGER)
        german.press("Se déconnecter")
        german.cookiejar.clear()
        clock.forward(days=1)
        code = give_password(german).outbox.texts[-1].code
        german.fill("Code", code).press("Continuer")
        assert {message.language for message in german.outbox} == {"fr"}
        assert {message.channel for message in german.outbox} == {"sms", "mail"}

    def test_a_german_account_has_german_pages_in_a_french_browser(self, be, set_language):
        set_language("de")
        be.open("/").fill("Adresse e-mail", MANAGER).fill("Mot de passe", PASSWORD).press("Se connecter")
        assert tongue(be) == "de"
        assert be.outbox.texts[-1].language == "de"
        be.fill("Code", be.outbox.texts[-1].code).press("Weiter")
        assert tongue(be) == "de"
        assert tongue(be.press("Abmelden")) == "de"

    def test_between_password_and_code_no_switch_is_offered_or_works(self, german, language_of):
        give_password(german)
        assert "Deutsch" not in german.page.links()
        assert "Deutsch" not in german.page.buttons()
        token = german.page.document.xpath("//input[@name='csrf_token']/@value")[0]
        german.post("/language", {"to": "de", "csrf_token": token}, status=303)
        assert language_of() == "fr"


class TestSignedIn:
    """The button in the masthead changes the account."""

    def test_the_switch_changes_the_account_and_comes_back(self, be, sign_in, language_of):
        sign_in(be, MANAGER).open("/journal?page=1&x=%22")
        be.press("Deutsch")
        assert be.page.url == "/journal?page=1&x=%22"
        assert (tongue(be), language_of()) == ("de", "de")
        be.press("Français")
        assert (tongue(be), language_of()) == ("fr", "fr")

    def test_the_switch_follows_the_person_to_another_browser(self, desks, sign_in):
        sign_in(desks.browser("be"), MANAGER).press("Deutsch")
        other = desks.browser("be").open("/")
        other.fill("Adresse e-mail", MANAGER).fill("Mot de passe", PASSWORD).press("Se connecter")
        assert tongue(other) == "de"

    def test_a_refused_form_survives_the_switch(self, be, sign_in):
        sign_in(be, MANAGER).open("/account-name").fill("Prénom", "").fill("Nom", "Neuf").press(
            "Enregistrer", status=422
        )
        be.press("Deutsch", status=422)
        assert tongue(be) == "de"
        assert be.page.value("Name") == "Neuf"
        assert be.page.problems

    def test_a_link_and_a_cookie_change_no_account(self, be, sign_in, language_of):
        sign_in(be, MANAGER).open("/language?to=de&back=/journal")
        assert (tongue(be), language_of()) == ("fr", "fr")

    @pytest.mark.parametrize("language", ["it", "xx", "", "fr'"])
    def test_a_language_the_desk_does_not_speak_changes_no_account(self, be, sign_in, language_of, language):
        sign_in(be, MANAGER).page.button("Deutsch").set("value", language)
        be.press("Deutsch")
        assert (tongue(be), language_of()) == ("fr", "fr")

    def test_the_switch_without_a_token_changes_nothing(self, be, sign_in, language_of):
        sign_in(be, MANAGER).post("/language", {"to": "de"}, status=400)
        assert language_of() == "fr"

    def test_a_form_of_several_languages_switches_the_account_too(self, be, sign_in, language_of):
        page = sign_in(be, MANAGER).open("/register-company").fill("NPA", "30055").page
        typed = page.controls(page.document.get_element_by_id("form"))
        answer = be.post_controls("/register-company", [*typed, ("switch_language", "de")])
        assert 'lang="de-CH"' in answer.text
        assert 'value="30055"' in answer.text
        assert language_of() == "de"


class TestBecomingAUser:
    """The language of the page on which a person registers or takes an invitation up."""

    def test_a_registration_has_the_language_of_its_page_until_changed(self, ne):
        ne.open("/register-insured").fill_all(CLAUDE).tick("Homme").tick(ACCEPT).press("S’inscrire")
        assert {message.language for message in ne.outbox} == {"fr"}
        assert tongue(ne.press("Deutsch")) == "de"
        ne.fill("Code", ne.outbox.texts[-1].code).press("Weiter")
        assert tongue(ne) == "de"
        assert ne.outbox.mails[-1].language == "de"

    def test_an_invited_person_has_the_language_of_the_page(self, be, desks, language_of):
        with desks.acting("be") as ctx:
            person = Person("nina@be.example", "Nina", "Blanc", "+41795551234", "", "fr")
            user = invite(ctx, person, issuer_id=user_of(ctx, MANAGER).issuer_id)
            send_invitation(ctx, user, "Home-Aide Emmental SA")
        be.open(be.outbox[-1].link).press("Deutsch").fill("Passwort", "tilleul-pont-neige-7")
        be.page.document.xpath("//input[@type='checkbox']")[0].set("checked", "checked")
        be.press("Mein Passwort wählen")
        assert language_of("nina@be.example") == "de"
