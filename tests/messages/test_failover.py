"""Several providers: a message goes to the next one when the first fails, and comes back when it is well again."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs
from ZODB import DB

from guichet.messages import worker
from guichet.messages.aspsms import Aspsms
from guichet.messages.failover import MIN_WEIGHT, Failover, Member
from guichet.messages.http_provider import Provider
from guichet.messages.swisscom import Swisscom
from guichet.messages.transports import PermanentFailure, ProviderRejected, SmsGateway, TemporaryFailure, UnknownOutcome
from guichet.messages.worker import Delivery

from .providerserver import CREATED, KEY, NUMBER, OK, TEXT, ProviderServer, Reply, aspsms_reply
from .test_outbox import a_text
from .test_worker import MINUTE, looking_at, state, write

StartProvider = Callable[..., ProviderServer]
SOON = 0.3
"""Seconds."""
NEARLY_ALWAYS = 1e9


class Clock:
    """Seconds that go on when the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Gateway:
    """Takes messages, or fails as given."""

    def __init__(self, fails_with: Exception | None = None) -> None:
        self.fails_with = fails_with
        self.asked = 0
        self.taken = 0

    def send(self, number: str, text: str, idempotency_key: str) -> str:
        self.asked += 1
        if self.fails_with is not None:
            raise self.fails_with
        self.taken += 1
        return "id"


@pytest.fixture
def clock() -> Clock:
    return Clock()


def aspsms_first(aspsms: SmsGateway, swisscom: SmsGateway, clock: Clock, weight: float = NEARLY_ALWAYS) -> Failover:
    members = [Member("aspsms", aspsms, weight), Member("swisscom", swisscom, 1)]
    return Failover(members, clock, random.Random(7).choices)


def aspsms_at(server: ProviderServer) -> Aspsms:
    return Aspsms(Provider("aspsms", server.url, SOON, SOON), "GuichetAI", user="USERKEY", password="pass-w0rd")


def swisscom_at(server: ProviderServer) -> Swisscom:
    return Swisscom(Provider("swisscom", server.url, SOON, SOON), "GuichetAI", client_id="client-1d")


# The next one takes over


@pytest.mark.parametrize(
    "reply", [Reply(500), Reply(429), Reply(400), Reply(401), Reply(403), aspsms_reply(StatusCode="5")]
)
def test_a_second_gateway_takes_over_at_once_when_the_first_fails(
    provider_server: StartProvider, clock: Clock, reply: Reply
) -> None:
    first, second = provider_server(reply), provider_server(CREATED)
    both = aspsms_first(aspsms_at(first), swisscom_at(second), clock)
    assert both.send(NUMBER, TEXT, KEY) == "a1b2-c3d4"
    assert (len(first.requests), len(second.requests)) == (1, 1)
    assert second.requests[0].body["to"] == NUMBER
    assert second.requests[0].headers["SCS-Request-ID"] == KEY


@pytest.mark.parametrize("reply", [Reply(hangs=True), Reply(breaks_off=True), Reply(body=b"not json")])
def test_a_message_of_unknown_outcome_goes_to_no_other_gateway(
    provider_server: StartProvider, clock: Clock, reply: Reply
) -> None:
    first, second = provider_server(reply), provider_server(CREATED)
    both = aspsms_first(aspsms_at(first), swisscom_at(second), clock)
    with pytest.raises(UnknownOutcome):
        both.send(NUMBER, TEXT, KEY)
    assert not second.requests
    assert both.weights()["aspsms"] < NEARLY_ALWAYS, "the next message rather goes to the other"


def test_a_message_whose_recipient_is_refused_goes_to_no_other_gateway(
    provider_server: StartProvider, clock: Clock
) -> None:
    first, second = provider_server(aspsms_reply(StatusCode="20")), provider_server(CREATED)
    both = aspsms_first(aspsms_at(first), swisscom_at(second), clock)
    with pytest.raises(PermanentFailure):
        both.send(NUMBER, TEXT, KEY)
    assert not second.requests
    assert both.weights()["aspsms"] == NEARLY_ALWAYS, "the gateway is not to blame"


def test_when_all_fail_the_shortest_pause_decides_about_the_next_try(clock: Clock) -> None:
    both = aspsms_first(Gateway(TemporaryFailure("a-429", 900)), Gateway(TemporaryFailure("b-429", 120)), clock)
    with pytest.raises(TemporaryFailure) as failed:
        both.send(NUMBER, TEXT, KEY)
    assert failed.value.retry_after == 120


def test_a_rejected_account_beside_a_temporary_failure_is_the_one_told(clock: Clock) -> None:
    both = aspsms_first(Gateway(TemporaryFailure("a-500")), Gateway(ProviderRejected("b-401")), clock)
    with pytest.raises(TemporaryFailure, match="b-401"):
        both.send(NUMBER, TEXT, KEY)


def test_when_all_refuse_us_the_message_is_tried_again_with_an_alarm(clock: Clock) -> None:
    both = aspsms_first(Gateway(ProviderRejected("a-401")), Gateway(ProviderRejected("b-401")), clock)
    with pytest.raises(ProviderRejected, match="-401") as failed:
        both.send(NUMBER, TEXT, KEY)
    assert failed.value.fault == "provider"


# Weighted choice, drift back


def test_messages_go_to_each_gateway_in_proportion_to_its_weight(clock: Clock) -> None:
    aspsms, swisscom = Gateway(), Gateway()
    both = aspsms_first(aspsms, swisscom, clock, weight=3)
    for _ in range(1000):
        both.send(NUMBER, TEXT, KEY)
    assert 700 < aspsms.taken < 800
    assert aspsms.taken + swisscom.taken == 1000


