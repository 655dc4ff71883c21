"""Undeliverable mail: an address that our mails do not reach is kept, for the office and for its owner."""

import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from ZODB import DB

from guichet.messages.enqueue import outbox_of
from guichet.messages.message_retention import remove_ended
from guichet.messages.smtp import Smtp
from guichet.messages.transports import PermanentFailure, TemporaryFailure
from guichet.messages.undelivered import (
    UndeliveredMail,
    forget_undelivered,
    note_outcome,
    remove_old,
    undelivered_page,
    undelivered_to,
)
from guichet.messages.worker import Delivery
from guichet.settings import MailSettings
from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import Portal

from .conftest import Recorder, Relay, server_tls
from .test_outbox import a_mail, a_text
from .test_worker import MINUTE, die_while_sending, state, write

StartRelay = Callable[..., tuple[Relay, int]]
Fail = Callable[..., str]
ANNA = "anna@example.ch"
HOUR = timedelta(hours=1)


def undelivered(db: DB, address: str = ANNA) -> UndeliveredMail | None:
    with read_transaction(db) as portal:
        return undelivered_to(portal, address)


def by(port: int, delivery: Delivery) -> Delivery:
    """The same desk with a real relay."""
    return replace(delivery, mail=Smtp(MailSettings(host="127.0.0.1", port=port), timeout=5))


# With a real relay


@pytest.mark.parametrize("code", [550, 551, 553, 554])
def test_mail_refused_for_good_is_undelivered_and_not_tried_again(
    delivery: Delivery, db: DB, now: datetime, relay: StartRelay, code: int
) -> None:
    handler, port = relay(f"{code} 5.1.1 anna@example.ch unknown")
    message_id = write(db, a_mail, now)
    real = by(port, delivery)
    assert [real.run_due(now), real.run_due(now + HOUR)] == [0, 0]
    row = undelivered(db)
    assert row is not None
    assert (row.address, row.subject, row.reason, row.message_id) == (ANNA, "Demande", f"smtp-{code}-5.1.1", message_id)
    assert now <= row.when < now + MINUTE
    assert (state(db, message_id), handler.envelopes) == ("failed", [])


def test_a_mail_refused_for_now_is_tried_again_and_not_undelivered(
    delivery: Delivery, db: DB, now: datetime, relay: StartRelay
) -> None:
    handler, port = relay("451 4.7.1 greylisted")
    message_id = write(db, a_mail, now)
    real = by(port, delivery)
    real.run_due(now)
    assert (state(db, message_id), undelivered(db)) == ("waiting", None)
    assert real.run_due(now + 2 * MINUTE) == 1
    assert (state(db, message_id), undelivered(db), len(handler.envelopes)) == ("sent", None, 1)


def test_a_later_mail_that_is_sent_clears_the_address(
    delivery: Delivery, db: DB, now: datetime, relay: StartRelay
) -> None:
    _handler, port = relay("550 5.1.1 unknown")
    real = by(port, delivery)
    write(db, a_mail, now)
    real.run_due(now)
    assert undelivered(db) is not None
    write(db, a_mail, now + HOUR, to="Anna@Example.ch")
    assert real.run_due(now + HOUR) == 1
    assert undelivered(db) is None
    with read_transaction(db) as portal:
        assert undelivered_page(portal).rows == ()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_wrong_relay_password_keeps_mails_waiting_and_lists_no_address(
    delivery: Delivery, db: DB, now: datetime, relay: StartRelay, certificate: Path, tmp_path: Path, security: str
) -> None:
    def check(*args: object) -> AuthResult:
        return AuthResult(success=args[-1] == LoginPassword(b"desk", b"s3cret"), handled=False)

    context = server_tls(certificate)
    options: dict[str, Any] = {"tls_context": context, "auth_required": True}
    if security == "tls":  # aiosmtpd does not see that the whole line is encrypted
        options = {"ssl_context": context, "auth_require_tls": False}
    handler, port = relay(authenticator=check, **options)
    settings = MailSettings("127.0.0.1", port, security, "desk", str(tmp_path / "password"))  # type: ignore[arg-type]
    message_id = write(db, a_mail, now)
    for moment, password in ((now, "wrong"), (now + HOUR, "s3cret")):
        assert undelivered(db) is None and state(db, message_id) == "waiting"
        (tmp_path / "password").write_text(password)
        real = replace(delivery, mail=Smtp(settings, 5, ssl.create_default_context(cafile=str(certificate))))
        real.run_due(moment)
    assert (state(db, message_id), len(handler.envelopes)) == ("sent", 1)


def test_untrusted_relay_gets_no_mail_and_lists_no_address(
    delivery: Delivery, db: DB, now: datetime, relay: StartRelay, certificate: Path
) -> None:
    handler, port = relay(tls_context=server_tls(certificate))
    message_id = write(db, a_mail, now)
    untrusting = Smtp(MailSettings(host="127.0.0.1", port=port, security="starttls"), timeout=5)
    replace(delivery, mail=untrusting).run_due(now)
    assert (state(db, message_id), undelivered(db), handler.envelopes) == ("waiting", None, [])


