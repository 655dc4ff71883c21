"""Who sends a message, when it is tried again, and when it is given up. No sending here, only the bookkeeping.

A crash between sending and recording leaves a message in the state "sending". When its lease is over nobody knows
whether it left. A mail is then sent again under the same Message-ID. A sign-in code is not, since its owner can ask
for another one; any other text message is sent once more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from guichet.messages.models import Message, Outbox, OutgoingMessage

LEASE = timedelta(minutes=2)
"""Longer than any sending takes, see ``transports.TIMEOUT``."""
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""Pauses after the first attempts; the last one is repeated."""
GIVE_UP_AFTER = timedelta(hours=72)
UNKNOWN = "outcome-unknown"


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt."""

    kind: Literal["sent", "temporary", "permanent", "unknown", "expired"]
    reason: str = ""
    """A short code such as ``smtp-550``, without personal data, since it is logged."""
    provider_id: str = ""
    retry_after: int = 0
    """For how many seconds the relay or provider wants to be left alone."""


def claim(outbox: Outbox, message_id: str, now: datetime) -> OutgoingMessage | Outcome | None:
    """Reserves a message for the caller, who sends it after the commit.

    Answers an outcome when the message ends here instead, and ``None`` when it is not to be sent now, for instance
    because another worker was faster.
    """
    message: Message | None = outbox.get(message_id)
    if message is None or message.due is None or message.due > now:
        return None
    if message.state == "sending":
        if not _may_send_again(message, now):
            outbox.end(message, "failed", now, UNKNOWN)
            return Outcome("permanent", UNKNOWN)
        message.last_error = UNKNOWN
    if message.expires is not None and message.expires <= now:
        outbox.end(message, "dropped", now, "expired")
        return Outcome("expired", "expired")
    outbox.lease(message, now + LEASE)
    return message.letter()


def record(outbox: Outbox, letter: OutgoingMessage, outcome: Outcome, now: datetime) -> None:
    """Writes down what became of an attempt. A late report never undoes what is known better."""
    message: Message | None = outbox.get(letter.id)
    if message is None or message.state == "sent":
        return
    if outcome.kind == "sent":
        outbox.end(message, "sent", now, "")
        message.provider_id = outcome.provider_id
    elif message.state == "sending" and message.attempts == letter.attempt:
        _record_failure(outbox, message, outcome, now)


def forget_link(outbox: Outbox, message_id: str) -> None:
    """Drops the link of a message that is done with: whoever reads the database later opens nothing with it."""
    message: Message | None = outbox.get(message_id)
    if message is not None and message.ended is not None and message.link:
        message.link = ""


def _record_failure(outbox: Outbox, message: Message, outcome: Outcome, now: datetime) -> None:
    if outcome.kind == "permanent":
        outbox.end(message, "failed", now, outcome.reason)
    elif outcome.kind == "temporary" or message.channel == "mail":
        _postpone(outbox, message, outcome, now)
    # What is left is a text message of which nobody knows whether it left: the end of its lease decides.


def _postpone(outbox: Outbox, message: Message, outcome: Outcome, now: datetime) -> None:
    pause = RETRY_AFTER[min(message.attempts, len(RETRY_AFTER)) - 1]
    again = now + max(pause, timedelta(seconds=outcome.retry_after))
    if again > message.created + GIVE_UP_AFTER:
        outbox.end(message, "failed", now, outcome.reason)
    else:
        outbox.postpone(message, again, outcome.reason)


def _may_send_again(message: Message, now: datetime) -> bool:
    if message.channel == "mail":
        return now < message.created + GIVE_UP_AFTER
    return message.code_nonce is None and message.last_error != UNKNOWN
