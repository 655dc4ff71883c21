"""A phone that is lost: what its owner asks for, what the office decides, and what happens in the day after."""

import string
from datetime import timedelta

import pyotp
import pytest

from guichet import clock as house_clock
from guichet.audit.audit_log import entries
from guichet.i18n import Localizer
from guichet.mfa import mfa_actions, totp
from guichet.profile.profile_actions import undo_new_email
from guichet.testing.people import PASSWORD, new_secret, user_of
from guichet.users import lost_phone_index
from guichet.users.credentials import change_password
from guichet.users.password_reset import reset_password

MANAGER, INSURED, CLERK = "manager@be.example", "insured@be.example", "clerk@be.example"
NEW, NEW_AS_STORED = "079 555 66 77", "+41795556677"
NEW_PASSWORD = "tilleul-pont-neige-7"
DROPPED = "Demande de nouveau téléphone annulée"
ASKED = "Votre demande est envoyée à l’office."
GSM = {*string.ascii_letters, *string.digits, *" .,;:!?()+-/'éèàùòìäöüÄÖÜß"}
"""What fits into one text message of 160 signs; a single other one leaves it 70 (3GPP TS 23.038, 6.2.1)."""
APPROVED = "Le nouveau téléphone est accepté. La personne est avertie par e-mail et par SMS."


@pytest.fixture
def at_office(desks, sign_in):
    """Opens the one request there is as an officer who has just signed in."""

    def open_request(email=CLERK, canton="be"):
        browser = sign_in(desks.browser(canton), email).open("/")
        (entry,) = [words for words in browser.page.links() if words.endswith("lost-phones")]
        browser.open(entry)
        (path,) = [link for link in browser.page.links() if link.startswith("/users/")]
        return browser.open(path)

    return open_request


def with_password(browser, email=MANAGER, password=PASSWORD):
    """Address and password, on a browser without a session."""
    browser.open("/").fill("Adresse e-mail", email).fill("Mot de passe", password)
    return browser.press("Se connecter")


def ask(browser, email=MANAGER):
    """From the page for the code to the office's list."""
    with_password(browser, email).follow("Je n’ai plus ce téléphone")
    return send(browser)


def send(browser, status=200, number=NEW):
    browser.fill("Nouveau téléphone portable suisse", number)
    browser.fill("Quand et comment l’office peut vous joindre", "Le matin, au téléphone fixe")
    return browser.press("Envoyer à l’office", status=status)


def approve(browser):
    browser.tick("Rappel à un numéro du dossier").press("Accepter le nouveau téléphone")
    assert browser.page.notice == APPROVED


def sign_in_by_sms(browser, outbox, email=MANAGER):
    with_password(browser, email).fill("Code", outbox.texts[-1].code).press("Continuer")
    return outbox.texts[-1].recipient


def number_of(desks, email=MANAGER):
    with desks.looking("be") as ctx:
        return user_of(ctx, email).phone


def request_of(desks, email=MANAGER):
    with desks.looking("be") as ctx:
        return user_of(ctx, email).phone_request


def listed(desks):
    with desks.looking("be") as ctx:
        facets = [
            lost_phone_index.facet(kind, step) for kind in ("members", "staff") for step in ("requested", "approved")
        ]
        return sum(ctx.portal[lost_phone_index.LIST].count(one) for one in facets)


def subjects(outbox, email=MANAGER):
    return [mail.subject for mail in outbox.to(email) if "téléphone" in mail.subject]


