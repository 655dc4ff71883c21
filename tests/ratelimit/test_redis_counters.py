"""Counters in a real Redis: what several processes count together, and what happens while it is away."""

import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from redis.connection import Connection
from redis.exceptions import TimeoutError as RedisTimeout
from redis_server import START_LIMIT
from structlog.testing import capture_logs

from guichet.app import application
from guichet.auth import login_limits
from guichet.dispatcher import Dispatcher
from guichet.ratelimit import redis_counters, request_limits
from guichet.ratelimit.redis_counters import TIMEOUT, RateLimitUnavailable, RedisCounters
from guichet.settings import SettingsError
from guichet.testing.browser import MACHINE
from guichet.testing.people import PASSWORD, user_of

pytestmark = pytest.mark.redis

MANAGER, INSURED = "manager@be.example", "insured@ne.example"
WRONG = "something else entirely"
AWAY = "Le guichet a un problème"
THREE = RateLimitItemPerMinute(3, 10, namespace="three")
# Limit, desk, whom it counts as a hash with a key, how many in how long. Parts of a phone number are not looked for:
# a hash may hold any few digits by chance.
KEY = re.compile(r"LIMITS:[a-z-]+/(be|ne)(/[0-9a-f]{64})?/[0-9]{1,4}/[0-9]{1,2}/(second|minute|hour|day)")


@pytest.fixture
def desks(make_desks, redis):
    return make_desks(["be", "ne"], settings={"limits": redis.address})


def another_process(desks):
    """The same desks once more: applications that share nothing but the databases and Redis."""
    return replace(
        desks,
        dispatcher=Dispatcher(
            desks.settings, {desk.tenant_settings: application(desk) for desk in desks.running.values()}
        ),
    )


@pytest.fixture
def other(desks):
    return another_process(desks)


@pytest.fixture
def logged(monkeypatch):
    """What the log got."""
    with capture_logs() as lines:
        # A logger that has written before keeps its processors.
        monkeypatch.setattr(redis_counters, "log", redis_counters.structlog.get_logger())
        yield lines


@pytest.fixture
def waits(monkeypatch):
    """For how many seconds Redis was waited for each time that it did not answer."""
    found, read = [], Connection.read_response

    def reading(connection, *given, **named):
        try:
            return read(connection, *given, **named)
        except RedisTimeout:
            found.append(connection.socket_timeout)
            raise

    monkeypatch.setattr(Connection, "read_response", reading)
    return found


def attempt(browser, password=WRONG, email=MANAGER, status=422):
    """One try on the page of signing in."""
    browser.open("/").fill("Adresse e-mail", email).fill("Mot de passe", password)
    return browser.press("Se connecter", status=status)


def lock_out(browser, email=MANAGER):
    for _number in range(5):
        attempt(browser, email=email)
    return attempt(browser, PASSWORD, email, status=429)


def everything_in(redis):
    """All keys and values, as they stand there."""
    with redis.asked() as asked:
        return {key.decode(): asked.lrange(key, 0, -1) for key in asked.scan_iter()}


class TestTogether:
    """Several processes, several desks, one Redis."""

    def test_two_processes_count_together_and_the_sixth_try_is_refused(self, desks, other):
        for process in (desks, other, desks, other, desks):
            attempt(process.browser("be"))
        for process in (desks, other):
            page = attempt(process.browser("be"), PASSWORD, status=429).page
            assert page.heading == "Patientez quelques minutes"
            assert "Vous pourrez réessayer à 13 h 16." in page

    def test_a_success_in_one_process_resets_the_count_in_the_other(self, desks, other):
        for _number in range(4):
            attempt(desks.browser("be"))
        attempt(other.browser("be"), PASSWORD, status=200)
        for _number in range(5):
            attempt(desks.browser("be"))

    def test_who_waits_until_the_time_on_the_page_may_try_again(self, desks, clock):
        lock_out(desks.browser("be"))
        clock.forward(minutes=16)
        assert attempt(desks.browser("be"), PASSWORD, status=200).page.heading == "Consultez votre téléphone"

    def test_desks_share_a_redis_and_no_counter(self, desks):
        lock_out(desks.browser("be"), INSURED)
        assert attempt(desks.browser("ne"), PASSWORD, INSURED, status=200).page.heading == "Consultez votre téléphone"

    def test_a_desk_that_was_restarted_still_refuses(self, desks):
        lock_out(desks.browser("be"))
        attempt(another_process(desks).browser("be"), PASSWORD, status=429)

    def test_a_restarted_redis_counts_from_zero(self, desks, redis):
        lock_out(desks.browser("be"))
        redis.restart()
        lock_out(desks.browser("be"))

    def test_of_many_tries_at_the_same_moment_as_many_pass_as_of_many_in_a_row(self, desks, redis):
        processes = [RedisCounters(redis.address, "be") for _number in range(2)]

        def once(number):
            return processes[number % 2].acquire_entry("who", THREE.amount, THREE.get_expiry())

        with ThreadPoolExecutor(16) as people:
            assert sum(people.map(once, range(400))) == 3

    def test_redis_may_listen_on_a_unix_socket(self, make_desks, redis):
        lock_out(make_desks(["be"], settings={"limits": redis.socket_address}).browser("be"))
        assert everything_in(redis)


