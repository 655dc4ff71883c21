"""Codes that are not sent, and codes that are not taken: the page says why, and from when on."""

from datetime import UTC, datetime

import pytest
from limits import RateLimitItemPerDay

from guichet.auth import code_sending
from guichet.auth.code_sending import PER_NETWORK
from guichet.mfa import wrong_codes
from guichet.mfa.mfa_actions import change_phone
from guichet.testing.people import PASSWORD, user_of

MANAGER = "manager@be.example"
NEW_CODE = "J’ai besoin d’un nouveau code d’accès"
STOPPED = "Les codes sont bloqués pour votre compte"


def give_password(browser, email=MANAGER):
    browser.open("/").fill("Adresse e-mail", email).fill("Mot de passe", PASSWORD)
    return browser.press("Se connecter")


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def register(browser, email, number):
    """An insured person begins to register."""
    browser.open("/register-insured").fill_all(
        {"Adresse e-mail": email, "Mot de passe": "tilleul-pont-neige-7", "Téléphone portable suisse": number}
        | {"N° assuré": "756.9217.0769.85", "Prénom": "Noémie", "Nom": "Essai", "Date de naissance": "1.2.1990"}
        | {"Rue et numéro": "Rue du Lac 3", "NPA": "2000", "Localité": "Neuchâtel"}
    )
    return browser.tick("Femme").tick("J’accepte les conditions d’utilisation").press("S’inscrire")


class TestTextMessages:
    """Five an hour and ten a day for an account, five an hour for a number, twenty an hour for a machine."""

    def test_the_sixth_code_of_an_hour_is_not_sent_and_the_page_says_when(self, be, clock):
        for _number in range(5):
            give_password(be)
        assert len(be.outbox.texts) == 5
        give_password(be)
        assert len(be.outbox.texts) == 5
        assert be.page.heading == "Nous ne pouvons pas envoyer de code maintenant"
        assert "Vous pourrez en demander un autre à 14 h 01." in be.page
        assert NEW_CODE not in be.page.buttons()
        assert "Nous avons envoyé un code à 6 chiffres" not in be.page

        clock.to(datetime(2026, 11, 14, 13, 1, tzinfo=UTC))
        give_password(be)
        be.fill("Code", be.outbox.texts[-1].code).press("Continuer")
        assert be.page.heading == "Guichet"

    def test_a_page_that_stays_open_offers_a_code_when_there_is_one_again(self, be, clock):
        for _number in range(3):
            give_password(be)
        clock.forward(minutes=40)
        for _number in range(3):
            give_password(be)
        assert "à 14 h 01" in be.page
        clock.forward(minutes=21)
        be.open("/code").press(NEW_CODE)
        assert be.page.notice == "Nous avons envoyé un nouveau code."
        be.fill("Code", be.outbox.texts[-1].code).press("Continuer")
        assert be.page.heading == "Guichet"

    def test_when_no_further_code_is_sent_the_one_before_stays_good(self, be, clock):
        for _number in range(4):
            give_password(be)
        clock.forward(minutes=1)
        give_password(be)
        code = be.outbox.texts[-1].code
        clock.forward(minutes=1)
        be.press(NEW_CODE, status=429)
        assert "Vous pourrez en demander un autre à 14 h 01." in be.page
        be.fill("Code", code).press("Continuer")
        assert be.page.heading == "Guichet"

    def test_the_eleventh_code_of_a_day_waits_for_the_next_one(self, be, clock):
        for _number in range(10):
            give_password(be)
            clock.forward(hours=1)
        give_password(be)
        assert len(be.outbox.texts) == 10
        assert "Vous pourrez en demander un autre le 15 novembre 2026 à 13 h 01." in be.page

    def test_a_number_gets_five_an_hour_from_all_who_ask(self, be, desks):
        with desks.acting("be") as ctx:
            user_of(ctx, "rival@be.example").phone = user_of(ctx, MANAGER).phone
        for _number in range(5):
            give_password(be)
        give_password(be, "rival@be.example")
        assert len(be.outbox.texts) == 5

    def test_registering_with_another_s_number_costs_its_owner_no_code(self, ne, desks):
        with desks.looking("ne") as ctx:
            number = user_of(ctx, "insured@ne.example").phone
        for stranger in range(7):
            register(desks.browser("ne"), f"etranger{stranger}@exemple.example", number.replace("+41", "0"))
        assert len(ne.outbox.to(number)) == 5, "no more than five texts from strangers"
        give_password(ne, "insured@ne.example")
        assert len(ne.outbox.to(number)) == 6
        assert ne.page.heading == "Consultez votre téléphone"

    def test_registrations_spend_a_quarter_of_the_desk_s_codes_and_no_more(self, make_desks):
        desks = make_desks(["ne"], settings={"tenant.ne.sms_per_day": "8"})
        browser = desks.browser("ne")
        for stranger in range(4):
            register(desks.browser("ne"), f"etranger{stranger}@exemple.example", f"07912345{stranger:02d}")
        assert len(browser.outbox.texts) == 2
        give_password(browser, "insured@ne.example")
        assert len(browser.outbox.texts) == 3

    def test_networks_of_one_connection_get_no_more_codes_than_their_site(self, ne, desks, monkeypatch):
        monkeypatch.setattr(code_sending, "PER_SITE", RateLimitItemPerDay(2, namespace="codes-site"))
        for number, network in enumerate(("1:100", "1:200", "1:300", "2:100")):
            browser = desks.browser("ne")
            browser.extra_environ["REMOTE_ADDR"] = f"2001:db8:{network}::7"
            register(browser, f"etranger{number}@exemple.example", f"07912345{number:02d}")
        assert len(ne.outbox.texts) == 3, "two of the first site, and one of the other"

    def test_network_gets_twenty_codes_an_hour_and_known_browsers_any_number(self, desks, sign_in):
        own = desks.browser("be")
        sign_in(own, "rival@be.example").press("Se déconnecter")
        people = ["clerk", "supervisor", "administrator", "manager", "collaborator"]
        sent = 1
        for who in people * 5:
            give_password(desks.browser("be"), f"{who}@be.example")
            sent += 1
            assert len(own.outbox.texts) == min(sent, PER_NETWORK.amount)
        sign_in(own, "rival@be.example")
        assert len(own.outbox.texts) == PER_NETWORK.amount + 1

    def test_the_limits_count_whatever_a_code_is_for(self, ne, sign_in, clock):
        sign_in(ne, "insured@ne.example")
        clock.forward(minutes=11)
        for _number in range(5):
            ne.open("/my-data").fill("Mot de passe", PASSWORD).press("Continuer")
        assert len(ne.outbox.texts) == 5
        assert "Vous pourrez en demander un autre à 14 h 01." in ne.page


