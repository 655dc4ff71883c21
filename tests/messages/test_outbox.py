"""Writing messages: they stand in the outbox, in the queue, and nothing else has happened."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from ZODB import DB

from guichet.i18n import Localizer
from guichet.messages.enqueue import outbox_of, send_mail, send_sms
from guichet.messages.mail_templates import MailLink, MailTemplate
from guichet.messages.message_retention import remove_ended
from guichet.messages.models import Message, stamp
from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import Portal

NOTE = MailTemplate(name="note", when="Toujours.", subject="Demande", body=("Bonjour.", "À lire."))


def a_mail(
    portal: Portal, now: datetime, link: MailLink | None = None, subject: str = NOTE.subject, **changes: Any
) -> str:
    facts: dict[str, Any] = {
        "to": "anna@example.ch",
        "localize": Localizer("fr"),
        "desk_url": "https://be.example",
    }
    return send_mail(portal, replace(NOTE, link=link, subject=subject), {}, now=now, **{**facts, **changes})


def a_text(portal: Portal, now: datetime, **changes: Any) -> str:
    facts: dict[str, Any] = {
        "to": "+41791234567",
        "text": "{code} est votre code",
        "code_nonce": b"\x01",
        "language": "fr",
    }
    return send_sms(portal, now=now, **{**facts, "expires": now + timedelta(minutes=10), **changes})


def test_a_mail_waits_in_the_queue_in_its_final_words(portal: Portal, now: datetime) -> None:
    message = outbox_of(portal)[a_mail(portal, now, link=MailLink("x", "Ouvrir"))]
    assert (message.state, message.attempts, message.text) == ("waiting", 0, "Bonjour,\n\nBonjour.\n\nÀ lire.")
    assert (message.link, message.link_label) == ("https://be.example/x", "Ouvrir")
    assert outbox_of(portal).due_ids("mail", now, 10) == [message.idempotency_key]


def test_the_code_is_not_in_the_message(portal: Portal, now: datetime) -> None:
    message = outbox_of(portal)[a_text(portal, now)]
    assert message.text == "{code} est votre code"
    assert message.code_nonce == b"\x01"


@pytest.mark.parametrize(("text", "nonce"), [("sans code", b"\x01"), ("{code}", None)])
def test_a_code_and_its_place_in_the_text_go_together(
    portal: Portal, now: datetime, text: str, nonce: bytes | None
) -> None:
    with pytest.raises(ValueError, match="nonce"):
        a_text(portal, now, text=text, code_nonce=nonce)


def test_a_link_that_is_no_web_address_is_refused(portal: Portal, now: datetime) -> None:
    with pytest.raises(ValueError, match="web address"):
        a_mail(portal, now, link=MailLink("x", "Ouvrir"), desk_url="javascript:alert(1)")


def test_an_unknown_language_is_refused_when_the_text_is_written(portal: Portal, now: datetime) -> None:
    with pytest.raises(ValueError, match="rm"):
        a_text(portal, now, language="rm")


def test_nothing_is_due_before_its_moment_and_the_oldest_comes_first(portal: Portal, now: datetime) -> None:
    later = a_mail(portal, now + timedelta(microseconds=1))
    first = a_mail(portal, now)
    outbox = outbox_of(portal)
    assert outbox.due_ids("mail", now, 10) == [first]
    assert outbox.due_ids("mail", now + timedelta(seconds=1), 10) == [first, later]
    assert outbox.due_ids("mail", now + timedelta(seconds=1), 1) == [first]
    assert outbox.due_ids("sms", now, 10) == []


def test_moments_are_stored_in_utc_and_never_without_time_zone(portal: Portal, now: datetime) -> None:
    message = outbox_of(portal)[a_mail(portal, now.astimezone(timezone(timedelta(hours=1))))]
    assert message.created.tzinfo is UTC
    assert stamp(message.created) == "2026-11-14T12:00:00.000000+00:00"
    with pytest.raises(ValueError, match="time zone"):
        a_mail(portal, now.replace(tzinfo=None))


def test_a_message_of_an_aborted_transaction_leaves_no_trace(db: DB, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), write_transaction(db) as portal:
        a_mail(portal, now)
        _ = 1 / 0
    with read_transaction(db) as portal:
        assert not list(outbox_of(portal))
        assert not outbox_of(portal).due


def flat(value: object) -> list[object]:
    """The values in a tuple of any depth; any other value alone."""
    return [part for one in value for part in flat(one)] if type(value) is tuple else [value]


def test_a_stored_message_consists_of_primitives(db: DB, now: datetime) -> None:
    with write_transaction(db) as portal:
        a_text(portal, now)
    with read_transaction(db) as portal:
        (message,) = outbox_of(portal).values()
        assert isinstance(message, Message)
        kinds = {type(part) for name, value in vars(message).items() if name != "__parent__" for part in flat(value)}
        assert kinds <= {str, int, bool, bytes, datetime, type(None)}


def test_a_removed_message_leaves_the_queue_too(portal: Portal, now: datetime) -> None:
    outbox = outbox_of(portal)
    outbox.remove(a_mail(portal, now))
    assert not outbox.due
    assert not list(outbox)


def test_messages_are_deleted_thirty_days_after_they_ended(portal: Portal, now: datetime) -> None:
    outbox = outbox_of(portal)
    sent, failed, recent = a_mail(portal, now), a_mail(portal, now), a_mail(portal, now)
    waiting = a_mail(portal, now)
    outbox.end(outbox[sent], "sent", now, "")
    outbox.end(outbox[failed], "failed", now, "smtp-550")
    outbox.end(outbox[recent], "sent", now + timedelta(days=2), "")
    assert remove_ended(portal, now + timedelta(days=29)) == 0
    assert remove_ended(portal, now + timedelta(days=31)) == 2
    assert set(outbox) == {recent, waiting}
    assert len(outbox.ended) == 1
