"""Relay, providers, scanner and Redis: reachable, or what to do."""

import socket
from dataclasses import replace

import pytest

from guichet.cli.doctor.service_checks import scanner_checks, service_checks
from guichet.hookspecs import hookimpl
from guichet.plugins import installed
from guichet.settings import AspsmsSettings, MailSettings, Settings, SmsSettings


@pytest.fixture
def closed_port():
    """A port without a server."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield reserved.getsockname()[1]


@pytest.fixture
def settings(closed_port):
    """An office whose relay is not there."""
    return Settings("production", b"s" * 32, "memory://", MailSettings("127.0.0.1", closed_port), ())


@pytest.fixture
def scanned(settings):
    """``scanned(answer)``: the result for a scanner that answers so."""

    def find(answer):
        class Plugin:
            @hookimpl
            def guichet_attachment_scanner(self):
                return self

            def is_clean(self, content, filename):
                return answer()

        others = {name: plugin for name, plugin in installed().items() if name != "clamav_scanner"}
        (result,) = scanner_checks(settings, "be", {**others, "scanner": Plugin()})
        return result

    return find


def test_relay_that_does_not_answer_is_wrong_with_its_reason(settings):
    (result,) = service_checks(settings)
    assert (result.state, result.found) == ("wrong", "smtp-connectionrefusederror")
    assert "72 hours" in result.remedy


def test_relay_without_its_password_is_wrong_with_the_setting(settings):
    lacking = MailSettings("127.0.0.1", settings.mail.port, username="guichet", password_file="/nowhere")
    (result,) = service_checks(replace(settings, mail=lacking))
    assert result.state == "wrong"
    assert "guichet.mail.password_file" in result.remedy


@pytest.mark.parametrize("trusted", [True, False])
def test_provider_is_asked_for_its_certificate_and_nothing_is_sent(settings, tls_server, trusted):
    url = f"https://127.0.0.1:{tls_server(trusted=trusted)}"
    sms = SmsSettings((("aspsms", 1),), "Guichet", AspsmsSettings(url))
    _relay, result = service_checks(replace(settings, sms=sms))
    assert result.state == ("ok" if trusted else "wrong")


def test_redis_that_does_not_answer_is_wrong_and_its_password_stays_out(settings, closed_port):
    _relay, result = service_checks(replace(settings, limits=f"redis://:topsecret@127.0.0.1:{closed_port}/0"))
    assert (result.what, result.state) == ("Redis", "wrong")
    assert "topsecret" not in result.line


def silent():
    raise ConnectionRefusedError


@pytest.mark.parametrize(("answer", "state"), [(lambda: True, "ok"), (lambda: False, "wrong"), (silent, "wrong")])
def test_scanner_is_given_a_harmless_text(scanned, answer, state):
    assert scanned(answer).state == state