class TestWhatIsKept:
    """What stands in Redis, and for how long."""

    def test_redis_stores_no_address_no_network_and_no_phone_number(self, desks, redis, sign_in):
        lock_out(desks.browser("be"))
        sign_in(desks.browser("ne"), INSURED)
        kept = everything_in(redis)
        assert {"passwords-unknown", "passwords-network", "codes-number", "codes-network"} <= {
            key.partition(":")[2].partition("/")[0] for key in kept
        }
        assert [key for key in kept if not KEY.fullmatch(key)] == []
        for secret in ("manager", "insured", "example", MACHINE):
            assert secret not in " ".join(kept)
        assert all(
            float(tried) == pytest.approx(desks.clock.now.timestamp(), abs=1) for row in kept.values() for tried in row
        )

    def test_every_key_is_let_go_when_its_window_is_over(self, desks, redis, sign_in):
        lock_out(desks.browser("be"))
        sign_in(desks.browser("ne"), INSURED)
        seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
        with redis.asked() as asked:
            for key in asked.scan_iter():
                *_, multiple, unit = key.decode().split("/")
                assert 0 < asked.ttl(key) <= int(multiple) * seconds[unit], key

    def test_a_key_is_gone_after_its_window(self, redis):
        window = RateLimitItemPerSecond(3, 1)
        assert RedisCounters(redis.address, "be").acquire_entry("who", window.amount, window.get_expiry())
        for _number in range(START_LIMIT * 50):
            if everything_in(redis) == {}:
                break
            time.sleep(0.02)
        assert everything_in(redis) == {}