class TestBudget:
    """So many text messages a desk may send in a day."""

    @pytest.fixture
    def office(self, make_desks):
        return make_desks(["be"], settings={"tenant.be.sms_per_day": "4"})

    @pytest.fixture
    def logged(self, monkeypatch):
        lines = []

        class Log:
            def warning(self, event, **details):
                lines.append((event, details))

        monkeypatch.setattr(code_sending, "log", Log())
        return lines

    def test_beyond_it_the_page_says_to_call(self, office):
        for who in ("manager", "rival", "collaborator", "clerk", "supervisor"):
            last = give_password(office.browser("be"), f"{who}@be.example")
        assert len(office.outbox().texts) == 4
        assert "Nous ne pouvons pas envoyer de code par SMS aujourd’hui. Appelez-nous au 058 219 77 20." in last.page
        assert NEW_CODE not in last.page.buttons()

    def test_beyond_it_other_ways_are_still_there(self, office):
        for who in ("rival", "collaborator", "clerk", "supervisor"):
            give_password(office.browser("be"), f"{who}@be.example")
        with office.acting("be") as ctx:
            user_of(ctx, MANAGER).recovery_left = (0, 1)
        lea = give_password(office.browser("be"))
        lea.press("Utiliser un code de secours")
        assert lea.page.heading == "Saisissez un code de secours"

    def test_at_half_of_it_the_log_says_so_once(self, office, logged):
        give_password(office.browser("be"))
        assert logged == []
        for who in ("rival", "collaborator", "clerk"):
            give_password(office.browser("be"), f"{who}@be.example")
        assert logged == [("sms_budget_half_used", {"desk": "be", "of": 4})]