# How it ends


def test_a_mail_given_up_after_three_days_is_undelivered(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    message_id = write(db, a_mail, now)
    while state(db, message_id) == "waiting":
        assert undelivered(db) is None, "it is still being tried"
        recorder.answers = [TemporaryFailure("smtp-452-4.2.2", fault="recipient")]
        delivery.run_due(now)
        now += timedelta(minutes=61)
    row = undelivered(db)
    assert row is not None and row.reason == "smtp-452-4.2.2"


def test_a_mail_of_unknown_outcome_is_given_up_without_listing_its_address(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    message_id = write(db, a_mail, now)
    die_while_sending(delivery, recorder, now)
    delivery.run_due(now + timedelta(hours=73))
    assert (state(db, message_id), undelivered(db)) == ("failed", None)


def test_a_text_message_that_fails_is_no_undelivered_mail(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    message_id = write(db, a_text, now)
    recorder.answers = [PermanentFailure("swisscom-400")]
    delivery.run_due(now)
    assert (state(db, message_id), undelivered(db, "+41791234567")) == ("failed", None)


def test_an_address_has_one_row_about_the_last_mail(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    for hours, subject in enumerate(["Première", "Deuxième"]):
        write(db, a_mail, now + hours * HOUR, subject=subject)
        recorder.answers = [PermanentFailure("smtp-550")]
        delivery.run_due(now + hours * HOUR)
    with read_transaction(db) as portal:
        ((_, row),) = undelivered_page(portal).rows
        assert row.subject == "Deuxième"


def test_a_report_that_comes_late_about_a_mail_of_before_clears_nothing(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    sent = write(db, a_mail, now)
    delivery.run_due(now)
    write(db, a_mail, now + HOUR)
    recorder.answers = [PermanentFailure("smtp-550")]
    delivery.run_due(now + HOUR)
    with write_transaction(db) as portal:
        note_outcome(portal, sent)
    assert undelivered(db) is not None


# For the office and for the owner


@pytest.fixture
def fail(portal: Portal, now: datetime) -> Fail:
    """Lets a mail to an address end as the relay's refusal does; returns its id."""

    def fail(address: str, when: datetime = now) -> str:
        message_id = a_mail(portal, when, to=address)
        outbox_of(portal).end(outbox_of(portal)[message_id], "failed", when, "smtp-550-5.1.1", "recipient")
        note_outcome(portal, message_id)
        return message_id

    return fail


def test_the_office_sees_the_newest_first_page_by_page(portal: Portal, now: datetime, fail: Fail) -> None:
    for number in range(7):
        fail(f"person{number}@example.ch", now + number * MINUTE)
    first = undelivered_page(portal, size=5)
    assert [row.address for _, row in first.rows] == [f"person{number}@example.ch" for number in (6, 5, 4, 3, 2)]
    second = undelivered_page(portal, first.next, size=5)
    assert [row.address for _, row in second.rows] == ["person1@example.ch", "person0@example.ch"]
    assert second.next is None
    assert first.next is not None and "person" not in first.next, "the address of a page holds personal data"


def test_the_owner_is_found_in_whatever_case_the_address_is_written(portal: Portal, fail: Fail) -> None:
    fail("Anna@Example.ch")
    found = undelivered_to(portal, "anna@EXAMPLE.ch")
    assert found is not None and found.address == "Anna@Example.ch"
    assert undelivered_to(portal, "anna2@example.ch") is None


def test_an_address_that_its_owner_changes_is_forgotten(portal: Portal, fail: Fail) -> None:
    fail(ANNA)
    fail("beat@example.ch")
    forget_undelivered(portal, "ANNA@example.ch")
    forget_undelivered(portal, "nobody@example.ch")
    assert undelivered_to(portal, ANNA) is None
    assert [row.address for _, row in undelivered_page(portal).rows] == ["beat@example.ch"]


def test_an_address_stays_when_its_mail_is_deleted_and_goes_after_a_year(
    portal: Portal, now: datetime, fail: Fail
) -> None:
    message_id = fail(ANNA)
    assert remove_ended(portal, now + timedelta(days=31)) == 1
    assert remove_old(portal, now + timedelta(days=31)) == 0
    assert message_id not in outbox_of(portal)
    assert undelivered_to(portal, ANNA) is not None
    assert remove_old(portal, now + timedelta(days=366)) == 1
    assert undelivered_to(portal, ANNA) is None


def test_a_stored_row_consists_of_primitives(portal: Portal, fail: Fail) -> None:
    fail(ANNA)
    (row,) = portal["undelivered"]._rows.values()
    assert type(row) is tuple
    assert {type(value) for value in row} == {str, datetime}
