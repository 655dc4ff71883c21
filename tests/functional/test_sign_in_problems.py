"""What happens when signing in goes wrong."""

from datetime import UTC, datetime

import pytest

from guichet.ratelimit.hash_queue import Hashing
from guichet.testing.people import PASSWORD, user_of
from guichet.users import passwords
from guichet.users.journal import notes

MANAGER = "manager@be.example"


def attempt(be, email, password):
    return be.open("/").fill("Adresse e-mail", email).fill("Mot de passe", password)


def test_a_wrong_password_says_the_same_as_an_unknown_address(be, outbox):
    seen = []
    for email in (MANAGER, "nobody@be.example"):
        attempt(be, email, "something else entirely").press("Se connecter", status=422)
        assert be.page.value("Adresse e-mail") == email
        assert be.page.value("Mot de passe") == ""
        assert be.page.problems == [be.page.problem_at("Mot de passe").removeprefix("Erreur : ")]
        seen.append(be.page.problems)
    assert seen[0] == seen[1]
    assert "ne correspond pas" in seen[0][0]
    assert not outbox


@pytest.mark.parametrize("email", [MANAGER, "nobody@be.example"])
def test_after_five_wrong_passwords_the_page_says_until_when_to_wait(be, clock, email):
    lock_out(be, email)
    assert be.page.heading == "Patientez quelques minutes"
    assert "Vous pourrez réessayer à 13 h 16." in be.page
    assert "058 219 77 20" in be.page
    assert be.page.link("Mot de passe oublié ?") == "/forgot-password"
    assert 15 * 60 < int(be.page.response.headers["Retry-After"]) <= 16 * 60
    clock.to(datetime(2026, 11, 14, 12, 16, tzinfo=UTC))
    attempt(be, email, PASSWORD).press("Se connecter", status=200 if email == MANAGER else 422)


def lock_out(browser, email, tries=5):
    for _number in range(tries):
        attempt(browser, email, "something else entirely").press("Se connecter", status=422)
    return attempt(browser, email, PASSWORD).press("Se connecter", status=429)


def test_password_replaced_while_sign_in_is_locked_works_at_once(be, outbox, sign_in):
    lock_out(be, MANAGER).follow("Mot de passe oublié ?")
    be.fill("Adresse e-mail", MANAGER).press(be.page.buttons()[0])
    be.open(outbox.to(MANAGER)[-1].link).fill("Nouveau mot de passe", "tilleul-pont-neige-7")
    be.press("Réinitialiser le mot de passe")
    assert be.page.heading == "Se connecter"
    sign_in(be, MANAGER, "tilleul-pont-neige-7")
    assert be.page.heading == "Guichet"


def test_upper_and_lower_case_of_an_address_share_one_counter(be):
    for email in (MANAGER, MANAGER.upper(), MANAGER, MANAGER.upper(), MANAGER):
        attempt(be, email, "something else entirely").press("Se connecter", status=422)
    attempt(be, MANAGER, PASSWORD).press("Se connecter", status=429)


def test_owner_signs_in_from_known_browser_while_others_are_locked_out(be, desks, sign_in):
    sign_in(be, MANAGER).press("Se déconnecter")
    lock_out(desks.browser("be"), MANAGER)
    sign_in(be, MANAGER)
    assert be.page.heading == "Guichet"


def test_in_one_s_own_browser_there_are_ten_tries(be, sign_in):
    sign_in(be, MANAGER).press("Se déconnecter")
    lock_out(be, MANAGER, tries=10)


def test_a_success_gives_back_all_tries(be, sign_in):
    for _time in range(2):
        for _number in range(4):
            attempt(be, MANAGER, "something else entirely").press("Se connecter", status=422)
        sign_in(be, MANAGER).press("Se déconnecter")
        be.reset()


def test_the_owner_reads_in_the_journal_that_signing_in_was_locked(be, desks, outbox):
    for email in (MANAGER, "nobody@be.example"):
        lock_out(be, email)
        attempt(be, email, PASSWORD).press("Se connecter", status=429)
    assert not outbox
    with desks.looking("be") as ctx:
        assert [line.event for line in notes(user_of(ctx, MANAGER))].count("locked") == 1


