"""ASPSMS and Swisscom against web servers on this machine that answer as the providers document."""

import logging
import ssl
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from guichet.messages.aspsms import Aspsms
from guichet.messages.http_provider import Provider
from guichet.messages.swisscom import Swisscom
from guichet.messages.transports import (
    DeliveryFailure,
    PermanentFailure,
    ProviderRejected,
    TemporaryFailure,
    UnknownOutcome,
)

from .conftest import server_tls
from .providerserver import CREATED, KEY, NUMBER, OK, TAKEN, TEXT, ProviderServer, Reply, aspsms_reply

StartProvider = Callable[..., ProviderServer]
SOON = 0.3
"""Seconds."""
BOTH = pytest.mark.parametrize("name", ["aspsms", "swisscom"])


def aspsms(url: str, seconds: float = 5, tls: ssl.SSLContext | None = None) -> Aspsms:
    return Aspsms(Provider("aspsms", url, seconds, seconds, tls), "GuichetAI", user="USERKEY", password="pass-w0rd")


def swisscom(url: str, seconds: float = 5, tls: ssl.SSLContext | None = None) -> Swisscom:
    return Swisscom(Provider("swisscom", url, seconds, seconds, tls), "GuichetAI", client_id="client-1d")


MAKE: dict[str, Callable[..., Aspsms | Swisscom]] = {"aspsms": aspsms, "swisscom": swisscom}


def failure(gateway: Aspsms | Swisscom) -> Exception:
    with pytest.raises(Exception) as raised:
        gateway.send(NUMBER, TEXT, KEY)
    return raised.value


# As documented


def test_aspsms_is_asked_as_it_documents(provider_server: StartProvider) -> None:
    server = provider_server(OK)
    aspsms(server.url + "/").send(NUMBER, TEXT, KEY)
    (request,) = server.requests
    assert request.path == "/SendTextSMS"
    assert request.headers["Content-Type"] == "application/json"
    assert request.body == {
        "UserName": "USERKEY",
        "Password": "pass-w0rd",
        "Originator": "GuichetAI",
        "Recipients": [NUMBER],
        "MessageText": TEXT,
        "ForceGSM7bit": True,
    }


def test_swisscom_request_is_as_documented_and_id_comes_from_location(provider_server: StartProvider) -> None:
    server = provider_server(CREATED)
    assert swisscom(server.url).send(NUMBER, TEXT, KEY) == "a1b2-c3d4"
    (request,) = server.requests
    assert request.path == "/messaging/sms"
    wanted = {
        "client_id": "client-1d",
        "SCS-Version": "2",
        "SCS-Request-ID": KEY,
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    assert request.headers.items() >= wanted.items()
    assert request.body == {"to": NUMBER, "text": TEXT, "from": "GuichetAI"}


@pytest.mark.parametrize(
    ("headers", "message_id"),
    [({"Location": "/messaging/sms/a1/"}, "a1"), ({"Location": "a1"}, "a1"), ({}, "")],
)
def test_a_message_created_by_swisscom_is_sent_whatever_its_location(
    provider_server: StartProvider, headers: dict[str, str], message_id: str
) -> None:
    server = provider_server(Reply(status=201, headers=headers))
    assert swisscom(server.url).send(NUMBER, TEXT, KEY) == message_id


def test_a_message_created_by_swisscom_is_sent_even_if_the_answer_is_cut(provider_server: StartProvider) -> None:
    server = provider_server(replace(CREATED, body=b"{}" * 50, cut=True))
    assert swisscom(server.url).send(NUMBER, TEXT, KEY) == "a1b2-c3d4"


def test_letters_beyond_ascii_arrive(provider_server: StartProvider) -> None:
    server = provider_server(OK, CREATED)
    aspsms(server.url).send(NUMBER, "à personne", KEY)
    swisscom(server.url).send(NUMBER, "für", KEY)
    assert [server.requests[0].body["MessageText"], server.requests[1].body["text"]] == ["à personne", "für"]


def test_each_message_has_a_connection_of_its_own(provider_server: StartProvider) -> None:
    server = provider_server(OK, OK, OK)
    gateway = aspsms(server.url)
    for _ in range(3):
        gateway.send(NUMBER, TEXT, KEY)
    assert server.connections == 3


# Failures: temporary when the message has surely not been taken and may be later


@BOTH
@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_500_is_temporary(provider_server: StartProvider, name: str, status: int) -> None:
    failed = failure(MAKE[name](provider_server(Reply(status)).url))
    assert isinstance(failed, TemporaryFailure)
    assert (failed.reason, failed.retry_after) == (f"{name}-{status}", 0)


@BOTH
@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("0", 0), ("999999", 86_400), ("soon", 0), ("-5", 0), ("²", 0), ("9" * 5000, 0)],
)
def test_a_429_is_temporary_and_says_when_to_come_back(
    provider_server: StartProvider, name: str, header: str, seconds: int
) -> None:
    failed = failure(MAKE[name](provider_server(Reply(429, headers={"Retry-After": header})).url))
    assert isinstance(failed, TemporaryFailure)
    assert (failed.reason, failed.retry_after) == (f"{name}-429", seconds)


