"""An attacker who wants in: guessing, spraying, listening, planting and copying cookies, asking who has an account."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import get_args

import pytest

from guichet.app import application
from guichet.auth import login_limits
from guichet.dispatcher import Dispatcher
from guichet.mfa import sms_codes
from guichet.mfa.code_checks import CHECKS
from guichet.testing.people import PASSWORD, user_of
from guichet.users import passwords
from guichet.users.credentials import close_user
from guichet.users.models import State
from guichet.users.registration import Person, new_user

MANAGER, RIVAL = "manager@be.example", "rival@be.example"
WRONG = "tilleul-pont-neige-7"
MACHINES = [f"198.51.100.{number}" for number in range(1, 51)]


class Counting:
    """The hasher, and how often it was asked."""

    def __init__(self, hasher):
        self._hasher, self.verified = hasher, 0

    def verify(self, kept, password):
        self.verified += 1
        return self._hasher.verify(kept, password)

    def hash(self, password):
        return self._hasher.hash(password)


@pytest.fixture
def counted(monkeypatch):
    """How many passwords have been compared, by a counter around a real hasher whose hashes cost nothing."""
    monkeypatch.setattr(passwords, "_hasher", counting := Counting(passwords._hasher))
    return counting


@pytest.fixture
def logged(monkeypatch):
    """The events in the log."""
    events = []

    class Log:
        def warning(self, event, **details):
            events.append(event)

    monkeypatch.setattr(login_limits, "log", Log())
    return events


@pytest.fixture
def attacker(desks):
    """Sends the sign-in form again and again, from any machine, and never shows up with a cookie of an account."""
    browser = desks.browser("be").open("/")

    def try_one(email, password, client_network="192.0.2.66"):
        browser.extra_environ["REMOTE_ADDR"] = client_network
        browser.fill("Adresse e-mail", email).fill("Mot de passe", password)
        return browser.send("Se connecter").status_int

    return try_one


def give_password(browser, email=MANAGER, password=PASSWORD):
    browser.open("/").fill("Adresse e-mail", email).fill("Mot de passe", password)
    return browser.press("Se connecter")


class TestPasswords:
    """Guessing one, and trying one on everybody."""

    def test_guesser_on_fifty_networks_gets_five_tries_in_fifteen_minutes(self, attacker, counted, clock):
        allowed = 0
        for half_minute in range(120):
            status = attacker(MANAGER, WRONG, MACHINES[half_minute % 50])
            assert status in (422, 429)
            allowed += status == 422
            clock.forward(seconds=30)
        assert allowed == counted.verified <= 4 * 5

    def test_right_password_is_not_checked_when_the_tries_are_used_up(self, attacker, counted):
        for _number in range(5):
            attacker(MANAGER, WRONG)
        assert attacker(MANAGER, PASSWORD) == 429
        assert counted.verified == 5

    def test_many_guesses_at_the_same_moment_are_no_more_than_many_in_a_row(self, desks, counted):
        def guess(_number):
            browser = desks.browser("be")
            browser.open("/").fill("Adresse e-mail", MANAGER).fill("Mot de passe", WRONG)
            ready.wait(10)
            return browser.send("Se connecter").status_int

        ready = threading.Barrier(8)
        with ThreadPoolExecutor(8) as people:
            statuses = list(people.map(guess, range(8)))
        assert sorted(statuses) == [422] * 5 + [429] * 3
        assert counted.verified == 5

    def test_spraying_from_one_machine_ends_with_the_eleventh_address(self, attacker, counted, logged, clock):
        for _ten_minutes in range(5):
            for number in range(15):
                attacker(f"person{number:02}@be.example", WRONG)
            clock.forward(minutes=10)
        assert counted.verified <= 11
        assert logged == ["password_spraying_detected"]

    def test_spraying_from_fifty_networks_is_limited_per_address_and_logged(
        self, attacker, counted, logged, be, sign_in
    ):
        sign_in(be, MANAGER).press("Se déconnecter")
        counted.verified = 0
        people = [MANAGER, RIVAL, *(f"person{number:02}@be.example" for number in range(20))]
        for turn, client_network in enumerate(MACHINES):
            for number in range(4):
                attacker(people[(turn * 4 + number) % len(people)], WRONG, client_network)
        assert 100 < counted.verified <= 5 * len(people)
        assert "auth_failure_rate_high" in logged
        sign_in(be, MANAGER)
        assert be.page.heading == "Guichet", "the owner, where the owner always signs in"


class TestCodes:
    """Guessing codes with a stolen password, and using those of others."""

    def test_a_guesser_who_has_the_password_gets_twenty_tries_a_day(self, be, clock, monkeypatch):
        compared, real = [], sms_codes.check

        def check(*given):
            compared.append(real(*given))
            return compared[-1]

        monkeypatch.setattr(sms_codes, "check", check)
        for _half_hour in range(2 * 23):
            give_password(be)
            token, sent = be.page.document.xpath("string(.//input[@name='csrf_token']/@value)"), be.outbox.texts
            right = int(sent[-1].code)
            for number in range(1, 7):
                be.post_controls("/code", [("csrf_token", token), ("code", f"{(right + number) % 1_000_000:06}")])
            clock.forward(minutes=30)
        judged = [outcome for outcome in compared if outcome != "expired"]
        assert len(judged) == 20
        assert set(judged) == {"wrong", "exhausted"}

    def test_a_code_of_one_attempt_is_worth_nothing_in_another(self, desks):
        first, second = give_password(desks.browser("be")), give_password(desks.browser("be"))
        codes_sent = [sent.code for sent in first.outbox.texts]
        assert len(set(codes_sent)) == 2
        second.fill("Code", codes_sent[0]).press("Continuer", status=422)
        first.fill("Code", codes_sent[1]).press("Continuer", status=422)
        second.fill("Code", codes_sent[1]).press("Continuer")
        assert second.page.heading == "Guichet"

    def test_a_success_uses_up_every_code_of_the_attempt(self, be, desks, clock):
        give_password(be)
        cookie = be.cookies["session"]
        clock.forward(minutes=1)
        be.press("J’ai besoin d’un nouveau code d’accès")
        first, second = (sent.code for sent in be.outbox.texts)
        be.fill("Code", second).press("Continuer")
        copy = desks.browser("be").open("/")
        copy.set_cookie("session", cookie)
        token = copy.page.document.xpath("string(.//input[@name='csrf_token']/@value)")
        for code in (first, second):
            answer = copy.post_controls("/code", [("csrf_token", token), ("code", code)])
            assert answer.location.endswith("/?done=attempt-over")

    @pytest.mark.parametrize("email", [MANAGER, RIVAL, "clerk@be.example"])
    def test_of_two_who_give_the_same_code_at_the_same_moment_one_gets_in(self, desks, email, monkeypatch):
        """In two processes on one database, where no lock of ours keeps them apart."""
        desk = desks["be"]
        elsewhere = replace(desks, dispatcher=Dispatcher(desks.settings, {desk.tenant_settings: application(desk)}))
        one, two = desks.browser("be"), elsewhere.browser("be")
        give_password(one, email)
        for name, value in one.cookies.items():
            two.set_cookie(name, value)
        two._page = one.fill("Code", one.outbox.texts[-1].code).page
        both_have_looked, real = threading.Barrier(2), CHECKS["sms"]

        def check(request, *given):
            outcome = real(request, *given)
            if not request.environ["retry.attempt"]:
                both_have_looked.wait(10)
            return outcome

        monkeypatch.setitem(CHECKS, "sms", check)
        with ThreadPoolExecutor(2) as people:
            answers = list(people.map(lambda browser: browser.send("Continuer"), (one, two)))
        assert sorted("attempt-over" in answer.location for answer in answers) == [False, True]
        with desks.looking("be") as ctx:
            stages = [session.stage for session in ctx.portal["sessions"].of(user_of(ctx, email).id)]
        assert stages == ["full"]


class TestCookies:
    """Planted before, copied after."""

    def test_cookie_changes_after_each_stage_and_earlier_ones_are_dead(self, be, desks, clock):
        seen = [be.cookies.get("session")]
        give_password(be)
        seen.append(be.cookies["session"])
        be.fill("Code", be.outbox.texts[-1].code).press("Continuer")
        seen.append(be.cookies["session"])
        clock.forward(minutes=11)
        be.open("/my-data").fill("Mot de passe", PASSWORD).press("Continuer")
        be.fill("Code", be.outbox.texts[-1].code).press("Continuer")
        seen.append(be.cookies["session"])
        secrets = [cookie and read(desks, cookie) for cookie in seen]
        assert len(set(secrets)) == 4
        for cookie in seen[1:-1]:
            thief = desks.browser("be")
            thief.set_cookie("session", cookie)
            for address in ("/account", "/code"):
                assert thief.open(address).page.heading == "Se connecter"

    def test_a_session_that_was_planted_is_not_the_one_that_gets_in(self, be, desks):
        attacker = give_password(desks.browser("be"), RIVAL)
        planted = attacker.cookies["session"]
        be.set_cookie("session", planted)
        give_password(be)
        be.fill("Code", be.outbox.texts[-1].code).press("Continuer")
        assert be.page.heading == "Guichet"
        assert be.cookies["session"] != planted
        assert attacker.open("/code").page.heading == "Se connecter"
        assert attacker.open("/account").page.heading == "Se connecter"

    def test_a_copied_cookie_is_worthless_after_signing_out(self, be, desks, sign_in):
        sign_in(be, MANAGER)
        thief = desks.browser("be")
        thief.set_cookie("session", be.cookies["session"])
        assert thief.open("/account").page.heading != "Se connecter"
        be.press("Se déconnecter")
        assert thief.open("/account").page.heading == "Se connecter"

    def test_a_copy_of_every_cookie_still_needs_the_password(self, be, desks, sign_in):
        sign_in(be, MANAGER).press("Se déconnecter")
        thief = desks.browser("be")
        for name, value in be.cookies.items():
            thief.set_cookie(name, value)
        assert thief.open("/account").page.heading == "Se connecter"


def read(desks, cookie):
    """The secret in a session's cookie; the time beside it changes with every minute."""
    from webob.cookies import SignedSerializer

    return SignedSerializer(desks["be"].keys("session"), "guichet.session", hashalg="sha256").loads(cookie.encode())[0]