class TestStorm:
    """More people sign in at once than the machine can check passwords."""

    @pytest.fixture
    def storm(self, monkeypatch):
        monkeypatch.setattr(passwords, "HASHING", hashing := Hashing(threads=1, most=1))
        return hashing.place

    def test_a_full_queue_says_when_to_try_again_and_keeps_the_address(self, be, storm, clock):
        clock.forward(seconds=5)
        with storm():
            page = attempt(be, MANAGER, PASSWORD).press("Se connecter", status=503).page
        assert page.response.headers["Retry-After"] == "55"
        assert page.heading == "Le guichet est très sollicité"
        assert "Réessayez à 13 h 01." in page
        assert (page.value("Adresse e-mail"), page.value("Mot de passe")) == (MANAGER, "")
        be.fill("Mot de passe", PASSWORD).press("Se connecter")
        assert be.page.heading == "Consultez votre téléphone"

    def test_no_try_is_counted(self, be, storm):
        with storm():
            for _number in range(20):
                assert attempt(be, MANAGER, PASSWORD).send("Se connecter").status_int == 503
        attempt(be, MANAGER, PASSWORD).press("Se connecter")
        assert be.page.heading == "Consultez votre téléphone"

    def test_on_any_other_page_the_form_is_there_again_and_leads_on(self, ne, sign_in, storm, clock):
        sign_in(ne, "insured@ne.example")
        clock.forward(minutes=11)
        ne.open("/my-data").fill("Mot de passe", PASSWORD)
        with storm():
            ne.press("Continuer", status=503)
        assert ne.page.heading == "Le guichet est très sollicité"
        ne.fill("Mot de passe", PASSWORD).press("Continuer")
        assert ne.page.heading == "Consultez votre téléphone"


def test_an_empty_form_asks_for_both_answers(be):
    be.open("/").press("Se connecter", status=422)
    assert len(be.page.problems) == 2
    assert be.page.document.findtext(".//title").startswith("Erreur")


def test_the_fifth_wrong_code_is_the_last(be, outbox):
    attempt(be, MANAGER, PASSWORD).press("Se connecter")
    right = outbox[-1].code
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for left in ("4 essais", "3 essais", "2 essais", "un essai"):
        be.fill("Code", wrong).press("Continuer", status=422)
        assert left in be.page.problems[0]
    be.fill("Code", wrong)
    last = be.page
    be.press("Continuer")
    assert be.page.heading == "Se connecter"
    assert be.page.notice == "Cela fait trop d’essais. Recommencez avec votre mot de passe."

    be._page = last
    be.fill("Code", right).press("Continuer")
    assert be.page.heading == "Se connecter"


@pytest.mark.parametrize("typed", ["12345", "1234567", "079 123 45 67", "code", "123456 654321"])
def test_a_text_that_cannot_be_a_code_costs_no_try(be, outbox, typed):
    attempt(be, MANAGER, PASSWORD).press("Se connecter")
    for _time in range(6):
        be.fill("Code", typed).press("Continuer", status=422)
        assert "6 chiffres" in be.page.problems[0]
    be.fill("Code", outbox[-1].code).press("Continuer")
    assert be.page.heading == "Guichet"


def test_the_whole_message_may_be_pasted_as_the_code(be, outbox):
    attempt(be, MANAGER, PASSWORD).press("Se connecter")
    be.fill("Code", outbox[-1].text).press("Continuer")
    assert be.page.heading == "Guichet"


def test_a_code_lives_ten_minutes(be, outbox, clock):
    attempt(be, MANAGER, PASSWORD).press("Se connecter")
    clock.forward(minutes=10, seconds=1)
    be.fill("Code", outbox[-1].code).press("Continuer", status=422)
    assert "Ce code n’est plus valable. Demandez un nouveau code." in be.page.problems


def test_a_code_may_hold_blanks_and_the_older_one_stays_good(be, outbox, clock):
    attempt(be, MANAGER, PASSWORD).press("Se connecter")
    first = outbox[-1].code
    clock.forward(minutes=1)
    be.press("J’ai besoin d’un nouveau code d’accès")
    be.fill("Code", f" {first[:3]} {first[3:]} ").press("Continuer")
    assert be.page.heading == "Guichet"


def test_a_code_works_once(be, desks, outbox):
    attempt(be, MANAGER, PASSWORD).press("Se connecter")
    page = be.page
    be.fill("Code", outbox[-1].code).press("Continuer")
    be._page = page
    be.fill("Code", outbox[-1].code).press("Continuer")
    assert be.page.heading == "Guichet"  # still signed in by the first time, not by this one
    other = desks.browser("be").open("/code")
    assert other.page.heading == "Se connecter"


def test_after_three_codes_one_starts_again(be, clock):
    attempt(be, MANAGER, PASSWORD).press("Se connecter")
    for _number in range(2):
        clock.forward(minutes=1)
        be.press("J’ai besoin d’un nouveau code d’accès")
    clock.forward(minutes=1)
    be.press("J’ai besoin d’un nouveau code d’accès")
    assert be.page.notice == "Cela fait trop d’essais. Recommencez avec votre mot de passe."


def test_an_attempt_ends_after_half_an_hour(be, outbox, clock):
    attempt(be, MANAGER, PASSWORD).press("Se connecter")
    clock.forward(minutes=31)
    be.fill("Code", outbox[-1].code).press("Continuer")
    assert be.page.notice == "Aucune connexion n’est en cours dans ce navigateur. Recommencez avec votre mot de passe."


