"""Device cookies: which users a browser is known for, and mails about new browsers."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guichet.auth.device_cookies import MAX_COUNT, browser_of, remember

MANAGER, RIVAL = "manager@be.example", "rival@be.example"


@pytest.fixture
def own(visitor):
    """A browser that Lea Rochat has signed in with."""
    browser = visitor("be")
    sign_in(browser, MANAGER)
    return browser


def sign_in(browser, email):
    with browser.request() as request:
        remember(request, request.root["users"].with_email(email))


def known_as(browser, email=MANAGER):
    with browser.request() as request:
        return browser_of(request, request.root["users"].with_email(email))


def test_a_browser_is_known_for_the_users_who_signed_in_with_it(own, visitor):
    assert known_as(own)
    assert not known_as(own, RIVAL)
    assert not known_as(own, "nobody@be.example")
    assert not known_as(visitor("be"))


def test_several_people_may_share_a_browser_and_it_stays_the_same_one(own):
    before = known_as(own)
    sign_in(own, RIVAL)
    assert known_as(own) == known_as(own, RIVAL) == before


def test_two_browsers_are_two(own, visitor):
    other = visitor("be")
    sign_in(other, MANAGER)
    assert known_as(other) != known_as(own)


def test_a_browser_is_known_for_the_five_who_came_last(own):
    people = ["clerk", "supervisor", "administrator", "collaborator", "rival"]
    assert len(people) == MAX_COUNT
    for who in people[:-1]:
        sign_in(own, f"{who}@be.example")
    sign_in(own, MANAGER)
    sign_in(own, RIVAL)
    assert known_as(own)
    assert not known_as(own, "clerk@be.example"), "the one who came first"


def test_the_cookie_of_one_desk_is_unreadable_at_another(own, visitor):
    other = visitor("ne")
    other.cookies = dict(own.cookies)
    assert not known_as(other, "clerk@ne.example")


def test_the_cookie_holds_no_name_and_no_address(own):
    assert "manager" not in own.cookies["known"]
    assert "Rochat" not in own.cookies["known"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), letter=st.sampled_from("ABCDEFabcdef0189-_"))
def test_an_altered_cookie_makes_no_browser_known(own, place, letter):
    cookie = own.cookies["known"]
    # The last letter of Base64 holds bits that mean nothing.
    place %= len(cookie) - 1
    altered = cookie[:place] + letter + cookie[place + 1 :]
    with own.request(headers={"Cookie": ""}) as request:
        request.cookies["known"] = altered
        found = browser_of(request, request.root["users"].with_email(MANAGER))
        assert bool(found) is (altered == cookie)


@pytest.mark.parametrize("cookie", ["", "x", "e30", "bnVsbA", "A" * 5000, "é", "===="])
def test_a_cookie_that_is_none_of_ours_is_nothing(visitor, cookie):
    with visitor("be").request() as request:
        request.environ["HTTP_COOKIE"] = f"known={cookie}"
        assert browser_of(request, request.root["users"].with_email(MANAGER)) == ""


class TestTellingTheOwner:
    """« Nouvelle connexion à votre compte »."""

    SUBJECT = "Nouvelle connexion à votre compte"

    @pytest.fixture(autouse=True)
    def signed_in_before(self, be, sign_in):
        sign_in(be, MANAGER).press("Se déconnecter")

    def notices(self, outbox):
        return [sent for sent in outbox.to(MANAGER) if sent.subject == self.SUBJECT]

    def test_the_very_first_sign_in_of_an_account_is_no_news(self, outbox):
        assert not self.notices(outbox)

    def test_a_browser_that_is_known_is_no_news(self, be, sign_in, outbox):
        sign_in(be, MANAGER)
        assert not self.notices(outbox)

    def test_a_new_browser_is_mailed_with_device_moment_and_advice(self, desks, sign_in, outbox):
        other = desks.browser("be")
        other.extra_environ["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"
        sign_in(other, MANAGER)
        (mail,) = self.notices(outbox)
        words = mail.text.replace("\u00a0", " ")
        assert "Appareil : Firefox, Linux. Moment : 14 novembre 2026 à 13 h 00." in words
        assert "choisissez tout de suite un nouveau mot de passe" in words
        assert mail.link == "http://be.localhost/forgot-password"

    def test_a_new_browser_without_a_name_is_mailed_too(self, desks, sign_in, outbox):
        sign_in(desks.browser("be"), MANAGER)
        (mail,) = self.notices(outbox)
        assert "inconnu" in mail.text

    def test_a_new_browser_is_news_once(self, desks, sign_in, outbox):
        other = desks.browser("be")
        for _time in range(2):
            sign_in(other, MANAGER).press("Se déconnecter")
        assert len(self.notices(outbox)) == 1

    def test_a_password_without_its_code_is_no_sign_in(self, desks, outbox):
        other = desks.browser("be").open("/").fill("Adresse e-mail", MANAGER)
        other.fill("Mot de passe", "lac-train-pomme-2026").press("Se connecter")
        assert not self.notices(outbox)


def test_the_cookie_is_kept_for_a_year_and_hidden_from_scripts(make_desks, sign_in):
    office = make_desks(["be"], settings={"environment": "production"}).browser("be")
    office.open("/").fill("Adresse e-mail", MANAGER).fill("Mot de passe", "lac-train-pomme-2026").press("Se connecter")
    answer = office.fill("Code", office.outbox.texts[-1].code).send("Continuer")
    (cookie,) = [one for one in answer.headers.getall("Set-Cookie") if one.startswith("__Host-known=")]
    assert "Max-Age=31536000" in cookie
    assert {"secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