class TestDeactivation:
    """Acts on the very next request, whatever stage the user is at."""

    def close(self, desks):
        with desks.acting("be") as ctx:
            close_user(ctx, user_of(ctx, MANAGER))

    def test_a_session_ends(self, be, desks, sign_in):
        sign_in(be, MANAGER)
        self.close(desks)
        assert be.open("/account").page.heading == "Se connecter"

    def test_a_code_on_its_way_opens_nothing(self, be, desks):
        give_password(be)
        self.close(desks)
        be.fill("Code", be.outbox.texts[-1].code).press("Continuer")
        assert be.page.heading == "Se connecter"

    def test_a_refused_account_gets_no_further_than_its_code(self, be, desks):
        give_password(be)
        with desks.acting("be") as ctx:
            user_of(ctx, MANAGER).state = "refused"
        be.fill("Code", be.outbox.texts[-1].code).press("Continuer")
        assert be.page.heading == "Se connecter"

    def test_the_password_fits_nothing_any_more(self, be, desks):
        self.close(desks)
        be.open("/").fill("Adresse e-mail", MANAGER).fill("Mot de passe", PASSWORD).press("Se connecter", status=422)


STATES = get_args(State)
NOBODY = "nobodyxx"


class TestWhoHasAnAccount:
    """Without the right password nothing tells: neither status, words, headers nor the work that is done."""

    @pytest.fixture(autouse=True)
    def people(self, desks, be, counted):
        """A user in each state; addresses of one length, since pages repeat them."""
        with desks.acting("be") as ctx:
            for state in STATES:
                email = self.address(state)
                person = Person(email, "Mia", "Robert", "+41795551234", "" if state == "invited" else PASSWORD, "fr")
                user = new_user(ctx, person)
                ctx.portal["users"].reserve_email(user) if state == "active" else None
                user.state = state
                if state == "closed":
                    close_user(ctx, user)
        be.open("/")

    def address(self, state):
        return f"{state.replace('-', '')[-8:]:x<8}@be.example"

    def answer(self, browser, state, password=WRONG):
        email = self.address(state)
        answer = browser.fill("Adresse e-mail", email).fill("Mot de passe", password).send("Se connecter")
        body = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text.replace(email, "ADDRESS"))
        return answer.status_int, sorted(answer.headers.items()), body

    def test_wrong_password_has_the_same_answer_and_cost_in_every_state(self, be, counted):
        expected, seen = self.answer(be, NOBODY), {}
        assert expected[0] == 422
        assert counted.verified == 1
        for number, state in enumerate(STATES, 2):
            seen[state] = self.answer(be, state) == expected, counted.verified == number
        assert set(seen.values()) == {(True, True)}, seen

    def test_a_locked_address_gets_the_same_answer_in_every_state(self, be, counted, clock):
        for state in (NOBODY, *STATES):
            for _number in range(5):
                assert self.answer(be, state)[0] == 422
        assert counted.verified == 5 * (len(STATES) + 1)
        expected = self.answer(be, NOBODY)
        assert expected[0] == 429
        assert {state: self.answer(be, state) == expected for state in STATES} == dict.fromkeys(STATES, True)
        assert counted.verified == 5 * (len(STATES) + 1)

    @pytest.mark.parametrize("state", STATES)
    def test_the_right_password_costs_as_much_in_every_state(self, be, counted, state):
        self.answer(be, state, PASSWORD)
        assert counted.verified == 1

    def test_refused_or_closed_user_is_not_found_with_the_right_password(self, be):
        expected = self.answer(be, NOBODY, PASSWORD)
        assert self.answer(be, "refused", PASSWORD) == expected
        assert self.answer(be, "closed", PASSWORD) == expected

    def test_nothing_is_written_for_one_that_is_not_written_for_the_other(self, be, desks):
        grown = []
        for state in (NOBODY, "active"):
            written = []
            for _number in range(7):
                before = desks["be"].db.lastTransaction()
                self.answer(be, state)
                written.append(desks["be"].db.lastTransaction() != before)
            grown.append(written)
        assert grown[0] == grown[1] == [False] * 5 + [True, False]
