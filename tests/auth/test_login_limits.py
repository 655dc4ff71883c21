"""Login limits: buckets per user, limits per network, and warnings in the log."""

import pytest

from guichet.auth import login_limits
from guichet.auth.device_cookies import remember
from guichet.auth.login_limits import bucket_of, count, failed, succeeded
from guichet.ratelimit.request_limits import RateLimited

MANAGER = "manager@be.example"
FROM_ELSEWHERE = {"REMOTE_ADDR": "198.51.100.4"}


@pytest.fixture
def logged(monkeypatch):
    """What the log got."""
    lines = []

    class Log:
        def warning(self, event, **details):
            lines.append((event, details))

    monkeypatch.setattr(login_limits, "log", Log())
    return lines


@pytest.fixture
def own(visitor):
    """A browser that Lea Rochat has signed in with."""
    browser = visitor("be")
    with browser.request() as request:
        remember(request, request.root["users"].with_email(MANAGER))
    return browser


def bucket(request, email=MANAGER):
    return bucket_of(request, email, request.root["users"].with_email(email))


def tries_of(browser, email=MANAGER, **environ):
    """How many wrong passwords a browser may give for an address, before it is locked out."""
    for number in range(100):
        with browser.request(environ=environ) as request:
            try:
                count(request, bucket(request, email))
            except RateLimited:
                return number
            failed(request, bucket(request, email))
    return 100


def test_browsers_an_account_has_not_signed_in_with_share_five_tries(visitor):
    assert tries_of(visitor("be")) == 5
    assert tries_of(visitor("be"), **FROM_ELSEWHERE) == 0


def test_an_address_without_an_account_has_as_many(visitor):
    assert tries_of(visitor("be"), "nobody@be.example") == 5


def test_each_browser_an_account_has_signed_in_with_has_ten_of_its_own(own, visitor):
    other = visitor("be")
    with other.request() as request:
        remember(request, request.root["users"].with_email(MANAGER))
    assert [tries_of(visitor("be")), tries_of(own), tries_of(other)] == [5, 10, 10]


def test_a_browser_is_known_for_its_own_accounts_only(own):
    assert tries_of(own, "rival@be.example") == 5


def test_a_success_resets_its_own_bucket_and_no_other(own, visitor):
    stranger = visitor("be")
    for browser in (own, stranger):
        tries_of(browser)
    with own.request() as request:
        succeeded(request, bucket(request))
    assert tries_of(own) == 10
    assert tries_of(stranger) == 0
    with stranger.request() as request:
        succeeded(request, bucket(request))
    assert tries_of(stranger) == 5


def test_a_try_at_the_minute_named_is_allowed(visitor, clock):
    browser = visitor("be")
    clock.forward(seconds=20)
    tries_of(browser)
    with browser.request() as request, pytest.raises(RateLimited) as locked:
        count(request, bucket(request))
    until = locked.value.until
    assert (until.second, until.microsecond) == (0, 0)
    assert 15 * 60 <= (until - clock.now).total_seconds() <= 16 * 60
    clock.to(until)
    assert tries_of(browser) == 5


def test_a_network_that_fails_for_over_ten_addresses_waits_an_hour(visitor, clock, logged):
    browser = visitor("be")
    assert [tries_of(browser, f"a{number}@be.example") for number in range(3)] == [5, 5, 5]
    failed_once = [fails_once(browser, f"b{number}@be.example") for number in range(20)]
    assert failed_once == [True] * 8 + [False] * 12, "the eleventh address was one too many"
    assert logged == [("password_spraying_detected", {"desk": "be", "addresses": 10})]
    with browser.request() as request, pytest.raises(RateLimited) as locked:
        count(request, bucket(request, "c@be.example"))
    clock.to(locked.value.until)
    assert fails_once(browser, "c@be.example")


def fails_once(browser, email):
    with browser.request() as request:
        try:
            count(request, bucket(request, email))
        except RateLimited:
            return False
        failed(request, bucket(request, email))
        return True


def test_the_same_few_addresses_may_fail_again_and_again(visitor, clock, logged):
    browser = visitor("be")
    for _quarter_of_an_hour in range(12):
        for number in range(10):
            assert fails_once(browser, f"a{number}@be.example")
        clock.forward(minutes=20)
    assert logged == []


def test_a_blocked_network_does_not_fill_the_buckets_of_users(visitor):
    attacker = visitor("be")
    for number in range(30):
        fails_once(attacker, f"a{number}@be.example")
    for _number in range(30):
        assert not fails_once(attacker, MANAGER)
    assert tries_of(visitor("be"), **FROM_ELSEWHERE) == 5


def test_known_browsers_are_not_stopped_in_a_blocked_network(own, visitor):
    attacker = visitor("be")
    for number in range(30):
        fails_once(attacker, f"a{number}@be.example")
    assert tries_of(own) == 10


def test_a_network_has_sixty_tries_in_fifteen_minutes(visitor):
    passed = 0
    for number in range(100):
        with visitor("be").request() as request:
            try:
                count(request, bucket(request, f"a{number}@be.example"))
            except RateLimited:
                continue
            passed += 1
    assert passed == 60


def test_a_storm_at_a_desk_stands_in_the_log_once_in_five_minutes(visitor, clock, logged):
    for minute in range(7):
        for number in range(101):
            environ = {"REMOTE_ADDR": f"198.51.{minute}.{number}"}
            with visitor("be").request(environ=environ) as request:
                failed(request, bucket(request, f"a{number}@be.example"))
        clock.forward(minutes=1)
    event = ("auth_failure_rate_high", {"desk": "be", "what": "failed-passwords-desk", "more_than": 100})
    assert logged == [event, event]


def test_a_storm_of_wrong_codes_is_another_event(visitor, logged):
    for _number in range(60):
        with visitor("be").request() as request:
            login_limits.raise_alarm(request, login_limits.CODES_PER_DESK)
    assert logged == [("auth_failure_rate_high", {"desk": "be", "what": "wrong-codes-desk", "more_than": 50})]
