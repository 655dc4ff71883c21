"""SMTP against real servers on this machine."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from guichet import default_hooks
from guichet.i18n import Localizer
from guichet.messages.mail import email_message
from guichet.messages.smtp import Smtp
from guichet.messages.transports import Nowhere, PermanentFailure, TemporaryFailure
from guichet.settings import MailSettings, Settings, SettingsError

from .conftest import LETTERHEAD, Relay, relay_at, server_tls
from .test_mail import OUTGOING

StartRelay = Callable[..., tuple[Relay, int]]


@pytest.fixture
def mail() -> EmailMessage:
    return email_message(OUTGOING, Localizer("fr"), sender="guichet@ai-be.example", letterhead=LETTERHEAD)


def smtp(port: int, timeout: float = 5, tls: ssl.SSLContext | None = None, **settings: Any) -> Smtp:
    return Smtp(MailSettings(host="127.0.0.1", port=port, **settings), timeout, tls)


def test_a_mail_arrives(relay: StartRelay, mail: EmailMessage) -> None:
    handler, port = relay()
    assert smtp(port).send(mail, "anna@example.ch") == mail["Message-ID"]
    (envelope,) = handler.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("guichet@ai-be.example", ["anna@example.ch"])
    assert b"Subject: Demande BE-2026-7K3M-Q2XW" in (envelope.content or b"")


def test_a_450_is_temporary_and_the_next_attempt_arrives(relay: StartRelay, mail: EmailMessage) -> None:
    handler, port = relay("450 4.2.1 anna@example.ch is busy")
    with pytest.raises(TemporaryFailure) as failure:
        smtp(port).send(mail, "anna@example.ch")
    assert failure.value.reason == "smtp-450-4.2.1"
    smtp(port).send(mail, "anna@example.ch")
    assert len(handler.envelopes) == 1


def test_a_550_is_permanent_and_its_reason_names_no_person(relay: StartRelay, mail: EmailMessage) -> None:
    handler, port = relay("550 5.1.1 anna@example.ch unknown")
    with pytest.raises(PermanentFailure) as failure:
        smtp(port).send(mail, "anna@example.ch")
    assert str(failure.value) == "smtp-550-5.1.1"
    assert not handler.envelopes


def test_a_relay_that_hangs_is_left_after_the_timeout(silent_port: int, mail: EmailMessage) -> None:
    with pytest.raises(TemporaryFailure) as failure:
        smtp(silent_port, timeout=0.3).send(mail, "anna@example.ch")
    # smtplib says the same of a relay that breaks off, but for the cause.
    assert "timed out" in str(failure.value.__cause__)


def test_a_relay_that_is_down_is_temporary(silent_port: int, mail: EmailMessage) -> None:
    with pytest.raises(TemporaryFailure) as failure:
        smtp(1).send(mail, "anna@example.ch")
    assert failure.value.reason == "smtp-connectionrefusederror"


class Abrupt(Relay):
    """Takes the mail and breaks off instead of saying goodbye."""

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(0)
        return "421 closing down"


def test_a_mail_is_sent_even_if_the_relay_breaks_off_afterwards(mail: EmailMessage) -> None:
    handler = Abrupt([])
    with relay_at(handler) as port:
        smtp(port).send(mail, "anna@example.ch")
    assert len(handler.envelopes) == 1


# TLS


def test_starttls_with_a_known_certificate_and_a_password(
    relay: StartRelay, mail: EmailMessage, certificate: Path, tmp_path: Path
) -> None:
    def check(*args: object) -> AuthResult:
        return AuthResult(success=args[-1] == LoginPassword(b"desk", b"s3cret"), handled=False)

    handler, port = relay(tls_context=server_tls(certificate), authenticator=check, auth_required=True)
    password_file = tmp_path / "password"
    password_file.write_text("s3cret\n")
    known = ssl.create_default_context(cafile=str(certificate))
    access: dict[str, Any] = {"security": "starttls", "username": "desk", "password_file": str(password_file)}
    smtp(port, tls=known, **access).send(mail, "anna@example.ch")
    assert len(handler.envelopes) == 1
    password_file.write_text("wrong")
    with pytest.raises(TemporaryFailure) as failure:  # our mistake, not the mail's: it keeps until that is put right
        smtp(port, tls=known, **access).send(mail, "anna@example.ch")
    assert failure.value.reason == "smtp-smtpauthenticationerror"


SERVER_SIDE = {"starttls": "tls_context", "tls": "ssl_context"}


def test_tls_from_the_first_byte_with_a_known_certificate(
    relay: StartRelay, mail: EmailMessage, certificate: Path
) -> None:
    handler, port = relay(ssl_context=server_tls(certificate))
    known = ssl.create_default_context(cafile=str(certificate))
    smtp(port, tls=known, security="tls").send(mail, "anna@example.ch")
    assert len(handler.envelopes) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_unknown_certificate_gets_no_mail(
    relay: StartRelay, mail: EmailMessage, certificate: Path, security: str
) -> None:
    handler, port = relay(**{SERVER_SIDE[security]: server_tls(certificate)})
    with pytest.raises(TemporaryFailure) as failure:
        smtp(port, security=security).send(mail, "anna@example.ch")
    assert failure.value.reason == "smtp-sslcertverificationerror"
    assert not handler.envelopes


def test_a_relay_that_offers_no_starttls_gets_no_mail(relay: StartRelay, mail: EmailMessage) -> None:
    handler, port = relay()
    with pytest.raises(TemporaryFailure) as failure:
        smtp(port, security="starttls").send(mail, "anna@example.ch")
    assert failure.value.reason == "smtp-smtpnotsupportederror"
    assert not handler.envelopes


def test_a_password_that_would_travel_in_the_clear_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="security"):
        Smtp(MailSettings(host="relay.example", username="desk", password_file=str(tmp_path / "password")))


def test_a_missing_password_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="password_file"):
        Smtp(MailSettings(username="desk", password_file=str(tmp_path / "password")))


def test_a_password_file_that_others_can_read_stops_the_start(tmp_path: Path) -> None:
    password_file = tmp_path / "password"
    password_file.write_text("s3cret")
    password_file.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 400"):
        Smtp(MailSettings(username="desk", password_file=str(password_file)))


# The core's answers to the hooks

SETTINGS = Settings(environment="production", secret=b"x" * 32, limits="memory://", mail=MailSettings(), desks=())


def test_production_uses_smtp_and_requires_an_sms_provider() -> None:
    assert isinstance(default_hooks.guichet_mail_transport(SETTINGS), Smtp)
    assert default_hooks.guichet_sms_gateway(SETTINGS) is None


def test_in_development_everything_goes_nowhere(mail: EmailMessage) -> None:
    settings = replace(SETTINGS, environment="development")
    transport, gateway = default_hooks.guichet_mail_transport(settings), default_hooks.guichet_sms_gateway(settings)
    assert isinstance(transport, Nowhere) and isinstance(gateway, Nowhere)
    assert transport.send(mail, "anna@example.ch") and gateway.send("+41791234567", "text", "id")


@pytest.mark.parametrize("reason", ["anna@example.ch", "no 41791234567", "0041791234567", "A", "", "x" * 41])
def test_a_failure_keeps_no_reason_that_might_name_a_person(reason: str) -> None:
    assert TemporaryFailure(reason).reason == "unspecified"
