"""State transitions of a message: claimed by a worker, tried again, given up. Nothing is sent here.

A crash between sending and recording leaves a message in the state "sending". When its lease is over it is unknown
whether it left. A mail is then sent again under the same Message-ID. A sign-in code is not, since the person can
request another one; any other text message is sent once more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from guichet.messages.models import Message, Outbox, OutgoingMessage
from guichet.messages.transports import Fault

LEASE = timedelta(minutes=2)
"""Longer than any sending takes, see ``transports.TIMEOUT``."""
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""Pauses after the first attempts; the last one is repeated."""
GIVE_UP_AFTER = timedelta(hours=72)
"""Counted from the change that the mail reports, or from when it was last given to the queue again."""
UNKNOWN = "outcome-unknown"
"""``last_error`` of a message whose attempt had no outcome; a text message is not sent a third time after it."""


@dataclass(frozen=True)
class Outcome:
    """Result of an attempt to send a message."""

    kind: Literal["sent", "temporary", "permanent", "unknown", "expired"]
    reason: str = ""
    """A short code such as ``smtp-550-5.1.1``, without personal data, since it is logged."""
    provider_id: str = ""
    retry_after: int = 0
    """Seconds that the relay or provider asks to wait."""
    fault: Fault = ""
    """What a failure is about."""


def claim(outbox: Outbox, message_id: str, now: datetime) -> OutgoingMessage | Outcome | None:
    """Reserves a message for the caller, who sends it after the commit.

    Returns an :class:`Outcome` when the message ends here instead, and ``None`` when it is not to be sent now, for
    instance because another worker was faster.
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
    # Sent after the commit of this lease: if the commit fails, nothing has left, so no message leaves twice for it.
    outbox.lease(message, now + LEASE)
    return message.outgoing()


def record(outbox: Outbox, outgoing: OutgoingMessage, outcome: Outcome, now: datetime) -> None:
    """Records the outcome of an attempt. A late report never overwrites a later attempt or a message that was sent."""
    message: Message | None = outbox.get(outgoing.id)
    if message is None or message.state == "sent":
        return
    if outcome.kind == "sent":
        outbox.end(message, "sent", now, "")
        message.provider_id = outcome.provider_id
    elif message.state == "sending" and message.attempts == outgoing.attempt:
        _record_failure(outbox, message, outcome, now)


def _record_failure(outbox: Outbox, message: Message, outcome: Outcome, now: datetime) -> None:
    if outcome.kind == "permanent":
        outbox.end(message, "failed", now, outcome.reason, outcome.fault)
    elif outcome.kind == "temporary" or message.channel == "mail":
        _postpone(outbox, message, outcome, now)
    # A text message of unknown outcome stays in the state "sending": the end of its lease decides.


def _postpone(outbox: Outbox, message: Message, outcome: Outcome, now: datetime) -> None:
    pause = RETRY_AFTER[min(message.attempts, len(RETRY_AFTER)) - 1]
    again = now + max(pause, timedelta(seconds=outcome.retry_after))
    if again > message.first_due + GIVE_UP_AFTER:
        outbox.end(message, "failed", now, outcome.reason, outcome.fault)
    else:
        outbox.postpone(message, again, outcome.reason, outcome.fault)


def _may_send_again(message: Message, now: datetime) -> bool:
    if message.channel == "mail":
        return now < message.first_due + GIVE_UP_AFTER
    return message.code_nonce is None and message.last_error != UNKNOWN