class TestWrongCodes:
    """Twenty in a day, a hundred in a row."""

    def test_after_twenty_wrong_codes_in_a_day_codes_stop_for_a_day(self, be, desks, clock, outbox):
        self.guess(be, 20)
        give_password(be)
        sent = len(outbox.texts)
        assert be.page.heading == STOPPED
        assert "Vous pourrez réessayer le 15 novembre 2026 à 13 h 00." in be.page
        assert "058 219 77 20" in be.page
        assert be.page.link("Choisissez-en un nouveau") == "/forgot-password"
        assert "Continuer" not in be.page.buttons()
        assert outbox.mails[-1].subject == "Trop de codes faux pour votre compte"
        assert sent == 4, "no code was sent for nothing"
        clock.forward(hours=24, minutes=1)
        give_password(be)
        be.fill("Code", outbox.texts[-1].code).press("Continuer")
        assert be.page.heading == "Guichet"

    def test_a_right_code_is_not_taken_while_codes_are_stopped(self, be, desks, outbox):
        give_password(be)
        code, page = outbox.texts[-1].code, be.page
        with desks.acting("be") as ctx:
            for _number in range(wrong_codes.IN_A_DAY):
                wrong_codes.count(ctx, user_of(ctx, MANAGER))
        be._page = page
        be.fill("Code", code).press("Continuer", status=429)
        assert be.page.heading == STOPPED
        assert be.open("/").page.heading == "Se connecter"

    def test_the_page_says_so_as_soon_as_the_twentieth_is_typed(self, be, desks):
        with desks.acting("be") as ctx:
            for _number in range(wrong_codes.IN_A_DAY - 1):
                wrong_codes.count(ctx, user_of(ctx, MANAGER))
        give_password(be)
        be.fill("Code", wrong(be.outbox.texts[-1].code)).press("Continuer", status=422)
        assert be.page.heading == STOPPED

    def test_a_browser_that_is_trusted_needs_no_code_and_goes_on(self, ne, desks):
        give_password(ne, "insured@ne.example")
        ne.fill("Code", ne.outbox.texts[-1].code)
        ne.tick("Ne plus demander de code sur cet appareil pendant 30 jours").press("Continuer").press("Se déconnecter")
        with desks.acting("ne") as ctx:
            for _number in range(wrong_codes.IN_A_DAY):
                wrong_codes.count(ctx, user_of(ctx, "insured@ne.example"))
        give_password(ne, "insured@ne.example")
        assert ne.page.heading == "Guichet"

    def test_after_a_hundred_in_a_row_the_office_has_to_help(self, be, desks):
        with desks.acting("be") as ctx:
            user_of(ctx, MANAGER).wrong_in_a_row = wrong_codes.IN_A_ROW
        give_password(be)
        assert be.page.heading == STOPPED
        assert "L’office vérifie que c’est bien vous et débloque votre compte." in be.page
        assert "058 219 77 20" in be.page
        assert not be.outbox.texts

    def test_a_right_code_resets_the_count_in_a_row(self, be, desks, sign_in):
        with desks.acting("be") as ctx:
            user_of(ctx, MANAGER).wrong_in_a_row = wrong_codes.IN_A_ROW - 1
        sign_in(be, MANAGER)
        with desks.looking("be") as ctx:
            assert user_of(ctx, MANAGER).wrong_in_a_row == 0

    def guess(self, browser, number):
        for _attempt in range(number // 5):
            give_password(browser)
            for _number in range(5):
                last = browser.page
                browser.fill("Code", wrong(browser.outbox.texts[-1].code)).send("Continuer")
                browser._page = last


def test_a_new_phone_by_the_office_lifts_the_hundred(be, desks, sign_in):
    with desks.acting("be") as ctx:
        lea = user_of(ctx, MANAGER)
        lea.wrong_in_a_row = wrong_codes.IN_A_ROW
        change_phone(ctx, lea, "+41795551234", proven=False)
    sign_in(be, MANAGER)
    assert be.page.heading == "Guichet"