@pytest.mark.parametrize(
    ("canton", "email", "officer"),
    [
        ("be", MANAGER, CLERK),
        ("be", INSURED, CLERK),
        ("be", CLERK, "supervisor@be.example"),
        ("be", "supervisor@be.example", "administrator@be.example"),
        ("ne", "insured@ne.example", "clerk@ne.example"),
    ],
)
def test_the_whole_way_to_a_new_phone(desks, clock, at_office, canton, email, officer):
    browser, outbox = desks.browser(canton), desks.outbox(canton)
    assert ask(browser, email).page.notice == ASKED
    assert "Quelqu’un a donné votre mot de passe" in outbox.to(email)[-1].text
    assert "Si ce n’était pas vous" in outbox.to(email)[-1].text
    assert outbox.texts[-1].text.startswith("Un nouveau téléphone est demandé pour votre compte Guichet AI")

    approve(at_office(officer, canton))
    effective = house_clock.now() + timedelta(hours=24)
    mail = outbox.to(email)[-1]
    assert "L’office a accepté le nouveau téléphone" in mail.text
    assert "dès le 15 novembre 2026 à 13 h 0" in mail.text.replace("\u00a0", " ")
    assert "connectez-vous avant avec votre téléphone actuel" in mail.text
    assert outbox.texts[-1].text.startswith("Dans 24 heures, un nouveau téléphone remplacera celui de votre compte")

    clock.forward(hours=23, minutes=59)
    with_password(desks.browser(canton), email)
    assert outbox.texts[-1].recipient != NEW_AS_STORED
    clock.to(effective)
    assert sign_in_by_sms(desks.browser(canton), outbox, email) == NEW_AS_STORED
    assert outbox.to(email)[-1].subject == "Votre numéro de téléphone est modifié"
    with desks.looking(canton) as ctx:
        user = user_of(ctx, email)
        assert (user.phone, user.phone_proven, user.phone_request) == (NEW_AS_STORED, True, None)


def test_a_supervisor_sees_that_an_administrator_waits_but_is_led_nowhere(desks, be, sign_in):
    ask(be, "administrator@be.example")
    supervisor = sign_in(desks.browser("be"), "supervisor@be.example").open("/staff-lost-phones")
    assert "Adrian Blum" in supervisor.page.words
    assert not [link for link in supervisor.page.links() if link.startswith("/users/")]


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_owner_reads_of_it_in_one_text_message_on_the_present_phone(desks, be, at_office, outbox, language):
    with desks.acting("be") as ctx:
        user_of(ctx, MANAGER).language = language
        present = user_of(ctx, MANAGER).phone

    def say(text):
        return Localizer(language).translate(text, "guichet")

    # From the password on, the pages are in the language of the account.
    with_password(be).follow(say("Je n’ai plus ce téléphone"))
    sent = len(outbox.texts)
    be.fill(say("Nouveau téléphone portable suisse"), NEW)
    be.fill(say("Quand et comment l’office peut vous joindre"), "Le matin").press(say("Envoyer à l’office"))
    approve(at_office())
    told = [text for text in outbox.texts[sent:] if text.recipient == present]
    assert len(told) == 2
    for text in told:
        assert "058 219 77 20" in text.text
        assert len(text.text) <= 160
        assert set(text.text) <= GSM


