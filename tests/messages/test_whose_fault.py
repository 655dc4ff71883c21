"""Whose fault a refusal is decides whether a mail is tried again: a table over stage and answer."""

import smtplib
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from ZODB import DB

from guichet.messages.enqueue import outbox_of
from guichet.messages.smtp import Smtp
from guichet.messages.transports import DeliveryFailure, PermanentFailure, ProviderRejected, TemporaryFailure
from guichet.messages.undelivered import undelivered_page
from guichet.messages.worker import Delivery
from guichet.settings import MailSettings
from guichet.store.database import read_transaction

from .conftest import Logged, Relay
from .test_outbox import a_mail
from .test_smtp import mail, smtp  # noqa: F401  # mail is a fixture
from .test_undelivered import by
from .test_worker import state, write

StartRelay = Callable[..., tuple[Relay, int]]
HOUR = timedelta(hours=1)
BEFORE = ("EHLO", "MAIL")
"""Stages at which no recipient has been named."""
AFTER = ("RCPT", "DATA")
NO_SUCH_ADDRESS = [
    "550 5.1.1 anna@example.ch: user unknown",
    "550 5.1.2 no such domain",
    "553 5.1.3 bad destination syntax",
    "551 5.1.6 moved, no forwarding",
    "556 5.1.10 domain has a null MX",
    "550 5.1.0 address rejected",
    "550 5.2.1 mailbox disabled",
    "550-5.1.1 The email account that you tried to reach\r\n550-5.1.1 does not exist.\r\n550 5.1.1 See the manual",
    "550 5.01.01 user unknown",
]
REFUSES_US = [
    "530 5.7.0 Authentication required",
    "550 5.7.60 SMTP; client does not have permissions to send as this sender",
    "554 5.7.1 Relay access denied",
    "550 5.7.26 unauthenticated mail",
    "550 5.4.5 Daily sending quota exceeded",
    "550 5.4.4 unable to route",
    "554 5.3.0 other system status",
    "552 5.3.4 message too big for system",
    "552 5.2.3 message exceeds limit of mailbox",
    "550 5.6.0 content rejected",
    "503 5.5.1 bad sequence",
    "550 5.1.7 bad sender address syntax",
    "550 5.1.8 sender domain does not exist",
    "550-5.7.1 our system has detected\r\n550-5.7.1 unusual mail\r\n550 5.7.1 from your address",
    # Without enhanced status: the same code for an unknown address and for a sender that is not known.
    "550 relay not permitted",
    "550 No such user here",
    "551 user not local",
    "553 sorry, that domain is not in my list of allowed rcpthosts (#5.7.1)",
    "554 transaction failed",
    "535 authentication failed",
    "550 5.1.1.9 no status",
]
LATER = ["421 4.7.0 too many connections", "450 greylisted", "451 4.7.1 greylisted", "452 4.3.1 system full"]
MAILBOX_LATER = ["450 4.2.1 mailbox busy", "452 4.2.2 mailbox full", "552 5.2.2 mailbox full", "450 4.1.1 unverified"]


def failure_of(port: int, mail: EmailMessage) -> DeliveryFailure:  # noqa: F811
    with pytest.raises(DeliveryFailure) as failure:
        smtp(port).send(mail, "anna@example.ch")
    return failure.value


@pytest.mark.parametrize("answer", [*NO_SUCH_ADDRESS, *REFUSES_US, *LATER])
@pytest.mark.parametrize("stage", BEFORE)
def test_a_refusal_before_a_recipient_is_named_is_the_relays(
    relay: StartRelay,
    mail: EmailMessage,  # noqa: F811
    stage: str,
    answer: str,
) -> None:
    # Twice for EHLO: smtplib says HELO after it.
    _handler, port = relay(answer, answer, stage=stage)
    failed = failure_of(port, mail)
    assert isinstance(failed, ProviderRejected) and failed.fault == "provider"


@pytest.mark.parametrize("answer", NO_SUCH_ADDRESS)
@pytest.mark.parametrize("stage", AFTER)
def test_an_answer_that_there_is_no_such_address_is_permanent(
    relay: StartRelay,
    mail: EmailMessage,  # noqa: F811
    stage: str,
    answer: str,
) -> None:
    _handler, port = relay(answer, stage=stage)
    failed = failure_of(port, mail)
    assert isinstance(failed, PermanentFailure) and failed.fault == "recipient"


@pytest.mark.parametrize("answer", REFUSES_US)
@pytest.mark.parametrize("stage", AFTER)
def test_any_other_refusal_is_tried_again_and_not_held_against_the_address(
    relay: StartRelay,
    mail: EmailMessage,  # noqa: F811
    stage: str,
    answer: str,
) -> None:
    _handler, port = relay(answer, stage=stage)
    failed = failure_of(port, mail)
    assert isinstance(failed, ProviderRejected) and failed.fault == "provider"