def test_a_failing_gateway_regains_its_weight_over_ten_minutes(clock: Clock) -> None:
    both = aspsms_first(Gateway(TemporaryFailure("aspsms-500")), Gateway(), clock)
    both.send(NUMBER, TEXT, KEY)
    present = []
    for minute in (0, 5, 10, 20):
        clock.seconds = minute * 60
        present.append(both.weights()["aspsms"] / NEARLY_ALWAYS)
    assert present == [pytest.approx(0.1), pytest.approx(0.1**0.5), 1.0, 1.0]
    assert both.weights()["swisscom"] == 1.0


def test_a_failing_gateway_gets_few_messages_until_it_recovers(clock: Clock) -> None:
    aspsms, swisscom = Gateway(TemporaryFailure("aspsms-503")), Gateway()
    both = aspsms_first(aspsms, swisscom, clock, weight=10)

    def send_one_a_second(messages: int) -> None:
        for _ in range(messages):
            clock.seconds += 1
            both.send(NUMBER, TEXT, KEY)

    send_one_a_second(300)
    assert (swisscom.taken, aspsms.taken) == (300, 0)
    assert aspsms.asked < 10
    aspsms.fails_with = None
    clock.seconds += 600
    send_one_a_second(300)
    assert aspsms.taken > 250


def test_several_threads_may_send_at_once(clock: Clock) -> None:
    aspsms, swisscom = Gateway(TemporaryFailure("aspsms-500")), Gateway()
    both = aspsms_first(aspsms, swisscom, clock, weight=1)
    together = threading.Barrier(8)

    def work() -> None:
        together.wait()
        for _ in range(50):
            both.send(NUMBER, TEXT, KEY)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert swisscom.asked == 400
    assert both.weights()["aspsms"] == pytest.approx(max(0.1**aspsms.asked, MIN_WEIGHT))


def test_the_log_names_gateway_and_reason_but_no_person(provider_server: StartProvider, clock: Clock) -> None:
    first, second = provider_server(Reply(500)), provider_server(CREATED)
    both = aspsms_first(aspsms_at(first), swisscom_at(second), clock)
    with capture_logs() as logs:
        both.send(NUMBER, TEXT, KEY)
    assert logs == [
        {"event": "sms_gateway_failed", "log_level": "warning", "gateway": "aspsms", "reason": "aspsms-500"}
    ]


def test_an_error_that_explains_itself_too_well_is_logged_by_its_name(clock: Clock) -> None:
    class Talkative(Exception):
        reason = NUMBER

    with capture_logs() as logs, pytest.raises(Talkative):
        aspsms_first(Gateway(Talkative(NUMBER)), Gateway(), clock).send(NUMBER, TEXT, KEY)
    assert logs[0]["reason"] == "Talkative"
    assert NUMBER not in repr(logs)


# With the worker


def test_a_code_leaves_by_the_second_gateway_when_the_first_is_down(
    delivery: Delivery, db: DB, now: datetime, provider_server: StartProvider, clock: Clock
) -> None:
    first, second = provider_server(Reply(503)), provider_server(CREATED)
    message_id = write(db, a_text, now, code_nonce=b"\x01\xe2")
    real = replace(delivery, sms=aspsms_first(aspsms_at(first), swisscom_at(second), clock))
    assert real.run_due(now) == 1
    assert second.requests[0].body["text"] == "000482 est votre code"
    assert second.requests[0].headers["SCS-Request-ID"] == message_id
    with looking_at(db, message_id) as message:
        assert (message.state, message.provider_id) == ("sent", "a1b2-c3d4")


def test_a_code_that_a_hung_gateway_may_have_taken_is_sent_by_none_again(
    delivery: Delivery, db: DB, now: datetime, provider_server: StartProvider, clock: Clock
) -> None:
    first, second = provider_server(Reply(hangs=True), OK), provider_server(CREATED)
    message_id = write(db, a_text, now)
    real = replace(delivery, sms=aspsms_first(aspsms_at(first), swisscom_at(second), clock))
    with capture_logs() as logs:
        assert [real.run_due(now), real.run_due(now + 3 * MINUTE), real.run_due(now + 9 * MINUTE)] == [0, 0, 0]
    assert (len(first.requests), len(second.requests)) == (1, 0)
    assert state(db, message_id) == "failed"
    assert (logs[1]["event"], logs[1]["reason"]) == ("message_unconfirmed", "aspsms-timeouterror")


@pytest.mark.parametrize(("header", "seconds"), [("240", 240), ("5", 60)])
def test_a_message_is_left_alone_as_long_as_the_provider_asks_for(
    delivery: Delivery,
    db: DB,
    now: datetime,
    provider_server: StartProvider,
    header: str,
    seconds: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The clock of the round stands still: how long the machine takes is no part of the pause.
    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=time.sleep))
    server = provider_server(Reply(429, headers={"Retry-After": header}), CREATED)
    message_id = write(db, a_text, now)
    real = replace(delivery, sms=swisscom_at(server))
    real.run_due(now)
    with looking_at(db, message_id) as message:
        assert message.not_before == now + timedelta(seconds=seconds)
    assert real.run_due(now + 5 * MINUTE) == 1


def test_a_code_for_a_number_that_is_refused_fails_with_its_reason(
    delivery: Delivery, db: DB, now: datetime, provider_server: StartProvider
) -> None:
    message_id = write(db, a_text, now)
    replace(delivery, sms=aspsms_at(provider_server(aspsms_reply(StatusCode="20")))).run_due(now)
    with looking_at(db, message_id) as message:
        assert (message.state, message.last_error) == ("failed", "aspsms-status-20")