class TestAsking:
    def test_the_page_says_what_happens_next(self, be, outbox):
        ask(be)
        assert "Votre demande du 14 novembre 2026 à 13 h 00" in be.page
        assert "se termine par 77" in be.page
        assert NEW not in be.page.words
        assert [mail.subject for mail in outbox.mails] == ["Nouveau téléphone pour votre compte"]

    def test_a_wrong_number_and_an_empty_answer_are_named(self, be, desks):
        with_password(be).follow("Je n’ai plus ce téléphone")
        be.fill("Nouveau téléphone portable suisse", "032 910 71 00")
        be.press("Envoyer à l’office", status=422)
        assert len(be.page.problems) == 2
        assert "Indiquez quand et comment" in be.page.problem_at("Quand et comment l’office peut vous joindre")
        assert request_of(desks) is None

    def test_an_account_has_one_open_request(self, be, desks, outbox):
        ask(be)
        first = request_of(desks).requested_at
        other = with_password(desks.browser("be")).follow("Je n’ai plus ce téléphone")
        assert "Envoyer à l’office" not in other.page.buttons()
        assert "se termine par 77" in other.page
        assert listed(desks) == 1
        assert request_of(desks).requested_at == first
        assert len(outbox.mails) == 1

    def test_a_form_sent_twice_asks_once(self, be, desks, outbox):
        with_password(be).follow("Je n’ai plus ce téléphone")
        form = be.page
        send(be)
        be._page = form
        send(be)
        assert be.page.notice == "Votre demande est déjà chez l’office."
        assert len(outbox.mails) == 1

    def test_three_requests_a_day_are_enough(self, be, desks, outbox):
        for _number in range(3):
            ask(be)
            withdraw(desks)
        with_password(be).follow("Je n’ai plus ce téléphone")
        send(be)
        assert "Vous avez déjà fait plusieurs demandes aujourd’hui." in be.page.notice
        assert request_of(desks) is None
        assert len(outbox.mails) == 3

    def test_a_request_needs_the_password(self, be, desks, sign_in):
        assert be.open("/lost-phone").page.heading == "Se connecter"
        assert "Recommencez avec votre mot de passe" in be.page.notice
        # Signed in with a factor that is there: they change the number on « Mon compte ».
        assert sign_in(desks.browser("be"), MANAGER).open("/lost-phone").page.heading == "Guichet"

    def test_a_user_who_is_confirming_may_ask_as_well(self, be, sign_in, clock, desks):
        sign_in(be, MANAGER)
        clock.forward(minutes=11)
        be.open("/authenticator").fill("Mot de passe", PASSWORD).press("Continuer")
        be.follow("Je n’ai plus ce téléphone")
        assert send(be).page.notice == ASKED
        assert request_of(desks).number == NEW_AS_STORED

    def test_a_user_who_proves_a_new_number_has_no_use_for_it(self, be, sign_in):
        sign_in(be, MANAGER).open("/account-phone")
        be.fill("Nouveau téléphone portable suisse", NEW).press("Envoyer le code")
        assert "Je n’ai plus ce téléphone" not in be.page
        assert be.open("/lost-phone").page.heading == "Guichet"


