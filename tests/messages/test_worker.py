"""The worker: each message once, later when need be, never too late."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from ZODB import DB

from guichet.i18n import Localizer
from guichet.messages.enqueue import SECRET, LinkSecret, outbox_of, send_mail
from guichet.messages.mail_templates import MailLink
from guichet.messages.models import Message
from guichet.messages.smtp import Smtp
from guichet.messages.transports import Nowhere, PermanentFailure, TemporaryFailure
from guichet.messages.worker import Delivery
from guichet.settings import MailSettings
from guichet.store.database import read_transaction, write_transaction

from .conftest import Logged, Recorder, Relay
from .test_outbox import NOTE, a_mail, a_text

MINUTE = timedelta(minutes=1)
A_MOMENT = timedelta(seconds=5)


def write(db: DB, make: Callable[..., str], now: datetime, **changes: Any) -> str:
    with write_transaction(db) as portal:
        return make(portal, now, **changes)


@contextmanager
def looking_at(db: DB, message_id: str) -> Iterator[Message]:
    with read_transaction(db) as portal:
        yield outbox_of(portal)[message_id]


def state(db: DB, message_id: str) -> str:
    with looking_at(db, message_id) as message:
        return message.state


def test_a_mail_is_sent_once_and_recorded(delivery: Delivery, recorder: Recorder, db: DB, now: datetime) -> None:
    message_id = write(db, a_mail, now)
    assert delivery.run_due(now) == 1
    assert delivery.run_due(now + timedelta(days=1)) == 0
    ((recipient, mail),) = recorder.mails
    assert recipient == "anna@example.ch"
    assert mail["Message-ID"] == f"<{message_id}@ai-be.example>"
    with looking_at(db, message_id) as message:
        assert (message.state, message.attempts, message.provider_id) == ("sent", 1, "mail-1")
        assert message.sent_at is not None and now <= message.sent_at < now + A_MOMENT
        assert not outbox_of(message.__parent__.__parent__).due


def test_the_office_is_named_in_the_language_of_the_mail(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    write(db, a_mail, now, localize=Localizer("de"))
    delivery.run_due(now)
    assert recorder.mails[0][1]["From"] == '"IV-Stelle, Bern" <guichet@ai-be.example>'


def test_the_code_is_computed_when_it_is_sent(delivery: Delivery, recorder: Recorder, db: DB, now: datetime) -> None:
    message_id = write(db, a_text, now, code_nonce=b"\x01\xe2")
    assert delivery.run_due(now) == 1
    assert recorder.texts == [("+41791234567", "000482 est votre code", message_id)]
    with looking_at(db, message_id) as message:
        assert message.text == "{code} est votre code"


def test_text_messages_leave_before_mails(delivery: Delivery, recorder: Recorder, db: DB, now: datetime) -> None:
    order: list[str] = []
    both = replace(delivery, mail=_Noting("mail", order), sms=_Noting("sms", order))
    write(db, a_mail, now)
    write(db, a_text, now + MINUTE)
    assert both.run_due(now + MINUTE) == 2
    assert order == ["sms", "mail"]


class _Noting:
    def __init__(self, name: str, order: list[str]) -> None:
        self.name, self.order = name, order

    def send(self, *args: object, **named: object) -> str:
        self.order.append(self.name)
        return ""


def test_temporary_failures_are_tried_again_after_1_5_15_and_60_minutes(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    message_id = write(db, a_mail, now)
    for attempt, minutes in enumerate([1, 5, 15, 60, 60, 60], start=1):
        recorder.answers = [TemporaryFailure("smtp-450")]
        assert delivery.run_due(now) == 0
        with looking_at(db, message_id) as message:
            assert (message.state, message.attempts, message.last_error) == ("waiting", attempt, "smtp-450")
            assert timedelta(0) <= message.not_before - now - minutes * MINUTE < A_MOMENT
        recorder.answers = [AssertionError("tried too early")]
        assert delivery.run_due(now + minutes * MINUTE - A_MOMENT) == 0
        assert len(recorder.answers) == 1
        now += minutes * MINUTE + A_MOMENT
    recorder.answers = []
    assert delivery.run_due(now) == 1
    assert state(db, message_id) == "sent"


def test_after_three_days_of_failures_it_is_given_up(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    message_id, start, attempts = write(db, a_mail, now), now, 0
    while state(db, message_id) == "waiting":
        recorder.answers = [TemporaryFailure("smtp-450")]
        delivery.run_due(now)
        attempts += not recorder.answers
        now += timedelta(minutes=61)
    assert state(db, message_id) == "failed"
    assert timedelta(hours=70) < now - start < timedelta(hours=74)
    assert attempts > 60


def test_a_mail_that_waited_for_a_stopped_worker_is_still_tried_once(delivery: Delivery, db: DB, now: datetime) -> None:
    write(db, a_mail, now)
    assert delivery.run_due(now + timedelta(days=5)) == 1


def test_a_permanent_failure_is_not_tried_again(delivery: Delivery, recorder: Recorder, db: DB, now: datetime) -> None:
    message_id = write(db, a_mail, now)
    recorder.answers = [PermanentFailure("smtp-550")]
    assert delivery.run_due(now) == 0
    assert delivery.run_due(now + timedelta(days=1)) == 0
    with looking_at(db, message_id) as message:
        assert (message.state, message.last_error, message.sent_at) == ("failed", "smtp-550", None)


def test_a_text_message_past_its_life_is_dropped(delivery: Delivery, recorder: Recorder, db: DB, now: datetime) -> None:
    message_id = write(db, a_text, now)
    recorder.answers = [TemporaryFailure("busy")]
    delivery.run_due(now)
    assert delivery.run_due(now + 10 * MINUTE) == 0
    assert not recorder.texts
    with looking_at(db, message_id) as message:
        assert (message.state, message.attempts) == ("dropped", 1)


# The secret of a link

LINK = MailLink("reset-password?link=${secret}", "Ouvrir")
NONCE = bytes.fromhex("5ec2e7")


def a_link(db: DB, now: datetime) -> str:
    with write_transaction(db) as portal:
        template = replace(NOTE, link=LINK, samples={"secret": "exemple"})
        facts: dict[str, Any] = {"to": "anna@example.ch", "localize": Localizer("fr"), "desk_url": "https://be.example"}
        return send_mail(portal, template, {"secret": LinkSecret(NONCE, now + 60 * MINUTE)}, now=now, **facts)


def test_secret_of_a_link_is_computed_when_the_mail_is_sent(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    message_id = a_link(db, now)
    recorder.answers = [TemporaryFailure("smtp-450")]
    delivery.run_due(now)
    delivery.run_due(now + 2 * MINUTE)
    for kind in ("plain", "html"):
        body = recorder.mails[0][1].get_body((kind,))
        assert body is not None and "https://be.example/reset-password?link=5ec2e7" in body.get_content()
    with looking_at(db, message_id) as message:
        assert (message.state, message.link) == ("sent", f"https://be.example/reset-password?link={SECRET}")


# A worker that dies between claiming and recording, seen as KeyboardInterrupt


def test_a_mail_of_unknown_outcome_is_sent_again_with_same_message_id(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    message_id = write(db, a_mail, now)
    die_while_sending(delivery, recorder, now)
    assert state(db, message_id) == "sending"
    assert delivery.run_due(now + MINUTE) == 0, "the lease still holds"
    assert delivery.run_due(now + 3 * MINUTE) == 1
    assert recorder.mails[0][1]["Message-ID"] == f"<{message_id}@ai-be.example>"
    with looking_at(db, message_id) as message:
        assert (message.state, message.attempts, message.last_error) == ("sent", 2, "")


def test_a_code_of_unknown_outcome_is_never_sent_again(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    message_id = write(db, a_text, now)
    die_while_sending(delivery, recorder, now)
    assert delivery.run_due(now + 3 * MINUTE) == 0
    assert not recorder.texts
    with looking_at(db, message_id) as message:
        assert (message.state, message.last_error) == ("failed", "outcome-unknown")


def test_another_text_message_of_unknown_outcome_is_sent_once_more(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    message_id = write(db, a_text, now, text="Rendez-vous", code_nonce=None, expires=now + timedelta(hours=1))
    die_while_sending(delivery, recorder, now)
    die_while_sending(delivery, recorder, now + 3 * MINUTE)
    assert delivery.run_due(now + 6 * MINUTE) == 0
    assert state(db, message_id) == "failed"


def test_no_answer_leaves_the_outcome_of_a_code_unknown(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    message_id = write(db, a_text, now)
    recorder.answers = [TimeoutError()]
    delivery.run_due(now)
    assert state(db, message_id) == "sending"
    delivery.run_due(now + 3 * MINUTE)
    assert state(db, message_id) == "failed"
    assert not recorder.texts


def test_a_broken_transport_holds_up_no_other_message(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    broken, fine = write(db, a_mail, now), write(db, a_mail, now + A_MOMENT)
    recorder.answers = [RuntimeError("anna@example.ch")]
    assert delivery.run_due(now + A_MOMENT) == 1
    assert (state(db, broken), state(db, fine)) == ("waiting", "sent")


def test_a_late_report_does_not_overwrite_that_of_the_next_worker(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime
) -> None:
    message_id = write(db, a_mail, now)

    class Slow:
        """While it hangs the lease ends, and another worker sends the mail."""

        def send(self, *args: object) -> str:
            assert delivery.run_due(now + 3 * MINUTE) == 1
            raise TemporaryFailure("smtp-timeout")

    assert replace(delivery, mail=Slow()).run_due(now) == 0
    assert state(db, message_id) == "sent"
    assert len(recorder.mails) == 1


def die_while_sending(delivery: Delivery, recorder: Recorder, now: datetime) -> None:
    recorder.answers = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        delivery.run_due(now)


# What is logged


def test_logs_hold_neither_recipient_nor_text_nor_code(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime, logged: Logged
) -> None:
    message_id = write(db, a_text, now, code_nonce=b"\x01\xe2")
    write(db, a_mail, now)
    recorder.answers = [TemporaryFailure("no route to +41791234567"), RuntimeError("Bonjour anna@example.ch")]
    delivery.run_due(now)
    delivery.run_due(now + 2 * MINUTE)
    lines = logged()
    events = ["message_deferred", "transport_failed", "message_unconfirmed", "message_sent", "message_sent"]
    assert [line["event"] for line in lines] == events
    expected = {"event": "message_sent", "level": "info", "desk": "be", "message": message_id, "reason": ""}
    assert {name: lines[3][name] for name in expected} == expected
    assert lines[1]["failed"][0]["error"] == "RuntimeError"
    for secret in ("1791234567", "000482", "anna", "Bonjour", "Demande"):
        assert secret not in repr(lines)


def test_what_a_development_machine_shows_is_not_logged_as_sent(
    delivery: Delivery, db: DB, now: datetime, logged: Logged
) -> None:
    message_ids = {write(db, a_text, now), write(db, a_mail, now)}
    replace(delivery, mail=Nowhere(), sms=Nowhere()).run_due(now)
    lines = logged()
    assert {line["event"] for line in lines} == {"message_shown"}
    assert {line["message"] for line in lines} == message_ids


# With a real relay


def test_greylisted_first_delivered_next(
    delivery: Delivery, db: DB, now: datetime, relay: Callable[..., tuple[Relay, int]]
) -> None:
    handler, port = relay("450 4.7.1 greylisted")
    real = replace(delivery, mail=Smtp(MailSettings(host="127.0.0.1", port=port), timeout=5))
    message_id = write(db, a_mail, now)
    assert (real.run_due(now), state(db, message_id)) == (0, "waiting")
    assert (real.run_due(now + 2 * MINUTE), state(db, message_id)) == (1, "sent")
    assert len(handler.envelopes) == 1


def test_a_relay_that_hangs_keeps_no_text_message_waiting(
    delivery: Delivery, recorder: Recorder, db: DB, now: datetime, silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guichet.messages.worker.ROUND_SECONDS", 0.1)
    hanging = replace(delivery, mail=Smtp(MailSettings(host="127.0.0.1", port=silent_port), timeout=0.2))
    mails = [write(db, a_mail, now) for _ in range(5)]
    assert hanging.run_due(now) == 0
    with read_transaction(db) as portal:
        attempts = [outbox_of(portal)[message_id].attempts for message_id in mails]
    assert sum(attempts) == 1, "the round ended after the first mail, not after five"
    write(db, a_text, now)
    assert hanging.run_due(now) == 1