def test_a_password_alone_opens_nothing(be):
    attempt(be, MANAGER, PASSWORD).press("Se connecter")
    assert be.open("/work-list").page.heading == "Se connecter"


def test_signing_out_ends_the_session_on_the_server(be, sign_in):
    sign_in(be, MANAGER)
    home, cookie = be.page.url, be.cookies["session"]
    be.press("Se déconnecter")
    assert be.page.notice == "Vous êtes déconnecté."
    be.set_cookie("session", cookie)
    assert be.open(home).page.heading == "Se connecter"


@pytest.mark.parametrize(("waiting", "ends"), [({"minutes": 29}, False), ({"minutes": 31}, True)])
def test_a_session_ends_after_half_an_hour_without_a_click(be, sign_in, clock, waiting, ends):
    sign_in(be, MANAGER)
    clock.forward(**waiting)
    assert (be.open("/").page.heading == "Se connecter") is ends


def test_a_session_ends_after_twelve_hours_whatever_one_does(be, sign_in, clock):
    sign_in(be, MANAGER)
    for _number in range(12 * 3 - 1):
        clock.forward(minutes=20)
        be.open("/")
    assert be.page.heading == "Guichet"
    clock.forward(minutes=21)
    assert be.open("/").page.heading == "Se connecter"


def test_signing_in_leads_back_to_the_page_one_came_for(be, sign_in, desks, sent_invoice):
    path = sent_invoice("be", MANAGER, "7561234567897")
    be.open(path)
    sign_in(be, MANAGER)
    assert be.page.url == path


@pytest.mark.parametrize("token", ["", "x", "é", "L2hvbGRlcnM", "\u0416" * 40])
def test_a_forged_address_to_come_back_to_is_forgotten(be, sign_in, token):
    be.get("/", {"next": token})
    be.open("/?next=" + token.encode("ascii", "replace").decode().replace("?", "%3F"))
    sign_in(be, MANAGER)
    assert be.page.heading == "Guichet"


class TestActivation:
    """The link that proves an insured person's address."""

    @pytest.fixture
    def link(self, ne, outbox):
        ne.open("/register-insured")
        ne.fill_all(REGISTRATION).tick("Femme").tick("J’accepte les conditions d’utilisation").press("S’inscrire")
        ne.fill("Code", outbox[-1].code).press("Continuer")
        return outbox[-1].link

    def test_looking_at_it_does_not_use_it_up(self, ne, link):
        ne.open(link).open(link).press("Activer mon compte")
        assert ne.page.notice == "Votre compte est activé. Connectez-vous."

    def test_a_used_link_says_so(self, ne, link):
        ne.open(link).press("Activer mon compte")
        ne.open(link, status=410)
        assert "Ce lien a déjà servi." in ne.page

    def test_two_clicks_activate_once(self, ne, link):
        ne.open(link)
        assert ne.send("Activer mon compte").status_int == 303
        ne.press("Activer mon compte", status=410)

    def test_an_expired_link_offers_a_new_one(self, ne, link, clock, outbox):
        clock.forward(hours=49)
        ne.open(link, status=410)
        assert "Ce lien n’est plus valable." in ne.page
        ne.press("Renvoyez-moi un nouvel e-mail")
        ne.open(outbox[-1].link).press("Activer mon compte")
        assert ne.page.notice == "Votre compte est activé. Connectez-vous."

    @pytest.mark.parametrize("end", ["", "x", "%C3%A9", "%F0%9F%92%A3"])
    def test_a_mutilated_link_asks_to_copy_all_of_it(self, ne, link, end):
        ne.open(link[:-4] + end, status=404)
        assert "Nous ne connaissons pas ce lien." in ne.page

    def test_signing_in_needs_a_proven_address(self, ne, link, outbox):
        before = len(outbox)
        ne.open("/").fill("Adresse e-mail", REGISTRATION["Adresse e-mail"])
        ne.fill("Mot de passe", REGISTRATION["Mot de passe"]).press("Se connecter")
        assert ne.page.heading == "Confirmez votre adresse e-mail"
        assert len(outbox) == before
        ne.press("Renvoyez-moi un nouvel e-mail")
        ne.open(outbox[-1].link).press("Activer mon compte")
        assert ne.page.notice == "Votre compte est activé. Connectez-vous."


REGISTRATION = {
    "Adresse e-mail": "mia@exemple.example",
    "Mot de passe": "tilleul-pont-neige-7",
    "Téléphone portable suisse": "079 555 12 34",
    "N° assuré": "756.9217.0769.85",
    "Prénom": "Mia",
    "Nom": "Robert",
    "Date de naissance": "1.2.1970",
    "Rue et numéro": "Rue du Lac 3",
    "NPA": "2000",
    "Localité": "Neuchâtel",
    "Pays": "Suisse",
}
