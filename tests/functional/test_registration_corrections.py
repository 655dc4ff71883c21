"""A number or an address mistyped while registering is corrected without typing everything again."""

import pytest

from guichet.testing import people
from guichet.testing.people import user_of

ACCEPT = "J’accepte les conditions d’utilisation"
AGAIN = "Renvoyez-moi un nouvel e-mail"
SEND_CODE, SEND_MAIL = "Envoyer le code à ce numéro", "Envoyer l’e-mail à cette adresse"
WRONG, RIGHT = "jaenne@exemple.example", "jeanne@exemple.example"
PERSON = {
    "Adresse e-mail": WRONG,
    "Mot de passe": "fontaine-merle-gris-4",
    "Téléphone portable suisse": "078 555 12 34",
    "N° assuré": "756.9217.0769.85",
    "Prénom": "Jeanne",
    "Nom": "Robert",
    "Date de naissance": "1.2.1970",
    "Rue et numéro": "Rue du Lac 3",
    "NPA": "2000",
    "Localité": "Neuchâtel",
}
PASSWORD = PERSON["Mot de passe"]


@pytest.fixture
def registered(ne):
    """On the page that asks for the code."""
    ne.open("/register-insured").fill_all(PERSON).tick("Femme").tick(ACCEPT).press("S’inscrire")
    return ne


@pytest.fixture
def proven(registered, outbox):
    """On the page that asks to look for the mail."""
    return registered.fill("Code", outbox.texts[-1].code).press("Continuer")


class TestTheNumber:
    """Until it has shown its code."""

    def correct(self, browser, number="079 666 12 34", status=200):
        browser.follow("Corriger le numéro").fill("Téléphone portable suisse", number)
        return browser.press(SEND_CODE, status=status)

    def test_the_code_goes_to_the_right_number_and_the_registration_goes_on(self, registered, outbox, desks):
        self.correct(registered)
        assert registered.page.heading == "Consultez votre téléphone"
        assert outbox.texts[-1].recipient == "+41796661234"
        registered.fill("Code", outbox.texts[-1].code).press("Continuer")
        assert registered.page.heading == "Confirmez votre adresse e-mail"
        with desks.looking("ne") as ctx:
            (user,) = ctx.portal["users"].pending_with(WRONG)
            assert (user.phone, user.phone_proven) == ("+41796661234", True)

    def test_the_code_that_went_to_the_wrong_number_proves_nothing(self, registered, outbox):
        stray = outbox.texts[-1].code
        self.correct(registered)
        registered.fill("Code", stray).press("Continuer", status=422)

    def test_nor_does_the_one_that_another_session_was_asked_for(self, registered, desks, outbox):
        # Only this cookie lets another session have a code sent, e.g. after the browser was closed in between.
        other = desks.browser("ne")
        other.set_cookie("registrations", registered.cookies["registrations"])
        other.open("/").fill("Adresse e-mail", WRONG).fill("Mot de passe", PASSWORD).press("Se connecter")
        assert other.page.heading == "Consultez votre téléphone"
        assert outbox.texts[-1].recipient == "+41785551234"
        stray = outbox.texts[-1].code
        self.correct(registered)
        other.fill("Code", stray).press("Continuer")
        assert other.page.heading == "Se connecter"
        with desks.looking("ne") as ctx:
            assert not ctx.portal["users"].pending_with(WRONG)[0].phone_proven

    def test_correcting_gives_no_further_tries(self, registered):
        for _number in range(3):
            registered.fill("Code", "000000").press("Continuer", status=422)
        self.correct(registered)
        registered.fill("Code", "000000").press("Continuer", status=422)
        assert "Il vous reste un essai." in registered.page.problem_at("Code")

    def test_a_number_that_receives_no_code_is_refused(self, registered, outbox):
        before = len(outbox)
        self.correct(registered, "031 311 22 33", status=422)
        assert "portable suisse" in registered.page.problem_at("Téléphone portable suisse")
        assert len(outbox) == before

    def test_an_account_gets_five_codes_an_hour_however_often_it_is_corrected(self, registered, outbox):
        for number in range(6):
            self.correct(registered.open("/code"), f"079 666 12 3{number}", status=200)
        assert len(outbox.texts) == 5

    def test_another_browser_corrects_nothing(self, registered, desks):
        other = desks.browser("ne")
        assert other.open("/correct-phone").page.heading == "Se connecter"
        form = registered.follow("Corriger le numéro").page
        other.open("/forgot-password")
        token = other.page.document.xpath("string(//input[@name='csrf_token']/@value)")
        other.post_controls("/correct-phone", [("csrf_token", token), ("phone", "079 666 12 34")])
        assert form.value("Téléphone portable suisse") == ""
        with desks.looking("ne") as ctx:
            assert ctx.portal["users"].pending_with(WRONG)[0].phone == "+41785551234"

    def test_a_proven_number_cannot_be_corrected(self, proven):
        assert proven.open("/correct-phone").page.heading == "Se connecter"

    def test_signing_in_corrects_nothing(self, ne):
        ne.open("/").fill("Adresse e-mail", "insured@ne.example").fill("Mot de passe", people.PASSWORD)
        ne.press("Se connecter")
        assert ne.page.heading == "Consultez votre téléphone"
        assert "Corriger le numéro" not in ne.page
        assert ne.open("/correct-phone").page.heading == "Se connecter"