class TestTheOwnerIsThere:
    @pytest.mark.parametrize("approved", [False, True])
    def test_signing_in_with_the_present_phone_ends_the_request(self, be, desks, outbox, clock, at_office, approved):
        old = number_of(desks)
        ask(be)
        if approved:
            approve(at_office())
        clock.forward(hours=23)
        assert sign_in_by_sms(desks.browser("be"), outbox) == old
        told = next(mail for mail in reversed(outbox.to(MANAGER)) if "Nouveau téléphone" in mail.subject)
        assert "La demande de nouveau téléphone est donc annulée." in told.text
        assert (request_of(desks), listed(desks)) == (None, 0)
        clock.forward(hours=2)
        assert sign_in_by_sms(desks.browser("be"), outbox) == old

    def test_confirming_with_the_present_phone_ends_it_too(self, be, desks, outbox, sign_in, clock):
        there = sign_in(desks.browser("be"), MANAGER)
        ask(be)
        clock.forward(minutes=11)
        there.open("/authenticator").fill("Mot de passe", PASSWORD).press("Continuer")
        there.fill("Code", outbox.texts[-1].code).press("Continuer")
        assert request_of(desks) is None
        assert "Demande de nouveau téléphone annulée par une connexion" in there.open("/journal").page

    def test_a_wrong_code_ends_nothing(self, be, desks, outbox):
        ask(be)
        browser = with_password(desks.browser("be"))
        wrong = f"{(int(outbox.texts[-1].code) + 1) % 10**6:06}"
        browser.fill("Code", wrong).press("Continuer", status=422)
        assert request_of(desks) is not None

    @pytest.mark.parametrize("approved", [False, True])
    @pytest.mark.parametrize("forgotten", [False, True])
    def test_a_new_password_ends_it_since_another_knew_the_old_one(
        self, be, desks, outbox, clock, at_office, forgotten, approved
    ):
        old = number_of(desks)
        ask(be)
        if approved:
            approve(at_office())
        with desks.acting("be") as ctx:
            user = user_of(ctx, MANAGER)
            if forgotten:
                reset_password(ctx, new_secret(ctx, "reset", user), NEW_PASSWORD)
            else:
                change_password(ctx, user, NEW_PASSWORD)
        assert (request_of(desks), listed(desks)) == (None, 0)
        # An owner who had forgotten the password as well would wait for an answer that never comes.
        assert (MANAGER, DROPPED) in [(mail.recipient, mail.subject) for mail in outbox.mails]
        clock.forward(hours=25)
        with_password(desks.browser("be"), password=NEW_PASSWORD)
        assert outbox.texts[-1].recipient == old

    def test_a_new_password_without_a_request_mails_of_none(self, desks, outbox):
        with desks.acting("be") as ctx:
            change_password(ctx, user_of(ctx, MANAGER), NEW_PASSWORD)
        assert DROPPED not in [mail.subject for mail in outbox.mails]

    def test_the_former_address_that_is_restored_ends_it_and_says_so(self, be, desks, outbox):
        ask(be)
        with desks.acting("be") as ctx:
            user = user_of(ctx, MANAGER)
            undo_new_email(ctx, new_secret(ctx, "undo-email", user, f"{MANAGER} {user.phone}"))
        assert (request_of(desks), listed(desks)) == (None, 0)
        assert DROPPED in [mail.subject for mail in outbox.mails]

    def test_a_browser_that_is_trusted_shows_its_factor_and_ends_the_request(self, desks, outbox, ne):
        email = "insured@ne.example"
        with_password(ne, email).tick("Ne plus demander de code").fill("Code", outbox.texts[-1].code)
        ne.press("Continuer").press("Se déconnecter")
        ask(desks.browser("ne"), email)
        assert with_password(ne, email).page.heading == "Consultez votre téléphone"
        ne.fill("Code", outbox.texts[-1].code).press("Continuer")
        assert ne.page.heading == "Guichet"
        with desks.looking("ne") as ctx:
            assert user_of(ctx, email).phone_request is None
        ne.press("Se déconnecter")
        assert with_password(ne, email).page.heading == "Guichet"

    def test_an_account_that_is_closed_leaves_the_list(self, be, desks):
        from guichet.users.credentials import close_user

        ask(be)
        with desks.acting("be") as ctx:
            close_user(ctx, user_of(ctx, MANAGER))
        assert listed(desks) == 0


class TestTheSameNumber:
    """A new SIM card, or the number that a person knows by heart: a day of waiting would change nothing."""

    def test_it_is_no_new_number(self, be, desks):
        with_password(be).follow("Je n’ai plus ce téléphone")
        send(be, status=422, number=number_of(desks))
        assert "Vos codes vont déjà à ce numéro." in be.page.problem_at("Nouveau téléphone portable suisse")
        assert (request_of(desks), listed(desks)) == (None, 0)
        send(be)
        assert request_of(desks).number == NEW_AS_STORED

    def test_a_number_is_guessed_at_three_times_a_day(self, be, desks):
        with_password(be).follow("Je n’ai plus ce téléphone")
        for _number in range(3):
            send(be, status=422, number=number_of(desks))
        send(be, number=number_of(desks))
        assert "Vos codes vont déjà" not in be.page