@BOTH
def test_a_provider_that_is_down_is_temporary(name: str, refusing_port: int) -> None:
    failed = failure(MAKE[name](f"http://127.0.0.1:{refusing_port}"))
    assert isinstance(failed, TemporaryFailure)
    assert failed.reason == f"{name}-newconnectionerror"


@pytest.mark.parametrize("status", ["2", "7", "24", 24])
def test_a_status_code_that_asks_to_try_later_is_temporary(provider_server: StartProvider, status: str | int) -> None:
    failed = failure(aspsms(provider_server(aspsms_reply(StatusCode=status, StatusInfo="Try again")).url))
    assert isinstance(failed, TemporaryFailure)
    assert failed.reason == f"aspsms-status-{status}"


# Permanent: about the message, or about us


@BOTH
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 406, 418, 422])
def test_a_4xx_is_about_us_since_it_does_not_name_the_number(
    provider_server: StartProvider, name: str, status: int
) -> None:
    failed = failure(MAKE[name](provider_server(Reply(status)).url))
    assert isinstance(failed, ProviderRejected) and failed.fault == "provider"
    assert failed.reason == f"{name}-{status}"


@BOTH
def test_a_redirect_is_not_followed(provider_server: StartProvider, name: str) -> None:
    elsewhere = provider_server(TAKEN[name])
    server = provider_server(Reply(307, headers={"Location": elsewhere.url}))
    assert isinstance(failure(MAKE[name](server.url)), ProviderRejected)
    assert not elsewhere.requests, "the password went to another address"


@pytest.mark.parametrize("status", ["3", "5", "8", "9", "10", "11", "25", "99", "new", 5])
def test_status_code_about_the_account_or_unknown_is_about_us(
    provider_server: StartProvider, status: str | int
) -> None:
    failed = failure(aspsms(provider_server(aspsms_reply(StatusCode=status, StatusInfo="Not enough Credits")).url))
    assert isinstance(failed, ProviderRejected)
    assert failed.reason == f"aspsms-status-{status}"


def test_a_status_code_that_names_the_number_is_permanent(provider_server: StartProvider) -> None:
    failed = failure(aspsms(provider_server(aspsms_reply(StatusCode="20", StatusInfo=f"No {NUMBER}")).url))
    assert isinstance(failed, PermanentFailure) and failed.fault == "recipient"
    assert str(failed) == "aspsms-status-20"


# Unknown: the request was sent, and no answer says what became of the message


@BOTH
def test_a_hung_connection_ends_after_the_timeout_with_unknown_outcome(
    provider_server: StartProvider, name: str
) -> None:
    server = provider_server(Reply(hangs=True))
    failed = failure(MAKE[name](server.url, SOON))
    assert isinstance(failed, UnknownOutcome) and not isinstance(failed, DeliveryFailure)
    assert (failed.reason, len(server.requests)) == (f"{name}-timeouterror", 1)


@BOTH
@pytest.mark.parametrize("reply", [Reply(breaks_off=True), Reply(504), Reply(202, b"{}")])
def test_a_connection_that_breaks_while_reading_is_unknown(
    provider_server: StartProvider, name: str, reply: Reply
) -> None:
    server = provider_server(reply)
    assert isinstance(failure(MAKE[name](server.url)), UnknownOutcome)
    assert len(server.requests) == 1, "it was sent again"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>OK</html>",
        b'{"StatusCode": "1"',
        b"[1]",
        b"null",
        b'{"StatusInfo": "OK"}',
        b"\xff\xfe",
        b"[" * 60_000,
    ],
)
def test_malformed_json_is_unknown(provider_server: StartProvider, body: bytes) -> None:
    failed = failure(aspsms(provider_server(Reply(body=body)).url))
    assert isinstance(failed, UnknownOutcome)
    assert not isinstance(failed, DeliveryFailure)


def test_an_answer_that_breaks_off_is_unknown(provider_server: StartProvider) -> None:
    cut = Reply(body=OK.body + b" " * 50, cut=True)
    assert isinstance(failure(aspsms(provider_server(cut).url)), UnknownOutcome)