class TestAway:
    """Redis does not answer: nothing is tried uncounted, and whatever counts nothing works."""

    @pytest.fixture
    def at_work(self, desks, sign_in):
        """A user who has signed in before."""
        return sign_in(desks.browser("be"), MANAGER)

    def test_no_password_is_looked_at_and_the_page_says_when_to_try_again(self, desks, redis, hashing):
        redis.stop()
        browser = desks.browser("be")
        for _number in range(10):
            page = attempt(browser, PASSWORD, status=503).page
            assert page.heading == AWAY
            assert "Réessayez à 13 h 01." in page
            assert 30 <= int(page.response.headers["Retry-After"]) <= 90
            assert page.value("Adresse e-mail") == MANAGER
        assert hashing == []

    def test_a_registration_stays_as_it_was_typed(self, desks, redis):
        redis.stop()
        browser = desks.browser("be").open("/register-company")
        browser.fill("Nom de la société", "Aide Aare Sàrl").fill("Prénom", "Jeanne").fill("Mot de passe", PASSWORD)
        page = browser.press("S’inscrire", status=503).page
        assert page.heading == AWAY
        assert [page.value(label) for label in ("Nom de la société", "Prénom", "Mot de passe")] == [
            "Aide Aare Sàrl",
            "Jeanne",
            "",
        ]

    def test_signing_in_works_again_with_redis_and_no_try_was_counted(self, desks, redis, clock, sign_in):
        redis.stop()
        for _number in range(10):
            attempt(desks.browser("be"), status=503)
        redis.start()
        clock.forward(minutes=1)
        assert sign_in(desks.browser("be"), MANAGER).page.heading == "Guichet"

    def test_a_desk_that_starts_before_its_redis_serves_pages_and_waits_for_it(self, desks, redis, clock):
        redis.stop()
        browser = another_process(desks).browser("be")
        attempt(browser, PASSWORD, status=503)
        redis.start()
        clock.forward(minutes=1)
        assert attempt(browser, PASSWORD, status=200).page.heading == "Consultez votre téléphone"

    def test_those_at_work_notice_nothing(self, at_work, redis):
        redis.stop()
        at_work.open("/").follow("Nouvelle facture")
        at_work.tick("Frais de voyage et nourriture").fill("Bénéficiaire", "Anna Muster").press("Continuer")
        at_work.fill("Remarque", "Gardez ceci").press("Enregistrer")
        at_work.press("Se déconnecter")
        assert at_work.page.heading == "Se connecter"

    def test_the_fifth_wrong_code_is_the_last_nevertheless(self, desks, redis):
        browser = attempt(desks.browser("be"), PASSWORD, status=200)
        code = browser.outbox.texts[-1].code
        redis.stop()
        for status in (503, 503, 503, 503, 200):
            browser.fill("Code", "000000" if code != "000000" else "111111").press("Continuer", status=status)
        assert "Cela fait trop d’essais." in browser.page.notice
        with desks.looking("be") as ctx:
            assert user_of(ctx, MANAGER).wrong_in_a_row == 5

    def test_what_may_be_done_so_many_times_a_day_waits_too(self, at_work, redis):
        at_work.open("/my-data")
        redis.stop()
        at_work.press("Télécharger le fichier", status=503)
        assert at_work.page.heading == AWAY

    def test_the_right_code_opens_the_desk_nevertheless(self, desks, redis):
        browser = attempt(desks.browser("be"), PASSWORD, status=200)
        redis.stop()
        browser.fill("Code", browser.outbox.texts[-1].code).press("Continuer")
        assert browser.page.heading == "Guichet"

    def test_a_silent_redis_delays_one_request_by_a_second_and_no_other(self, desks, redis, hashing, waits):
        browser = desks.browser("be")
        attempt(browser)
        hashing.clear()
        with redis.silent():
            for _number in range(4):
                attempt(browser, PASSWORD, status=503)
        assert waits == [TIMEOUT]
        assert hashing == []

    def test_no_try_passes_uncounted_when_redis_is_full(self, desks, redis, hashing, logged):
        attempt(desks.browser("be"), status=422)
        hashing.clear()
        logged.clear()
        with redis.asked() as asked:
            asked.config_set("maxmemory", 1)
        attempt(desks.browser("be"), PASSWORD, status=503)
        assert hashing == []
        assert [line["reason"] for line in logged] == ["outofmemoryerror"]

    def test_the_log_says_it_once_a_minute_and_names_the_desk_and_no_address(self, desks, redis, clock, logged):
        redis.stop()
        for _second in range(65):
            attempt(desks.browser("be"), status=503)
            clock.forward(seconds=1)
        line = {
            "event": "rate_limit_store_unavailable",
            "log_level": "error",
            "desk": "be",
            "reason": "connectionerror",
        }
        assert logged == [line, line]

    def test_counting_raises_while_redis_is_away(self, desks, redis, visitor):
        redis.stop()
        with visitor("be").request() as request:
            for ask in (
                request_limits.allowed,
                request_limits.blocked_until,
                request_limits.left,
                request_limits.forget,
            ):
                with pytest.raises(RateLimitUnavailable):
                    ask(request, login_limits.UNKNOWN_BROWSER_LIMIT, MANAGER)

    @pytest.mark.parametrize("user", ["", "nobody"])
    def test_a_wrong_password_for_redis_is_named_in_the_log(self, make_desks, redis, logged, user):
        with redis.asked() as asked:
            asked.config_set("requirepass", "hush")
            try:
                wrong = RedisCounters(redis.address.replace("redis://", f"redis://{user}:wrong@"), "be")
                missing = RedisCounters(redis.address, "ne")
                for counters in (wrong, missing):
                    with pytest.raises(RateLimitUnavailable):
                        counters.acquire_entry("who", THREE.amount, THREE.get_expiry())
            finally:
                asked.config_set("requirepass", "")
        assert [line["reason"] for line in logged] == ["authenticationerror"] * 2


class TestStart:
    """What is wrong with the setting stops the start, and the text names the remedy."""

    def test_without_the_client_it_names_the_extra(self, make_desks, monkeypatch):
        monkeypatch.setitem(sys.modules, "redis", None)
        with pytest.raises(SettingsError, match=r"pip install 'guichet\[redis\]'"):
            make_desks(["be"], settings={"limits": "redis://localhost:6390/0"})

    @pytest.mark.parametrize(
        "address",
        ["localhost:6379", "memcached://:hush@localhost", "redis:/localhost", "redis://:hush@localhost:port/0"],
    )
    def test_an_address_that_cannot_be_is_refused_without_being_repeated(self, make_desks, address):
        with pytest.raises(SettingsError, match=r"guichet\.limits.*redis://localhost:6379/0") as refused:
            make_desks(["be"], settings={"limits": address})
        assert "hush" not in str(refused.value)

    def test_a_password_in_the_address_shows_in_no_log(self, make_desks, redis):
        address = redis.address.replace("redis://", "redis://:hush@")
        with redis.asked() as asked:
            asked.config_set("requirepass", "hush")
            try:
                desks = make_desks(["be"], settings={"limits": address})
                lock_out(desks.browser("be"))
                assert "hush" not in repr(desks.settings)
            finally:
                asked.config_set("requirepass", "")