class TestTheAppWasOnThePhone:
    @pytest.fixture
    def secret(self, desks):
        """Of the app that Lea Rochat has."""
        with desks.acting("be") as ctx:
            user = user_of(ctx, MANAGER)
            user.totp_nonce = b"a nonce"
            return totp.secret_of(user.totp_nonce, desks["be"].keys("app"))

    @pytest.mark.parametrize("lost", [True, False])
    def test_it_goes_if_it_was_and_stays_if_not(self, be, desks, outbox, clock, at_office, secret, lost):
        with_password(be).follow("Je n’ai plus ce téléphone")
        be.tick("L’application d’authentification était aussi sur ce téléphone", ticked=lost)
        send(be)
        officer = at_office()
        said = officer.page.summary()["Application d’authentification"]
        assert said == ("Perdue avec le téléphone : elle sera retirée" if lost else "Reste valable")
        approve(officer)
        clock.forward(hours=24)
        browser = with_password(desks.browser("be"))
        if lost:
            assert browser.page.heading == "Consultez votre téléphone"
            assert outbox.texts[-1].recipient == NEW_AS_STORED
            assert "est retirée de votre compte" in " ".join(mail.text for mail in outbox.to(MANAGER))
        else:
            assert browser.page.heading == "Ouvrez votre application"
            browser.fill("Code", pyotp.TOTP(secret).at(house_clock.now())).press("Continuer")
            assert number_of(desks) == NEW_AS_STORED

    def test_who_has_no_app_is_not_asked(self, be):
        with_password(be).follow("Je n’ai plus ce téléphone")
        assert "application d’authentification" not in be.page.words


class TestTheDayAfter:
    def test_too_many_wrong_codes_are_forgiven_since_the_office_has_seen_to_it(self, be, desks, clock, at_office):
        ask(be)
        with desks.acting("be") as ctx:
            user_of(ctx, MANAGER).wrong_in_a_row = 100
        assert with_password(desks.browser("be")).page.heading == "Les codes sont bloqués pour votre compte"
        approve(at_office())
        clock.forward(hours=24)
        assert with_password(desks.browser("be")).page.heading == "Consultez votre téléphone"

    def test_sessions_and_trusted_browsers_from_before_are_over(self, be, desks, outbox, clock, at_office):
        ask(be)
        approve(at_office())
        clock.forward(hours=23, minutes=55)
        with desks.acting("be") as ctx:
            user_of(ctx, MANAGER).trusted = (("hash", ctx.now + timedelta(days=30)),)
        clock.forward(minutes=5)
        with_password(desks.browser("be"))
        with desks.looking("be") as ctx:
            user = user_of(ctx, MANAGER)
            assert user.trusted == ()
            assert [session.stage for session in ctx.portal["sessions"].of(user.id)] == ["code"]

    def test_the_new_number_is_proven_by_its_first_code(self, be, desks, clock, at_office):
        ask(be)
        approve(at_office())
        clock.forward(hours=24)
        with_password(desks.browser("be"))
        with desks.looking("be") as ctx:
            assert not user_of(ctx, MANAGER).phone_proven

    def test_codes_on_paper_stay_what_they_are(self, be, desks, clock, at_office):
        with desks.acting("be") as ctx:
            mfa_actions.make_recovery_codes(ctx, user_of(ctx, MANAGER))
        ask(be)
        approve(at_office())
        clock.forward(hours=24)
        assert "Utiliser un code de secours" in with_password(desks.browser("be")).page.buttons()


def test_each_step_stands_in_the_audit_trail_without_number_name_or_words(be, desks, outbox, clock, at_office):
    ask(be)
    approve(at_office())
    clock.forward(hours=24)
    sign_in_by_sms(desks.browser("be"), outbox)
    with desks.looking("be") as ctx:
        user = user_of(ctx, MANAGER)
        said = [one for one in entries(ctx.portal) if one.target == user.id]
        clerk = user_of(ctx, CLERK)
    steps = ["user.phone_lost", "user.phone_approved", "user.identity_checked", "user.phone_changed"]
    # What is done in one go bears the same moment.
    assert sorted(one.action for one in said if one.action in steps) == sorted(steps)
    decided = [one for one in said if one.action in steps[1:3]]
    assert {one.actor for one in decided} == {clerk.id}
    assert [one.details for one in decided if one.details] == [("call",)]
    told = " ".join(str((one.action, one.details)) for one in said)
    assert not [words for words in ("5556677", "Rochat", "matin", MANAGER) if words in told]


def withdraw(desks):
    """The request is gone, e.g. since the office has refused it."""
    with desks.acting("be") as ctx:
        lost_phone_index.drop(ctx.portal, user_of(ctx, MANAGER))