@pytest.mark.parametrize("answer", LATER)
@pytest.mark.parametrize("stage", AFTER)
def test_a_relay_that_asks_for_patience_raises_no_alarm(
    relay: StartRelay,
    mail: EmailMessage,  # noqa: F811
    stage: str,
    answer: str,
) -> None:
    _handler, port = relay(answer, stage=stage)
    failed = failure_of(port, mail)
    assert isinstance(failed, TemporaryFailure) and failed.fault == ""


@pytest.mark.parametrize("answer", MAILBOX_LATER)
@pytest.mark.parametrize("stage", AFTER)
def test_a_mailbox_that_takes_nothing_today_is_tried_again(
    relay: StartRelay,
    mail: EmailMessage,  # noqa: F811
    stage: str,
    answer: str,
) -> None:
    _handler, port = relay(answer, stage=stage)
    failed = failure_of(port, mail)
    assert isinstance(failed, TemporaryFailure) and failed.fault == "recipient"


def test_a_relay_that_cannot_be_reached_is_for_the_operator(
    mail: EmailMessage,  # noqa: F811
    refusing_port: int,
    silent_port: int,
) -> None:
    assert failure_of(refusing_port, mail).fault == "provider"
    with pytest.raises(ProviderRejected):
        smtp(silent_port, timeout=0.2).send(mail, "anna@example.ch")


def test_a_greeting_that_refuses_is_the_relays(mail: EmailMessage) -> None:  # noqa: F811
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def refuse() -> None:
            connection, _address = listener.accept()
            connection.sendall(b"554 5.7.1 your address is blocked\r\n")
            connection.close()

        thread = threading.Thread(target=refuse)
        thread.start()
        failed = failure_of(listener.getsockname()[1], mail)
        thread.join()
    assert isinstance(failed, ProviderRejected)


# What becomes of the mails


@pytest.mark.parametrize("stage", [*BEFORE, *AFTER])
def test_every_mail_of_an_hour_of_refusals_arrives_and_one_alarm_is_raised(
    delivery: Delivery, db: DB, now: datetime, relay: StartRelay, logged: Logged, stage: str
) -> None:
    _refusing, port = relay(*["550 5.7.60 not allowed to send as this sender"] * 20, stage=stage)
    people = [write(db, a_mail, now, to=f"person{number}@example.ch") for number in range(4)]
    real = by(port, delivery)
    assert real.run_due(now) == 0
    lines = logged()
    assert [line["reason"] for line in lines if line["event"] == "provider_refuses_desk"] == ["smtp-550-5.7.60"]
    assert [line["level"] for line in lines if line["event"] == "provider_refuses_desk"] == ["error"]
    handler, working = relay()
    later = replace(real, mail=Smtp(MailSettings(host="127.0.0.1", port=working), timeout=5))
    assert later.run_due(now + HOUR) == len(people) == len(handler.envelopes)
    with read_transaction(db) as portal:
        assert undelivered_page(portal).rows == ()


def test_an_alarm_is_raised_again_after_mails_have_left(
    delivery: Delivery, db: DB, now: datetime, relay: StartRelay, logged: Logged
) -> None:
    handler, port = relay("554 5.7.1 no")
    real = by(port, delivery)
    write(db, a_mail, now)
    real.run_due(now)
    real.run_due(now + HOUR)
    handler.refusals = ["554 5.7.1 no"]
    write(db, a_mail, now + HOUR)
    real.run_due(now + HOUR)
    assert [line["event"] for line in logged()].count("provider_refuses_desk") == 2


def test_refused_for_three_days_it_is_given_up_and_no_address_is_listed(
    delivery: Delivery, db: DB, now: datetime, relay: StartRelay
) -> None:
    _handler, port = relay(*["554 5.7.1 Relay access denied"] * 100)
    real, start = by(port, delivery), now
    message_id = write(db, a_mail, now)
    while state(db, message_id) == "waiting":
        real.run_due(now)
        now += timedelta(minutes=61)
    assert timedelta(hours=70) < now - start < timedelta(hours=74)
    with read_transaction(db) as portal:
        assert undelivered_page(portal).rows == ()
        assert list(outbox_of(portal).given_up_ids()) == [message_id]


def test_one_refused_address_is_never_held_against_another(
    delivery: Delivery, db: DB, now: datetime, relay: StartRelay
) -> None:
    handler, port = relay("550 5.1.1 unknown")
    write(db, a_mail, now, to="first@example.ch")
    write(db, a_mail, now, to="second@example.ch")
    assert by(port, delivery).run_due(now) == 1
    assert [len(envelope.rcpt_tos) for envelope in handler.envelopes] == [1]
    with read_transaction(db) as portal:
        ((_, row),) = undelivered_page(portal).rows
        assert [row.address] != handler.envelopes[0].rcpt_tos


def test_smtplib_names_each_stage_by_an_error_of_its_own() -> None:
    """The transport tells the stages apart by these classes."""
    stages = (smtplib.SMTPHeloError, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPAuthenticationError)
    assert all(issubclass(stage, smtplib.SMTPResponseException) for stage in stages)
    assert not issubclass(smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException)