def test_an_answer_that_drips_past_the_time_limit_is_unknown(provider_server: StartProvider) -> None:
    drips = Reply(body=OK.body + b" " * 50, drips=SOON / 20)
    assert isinstance(failure(aspsms(provider_server(drips).url, SOON)), UnknownOutcome)


def test_a_status_code_that_says_time_out_is_unknown(provider_server: StartProvider) -> None:
    failed = failure(aspsms(provider_server(aspsms_reply(StatusCode="6", StatusInfo="Time out error")).url))
    assert isinstance(failed, UnknownOutcome)


# TLS


@BOTH
def test_a_known_certificate_is_trusted(provider_server: StartProvider, certificate: Path, name: str) -> None:
    server = provider_server(TAKEN[name], tls=server_tls(certificate))
    known = ssl.create_default_context(cafile=str(certificate))
    MAKE[name](server.url, tls=known).send(NUMBER, TEXT, KEY)
    assert len(server.requests) == 1


@BOTH
def test_a_server_that_speaks_no_tls_gets_nothing_and_is_temporary(provider_server: StartProvider, name: str) -> None:
    server = provider_server(TAKEN[name])
    failed = failure(MAKE[name](server.url.replace("http:", "https:")))
    assert isinstance(failed, TemporaryFailure)
    assert not server.requests


@BOTH
def test_untrusted_certificate_receives_neither_number_nor_password(
    provider_server: StartProvider, certificate: Path, name: str
) -> None:
    server = provider_server(TAKEN[name], tls=server_tls(certificate))
    failed = failure(MAKE[name](server.url))
    assert isinstance(failed, TemporaryFailure)
    assert failed.reason == f"{name}-sslcertverificationerror"
    assert not server.requests


@BOTH
def test_a_certificate_for_another_name_is_refused(
    provider_server: StartProvider, certificate: Path, name: str
) -> None:
    server = provider_server(TAKEN[name], tls=server_tls(certificate))
    known = ssl.create_default_context(cafile=str(certificate))
    failed = failure(MAKE[name](server.url.replace("127.0.0.1", "localhost"), tls=known))
    assert isinstance(failed, TemporaryFailure)
    assert not server.requests


@BOTH
def test_a_handshake_that_hangs_is_temporary(silent_port: int, name: str) -> None:
    failed = failure(MAKE[name](f"https://127.0.0.1:{silent_port}", SOON))
    assert isinstance(failed, TemporaryFailure)
    assert failed.reason == f"{name}-timeouterror"


# Credits


def test_the_credits_left_at_aspsms_can_be_asked_for(provider_server: StartProvider) -> None:
    server = provider_server(
        aspsms_reply(Credits="1234.5", StatusCode="1", StatusInfo="OK"), aspsms_reply(Credits=7, StatusCode="1")
    )
    gateway = aspsms(server.url)
    assert [gateway.check_credits(), gateway.check_credits()] == [Decimal("1234.5"), Decimal(7)]
    assert server.requests[0].path == "/CheckCredits"
    assert server.requests[0].body == {"UserName": "USERKEY", "Password": "pass-w0rd"}


def test_a_wrong_password_shows_when_the_credits_are_asked_for(provider_server: StartProvider) -> None:
    server = provider_server(
        aspsms_reply(StatusCode="3", StatusInfo="Authorization failed"), aspsms_reply(StatusCode="1")
    )
    gateway = aspsms(server.url)
    with pytest.raises(ProviderRejected, match="aspsms-status-3"):
        gateway.check_credits()
    with pytest.raises(UnknownOutcome):
        gateway.check_credits()


# What the log says of it


def quotes(**facts: Any) -> Reply:
    return aspsms_reply(**facts, StatusInfo=f"{NUMBER} {TEXT} USERKEY pass-w0rd client-1d")


@BOTH
@pytest.mark.parametrize(
    "reply",
    [quotes(StatusCode="3"), quotes(StatusCode=NUMBER), quotes(), Reply(401, NUMBER.encode()), Reply(breaks_off=True)],
)
def test_neither_number_nor_text_nor_credentials_are_logged_or_in_an_error(
    provider_server: StartProvider, name: str, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = MAKE[name](provider_server(reply).url)
    with caplog.at_level(logging.DEBUG), capture_logs() as logs:
        failed = failure(gateway)
    said = f"{failed!r} {failed.__dict__} {failed.__cause__!r} {gateway!r} {caplog.text} {logs}"
    for secret in ("791234567", "482913", "code", "USERKEY", "pass-w0rd", "client-1d"):
        assert secret not in said
