"""How often something may be tried."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from limits import RateLimitItemPerMinute

from guichet.auth import code_sending, login_limits
from guichet.ratelimit import request_limits
from guichet.web.client_network import client_network

WHO = "manager@be.example"
THREE = RateLimitItemPerMinute(3, 10, namespace="three")


@pytest.fixture
def request_(visitor):
    with visitor("be").request() as request:
        yield request


def spend(request, limit=THREE, who=WHO):
    """Tries until it is enough, and says how often it was allowed."""
    count = 0
    while request_limits.allowed(request, limit, who):
        count += 1
    return count


@pytest.mark.parametrize(
    ("limit", "attempts", "span"),
    [
        (login_limits.UNKNOWN_BROWSER_LIMIT, 5, timedelta(minutes=15)),
        (login_limits.KNOWN_BROWSER_LIMIT, 10, timedelta(minutes=15)),
        (login_limits.PER_NETWORK, 60, timedelta(minutes=15)),
        (login_limits.FAILED_ADDRESSES, 10, timedelta(hours=1)),
        (code_sending.PER_USER, 5, timedelta(hours=1)),
        (code_sending.PER_USER_A_DAY, 10, timedelta(days=1)),
        (code_sending.PER_NUMBER, 5, timedelta(hours=1)),
        (code_sending.PER_NETWORK, 20, timedelta(hours=1)),
        (code_sending.PER_SITE, 100, timedelta(days=1)),
        (request_limits.REGISTRATIONS_PER_NETWORK, 40, timedelta(hours=1)),
        (request_limits.RESENT_MAILS, 5, timedelta(hours=1)),
        (request_limits.ACTIVATIONS_PER_NETWORK, 20, timedelta(hours=1)),
        (request_limits.ACTIVATIONS_PER_USER, 5, timedelta(hours=1)),
        (request_limits.ACTIVATION_PAUSE, 1, timedelta(minutes=1)),
    ],
)
def test_each_limit_counts_within_a_moving_span(request_, clock, limit, attempts, span):
    assert request_limits.blocked_until(request_, limit, WHO) is None
    assert spend(request_, limit) == attempts
    assert request_limits.blocked_until(request_, limit, WHO) == clock.now + span
    clock.forward(seconds=span.total_seconds() - 1)
    assert not request_limits.allowed(request_, limit, WHO)
    clock.forward(seconds=2)
    assert request_limits.blocked_until(request_, limit, WHO) is None
    assert request_limits.allowed(request_, limit, WHO)


def test_what_was_tried_earlier_is_forgotten_first(request_, clock):
    request_limits.allowed(request_, THREE, WHO)
    clock.forward(minutes=6)
    assert spend(request_) == 2
    clock.forward(minutes=5)
    assert spend(request_) == 1


def test_asking_whether_one_may_costs_nothing(request_):
    for _number in range(20):
        assert request_limits.blocked_until(request_, THREE, WHO) is None
    assert spend(request_) == 3


def test_a_success_clears_the_counter(request_):
    spend(request_)
    request_limits.forget(request_, THREE, WHO)
    assert spend(request_) == 3


def test_a_limit_reached_by_one_key_does_not_affect_another(request_):
    spend(request_)
    assert spend(request_, who="collaborator@be.example") == 3
    assert spend(request_, limit=login_limits.UNKNOWN_BROWSER_LIMIT) == 5


def test_of_many_tries_at_the_same_moment_as_many_pass_as_of_many_in_a_row(visitor):
    def once(_number):
        with visitor("be").request() as request:
            return request_limits.allowed(request, THREE, WHO)

    with ThreadPoolExecutor(8) as people:
        assert sum(people.map(once, range(40))) == 3


def test_a_request_that_starts_again_is_counted_once(request_):
    for attempt in range(5):
        request_.environ["retry.attempt"] = attempt
        assert request_limits.allowed(request_, THREE, WHO)
    assert request_limits.left(request_, THREE, WHO) == 2


def test_a_request_that_was_refused_stays_refused_when_it_starts_again(request_):
    spend(request_)
    request_limits.forget(request_, THREE, WHO)
    request_.environ["retry.attempt"] = 1
    assert not request_limits.allowed(request_, THREE, WHO)


@pytest.mark.parametrize(
    ("moment", "named"),
    [("13:46:00.000000", "13:47"), ("13:46:00.000001", "13:47"), ("13:46:59.999999", "13:47"), ("23:59:30", "00:00")],
)
def test_who_comes_back_at_the_time_a_page_names_is_never_too_early(moment, named):
    exact = datetime.fromisoformat(f"2026-11-14T{moment}+00:00")
    assert f"{request_limits.next_full_minute(exact):%H:%M}" == named
    assert request_limits.next_full_minute(exact) > exact


def test_each_desk_counts_for_itself(request_, visitor):
    spend(request_)
    with visitor("ne").request() as other:
        assert spend(other) == 3


def test_the_counters_store_no_address_and_no_network(request_):
    request_limits.allowed(request_, THREE, WHO)
    request_limits.allowed(request_, THREE, "192.0.2.7")
    kept = str(vars(request_.registry.rate_limiter.storage))
    assert "three" in kept
    assert "manager" not in kept
    assert "192.0.2.7" not in kept


def test_one_address_is_one_counter_however_it_is_spelt(request_):
    assert request_limits.address("Manager@BE.example") == request_limits.address("manager@be.example")
    assert spend(request_, who="\udcff") == 3


@pytest.mark.parametrize(
    ("environ", "network"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, "192.0.2.7"),
        ({"REMOTE_ADDR": "192.0.2.7:52001"}, "192.0.2.7"),
        ({"REMOTE_ADDR": "2001:db8:1:2ff::9"}, "2001:db8:1:200::/56"),
        ({"REMOTE_ADDR": "[2001:db8:1:2ff::9]:52001"}, "2001:db8:1:200::/56"),
        ({"REMOTE_ADDR": "[2001:db8:1:2ff::9]"}, "2001:db8:1:200::/56"),
        # IPv4 as a socket of both sorts writes it, and as a server without IPv4 sees it.
        ({"REMOTE_ADDR": "::ffff:192.0.2.7"}, "192.0.2.7"),
        ({"REMOTE_ADDR": "::FFFF:c000:207"}, "192.0.2.7"),
        ({"REMOTE_ADDR": "[::ffff:192.0.2.7]:52001"}, "192.0.2.7"),
        ({"REMOTE_ADDR": "64:ff9b::192.0.2.7"}, "192.0.2.7"),
        ({"REMOTE_ADDR": "fe80::9%eth0"}, "fe80::/56"),
        # What a browser says of itself.
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_X_REAL_IP": "203.0.113.9"}, "192.0.2.7"),
        ({"REMOTE_ADDR": "192.0.2.7:port"}, "unknown"),
        ({"REMOTE_ADDR": "999.0.2.7:1"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_a_client_is_known_by_its_network_address(visitor, environ, network):
    with visitor("be").request(environ=environ) as request:
        assert client_network(request) == network