class TestTheAddress:
    """Until it has opened its link, in the browser that registered."""

    def correct(self, browser, address=RIGHT, status=200):
        browser.follow("Corriger l’adresse").fill("Adresse e-mail", address)
        return browser.press(SEND_MAIL, status=status)

    def test_the_link_goes_to_the_right_address_and_opens_the_account(self, proven, outbox, sign_in):
        assert "Cette adresse est fausse ?" in proven.page
        self.correct(proven)
        assert proven.page.notice == "Nous avons envoyé un e-mail à la nouvelle adresse."
        assert f"Nous avons envoyé un e-mail à {RIGHT}." in proven.page
        assert outbox[-1].recipient == RIGHT
        proven.open(outbox[-1].link).press("Activer mon compte")
        sign_in(proven, RIGHT, PASSWORD)
        assert proven.page.heading == "Guichet"

    def test_the_link_that_went_to_the_wrong_address_opens_nothing(self, proven, outbox, desks):
        stray = outbox[-1].link
        self.correct(proven)
        stranger = desks.browser("ne").open(stray, status=410)
        assert "Un lien plus récent est parti depuis." in stranger.page
        with desks.looking("ne") as ctx:
            assert ctx.portal["users"].with_email(RIGHT) is None

    def test_the_wrong_address_is_free_afterwards(self, proven, desks):
        self.correct(proven)
        with desks.looking("ne") as ctx:
            assert ctx.portal["users"].pending_with(WRONG) == []
            assert len(ctx.portal["users"].pending_with(RIGHT)) == 1

    def test_the_address_of_an_account_is_not_taken_from_it(self, proven, outbox, desks):
        with desks.looking("ne") as ctx:
            owner = user_of(ctx, "insured@ne.example").id
        self.correct(proven, "insured@ne.example")
        assert (outbox[-1].recipient, outbox[-1].subject) == ("insured@ne.example", "Vous avez déjà un compte")
        with desks.looking("ne") as ctx:
            assert user_of(ctx, "insured@ne.example").id == owner

    def test_another_browser_corrects_nothing(self, proven, desks):
        other = desks.browser("ne").open(proven.page.url)
        assert "Corriger l’adresse" not in other.page
        assert other.open("/correct-email").page.heading == "Se connecter"

    def test_an_active_account_cannot_be_corrected(self, proven, outbox):
        proven.open(outbox[-1].link).press("Activer mon compte")
        assert proven.open("/correct-email").page.heading == "Se connecter"

    def test_it_can_be_corrected_for_half_an_hour(self, proven, clock):
        clock.forward(minutes=31)
        assert proven.open("/correct-email").page.heading == "Se connecter"

    def test_what_is_no_address_is_refused(self, proven, outbox):
        before = len(outbox)
        self.correct(proven, "jeanne@", status=422)
        assert "Écrivez l’adresse entière" in proven.page.problem_at("Adresse e-mail")
        assert len(outbox) == before

    def test_five_mails_an_hour_leave_for_a_registration(self, proven, outbox):
        for number in range(7):
            self.correct(proven, f"jeanne{number}@exemple.example")
        assert proven.page.notice == "Cela fait trop de corrections. Réessayez dans une heure."
        assert len(outbox.mails) == 6
        assert "jeanne4@exemple.example" in proven.page


class TestAskingForTheMailAgain:
    """A few times an hour, for an id that there is and for one that there is not."""

    @pytest.mark.parametrize("known", [True, False])
    def test_beyond_the_limit_the_page_says_so(self, proven, outbox, clock, known):
        address = proven.page.url if known else f"/confirm-email?user={'0' * 16}"
        mails = len(outbox.mails)
        token = proven.page.document.xpath("string(//input[@name='csrf_token']/@value)")
        posted = [("csrf_token", token), ("user", address.partition("user=")[2].partition("&")[0])]
        said = []
        for _try in range(6):
            said.append(proven._arrive(proven.post_controls("/confirm-email", posted), 200).page.notice)
            early = proven._arrive(proven.post_controls("/confirm-email", posted), 200).page
            assert "Attendez encore 60 secondes" in early or "Attendez encore 59 secondes" in early
            clock.forward(seconds=61)
        assert len(set(said[:5])) == 1
        assert said[5] == "Nous avons déjà envoyé plusieurs e-mails. Réessayez dans une heure."
        assert len(outbox.mails) - mails == (5 if known else 0)

    def test_one_machine_asks_for_twenty_whatever_ids_it_makes_up(self, proven, outbox):
        token = proven.page.document.xpath("string(//input[@name='csrf_token']/@value)")
        said = []
        for number in range(21):
            posted = [("csrf_token", token), ("user", f"{number:016}")]
            said.append(proven._arrive(proven.post_controls("/confirm-email", posted), 200).page.notice)
        assert len(set(said[:20])) == 1
        assert said[20] == "Nous avons déjà envoyé plusieurs e-mails. Réessayez dans une heure."
