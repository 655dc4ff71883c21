"""Worker: claims a message in a transaction of its own, sends it outside any, records the outcome.

Several workers may run at once, in one process or in many. All of them see the same queue; the database lets only
one of them claim a message.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from transaction.interfaces import TransientError
from ZODB import DB

from guichet.i18n import Localizer
from guichet.messages.claims import Outcome, claim, record
from guichet.messages.enqueue import CODE, SECRET, outbox_of
from guichet.messages.mail import email_message
from guichet.messages.mail_letterhead import MailLetterhead
from guichet.messages.models import Channel, OutgoingMessage
from guichet.messages.transports import (
    NOT_SENT,
    MailTransport,
    PermanentFailure,
    SmsGateway,
    TemporaryFailure,
    UnknownOutcome,
)
from guichet.messages.undelivered import note_outcome
from guichet.metrics import MESSAGES
from guichet.store.database import read_transaction, write_transaction

log = structlog.get_logger("guichet.messages")
EVENTS = {
    "sent": "message_sent",
    "shown": "message_shown",
    "temporary": "message_deferred",
    "permanent": "message_rejected",
    "unknown": "message_unconfirmed",
    "expired": "message_expired",
}
"""Kind of outcome → event in the log; "shown" for what a development machine shows instead of sending it."""

ORDER: tuple[Channel, ...] = ("sms", "mail")
"""A sign-in code does not wait behind mails."""
BATCH = 50
"""Messages per channel and round."""
ROUND_SECONDS = 20.0
"""Time after which a round begins no further message, so that a relay that hangs delays no fresh sign-in code."""
RECORD_TRIES = 10
"""Tries to record an outcome; after the last one the end of the lease decides, see ``claims``."""


@dataclass(frozen=True)
class Delivery:
    """Sends the messages of one desk."""

    db: DB
    mail: MailTransport
    sms: SmsGateway
    code_for: Callable[[bytes], str]
    """Computes a sign-in code from a message's nonce."""
    link_secret: Callable[[bytes], str]
    """Computes the secret of a link from a message's nonce."""
    sender: str
    """E-mail address of the sender."""
    letterhead: MailLetterhead
    localizer: Callable[[str], Localizer]
    """The desk's, for the signature of each mail."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Once it is set no further message is claimed: the one under way is sent and recorded, the others wait."""
    alarmed: set[str] = field(default_factory=set)
    """Channels whose relay or provider refuses this desk or is out of reach, since the last message that left."""

    def run_due(self, now: datetime) -> int:
        """Runs one round: sends what is due, text messages first; returns the number of messages that left."""
        watch = _Watch(now)
        sent = 0
        for channel, message_id in self._due(now):
            if self.stop.is_set() or watch.seconds() > ROUND_SECONDS:
                break
            sent += self._deliver(channel, message_id, watch)
        return sent

    def _due(self, now: datetime) -> list[tuple[Channel, str]]:
        with read_transaction(self.db) as portal:
            outbox = outbox_of(portal)
            return [(channel, one) for channel in ORDER for one in outbox.due_ids(channel, now, BATCH)]

    def _deliver(self, channel: Channel, message_id: str, watch: "_Watch") -> bool:
        claimed = self._claim(message_id, watch.now())
        if claimed is None:
            return False
        outcome = self._send(claimed) if isinstance(claimed, OutgoingMessage) else claimed
        if isinstance(claimed, OutgoingMessage):
            self._record(claimed, outcome, watch)
            self._alarm(claimed.channel, outcome)
        self._log(channel, message_id, outcome)
        return outcome.kind == "sent"

    def _claim(self, message_id: str, now: datetime) -> OutgoingMessage | Outcome | None:
        try:
            with write_transaction(self.db) as portal:
                claimed = claim(outbox_of(portal), message_id, now)
                note_outcome(portal, message_id)
                return claimed
        except TransientError:  # another worker was faster; if it was not about this message, the next round has it
            return None

    def _send(self, outgoing: OutgoingMessage) -> Outcome:
        try:
            return Outcome("sent", provider_id=self._hand_over(outgoing))
        except TemporaryFailure as failure:
            return Outcome("temporary", failure.reason, retry_after=failure.retry_after, fault=failure.fault)
        except PermanentFailure as failure:
            return Outcome("permanent", failure.reason, fault=failure.fault)
        except UnknownOutcome as problem:
            return Outcome("unknown", problem.reason)
        except Exception as problem:  # an error of a transport must not keep the messages behind it from leaving
            log.error("transport_failed", desk=self.db.database_name, message=outgoing.id, exc_info=problem)
            return Outcome("unknown", type(problem).__name__)

    def _hand_over(self, outgoing: OutgoingMessage) -> str:
        if outgoing.channel == "mail":
            localize = self.localizer(outgoing.language)
            if outgoing.link_nonce is not None:
                link = outgoing.link.replace(SECRET, self.link_secret(outgoing.link_nonce))
                outgoing = replace(outgoing, link=link)
            mail = email_message(outgoing, localize, sender=self.sender, letterhead=self.letterhead)
            return self.mail.send(mail, outgoing.recipient)
        code = self.code_for(outgoing.code_nonce) if outgoing.code_nonce is not None else CODE
        return self.sms.send(outgoing.recipient, outgoing.text.replace(CODE, code), outgoing.id)

    def _record(self, outgoing: OutgoingMessage, outcome: Outcome, watch: "_Watch") -> None:
        # Repeated on conflicts: an outcome that is not recorded means a mail that is sent twice.
        for attempt in range(1, RECORD_TRIES + 1):
            try:
                with write_transaction(self.db) as portal:
                    record(outbox_of(portal), outgoing, outcome, watch.now())
                    note_outcome(portal, outgoing.id)
                return
            except TransientError:
                time.sleep(random.uniform(0.005, 0.03) * attempt)  # noqa: S311  # no secret
        log.error("message_record_failed", desk=self.db.database_name, message=outgoing.id)

    def _alarm(self, channel: str, outcome: Outcome) -> None:
        """Logs an error at the first failure that an operator has to put right, once until a message leaves again."""
        if outcome.kind == "sent":
            self.alarmed.discard(channel)
        elif outcome.fault == "provider" and channel not in self.alarmed:
            self.alarmed.add(channel)
            log.error("provider_refuses_desk", desk=self.db.database_name, channel=channel, reason=outcome.reason)

    def _log(self, channel: Channel, message_id: str, outcome: Outcome) -> None:
        # Never more than this: no recipient, no text, no code.
        write = log.info if outcome.kind == "sent" else log.warning
        kind = "shown" if outcome.provider_id == NOT_SENT else outcome.kind
        MESSAGES.labels(self.db.database_name, channel, kind).inc()
        write(EVENTS[kind], desk=self.db.database_name, message=message_id, reason=outcome.reason)


class _Watch:
    """Clock of a round: the caller's ``now`` plus the time since."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._started = time.monotonic()

    def seconds(self) -> float:
        return time.monotonic() - self._started

    def now(self) -> datetime:
        return self._now + timedelta(seconds=self.seconds())
