"""Outbox: the messages that a desk has to send, and for 30 days those that were sent or given up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

from BTrees.OOBTree import OOTreeSet

from guichet.messages.transports import Fault
from guichet.store.evolution import EvolutionStep
from guichet.store.models import Folder, Resource
from guichet.store.sorted_index import LAST

Channel = Literal["mail", "sms"]
State = Literal["waiting", "sending", "sent", "failed", "dropped"]


@dataclass(frozen=True, repr=False)  # no repr: neither text nor recipient may slip into a log or a traceback
class OutgoingMessage:
    """Copy of a message for the worker, which sends it outside any transaction."""

    id: str
    """Also the idempotency key towards a relay or provider."""
    channel: Channel
    recipient: str
    subject: str
    text: str
    link: str
    link_label: str
    language: str
    created: datetime
    link_nonce: bytes | None
    code_nonce: bytes | None
    attempt: int
    """Number of this attempt, from 1 on."""
    foreign: tuple[tuple[int, str], ...] = ()
    """Place and language of the paragraphs that are not in ``language``, from 0."""


class Message(Resource):
    """One mail or text message to one person, in its final words. Moments are in UTC."""

    state: State = "waiting"
    attempts = 0
    lease_until: datetime | None = None
    """Time until which no other worker may claim it."""
    last_error = ""
    fault: Fault = ""
    """What the last failure is about."""
    ended: datetime | None = None
    """When it was sent, failed or was dropped."""
    provider_id = ""

    def __init__(
        self,
        *,
        channel: Channel,
        recipient: str,
        text: str,
        language: str,
        created: datetime,
        subject: str = "",
        foreign: tuple[tuple[int, str], ...] = (),
        link: str = "",
        link_label: str = "",
        link_nonce: bytes | None = None,
        link_expires: datetime | None = None,
        expires: datetime | None = None,
        code_nonce: bytes | None = None,
        lists_undelivered: bool = True,
        not_before: datetime | None = None,
    ) -> None:
        self.channel = channel
        self.recipient = recipient
        """E-mail address, or phone number in E.164."""
        self.subject = subject
        self.text = text
        """Paragraphs, separated by empty lines."""
        self.foreign = foreign
        """Place and language of the paragraphs that are not in ``language``, from 0."""
        self.link = link
        self.link_label = link_label
        self.link_nonce = link_nonce
        """Nonce of the secret in the link, which is computed when the mail is sent and stored nowhere."""
        self.link_expires = utc(link_expires) if link_expires is not None else None
        """Time after which the link opens nothing; ``None`` for a link without secret, and without a link."""
        self.language = language
        self.created = utc(created)
        self.first_due = self.created if not_before is None else utc(not_before)
        """When it was first to be sent, or was last given to the queue again after it had been given up."""
        self.not_before = self.first_due
        self.expires = utc(expires) if expires is not None else None
        """Time after which the message is dropped instead of sent, e.g. the end of a sign-in code's life."""
        self.code_nonce = code_nonce
        """Nonce of the sign-in code, which is computed when the message is sent and stored nowhere."""
        self.lists_undelivered = lists_undelivered
        """Whether the recipient is listed as undelivered when the message does not reach it."""

    @property
    def idempotency_key(self) -> str:
        """Same at every attempt, so that a relay or provider recognises a repetition."""
        return self.id

    @property
    def sent_at(self) -> datetime | None:
        """Time at which the relay or provider took it; ``None`` before."""
        return self.ended if self.state == "sent" else None

    @property
    def due(self) -> datetime | None:
        """Time at which a worker has to look at it next; ``None`` when it has ended."""
        return (self.lease_until or self.not_before) if self.ended is None else None

    def outgoing(self) -> OutgoingMessage:
        """A copy that may be used after the database connection is closed."""
        return OutgoingMessage(
            id=self.idempotency_key,
            channel=self.channel,
            recipient=self.recipient,
            subject=self.subject,
            text=self.text,
            link=self.link,
            link_label=self.link_label,
            link_nonce=self.link_nonce,
            language=self.language,
            created=self.created,
            code_nonce=self.code_nonce,
            attempt=self.attempts,
            foreign=self.foreign,
        )


class Outbox(Folder):
    """All messages of a desk, with queues of keys, so that a queue is read without loading its messages."""

    by_recipient: OOTreeSet | None = None
    """``(recipient, id)``; None at a desk from before there was one, until `index_recipient` has passed."""

    def __init__(self) -> None:
        super().__init__()
        self.due = OOTreeSet()
        """``(channel, moment, id)`` of the messages that have not ended; the end of a lease makes one due again."""
        self.ended = OOTreeSet()
        """``(moment, id)`` of the messages that have ended."""
        self.given_up = OOTreeSet()
        """``(moment, id)`` of the mails among them that were not sent, for no fault of their address."""
        self.by_recipient = OOTreeSet()

    def post(self, message: Message) -> str:
        """Puts a new message into the queue and returns its id."""
        name = self.put(message)
        self._enqueue(message)
        self.index_recipient(message)
        return name

    def index_recipient(self, message: Message) -> None:
        """Lets `to` find a message."""
        if self.by_recipient is None:
            self.by_recipient = OOTreeSet()
        self.by_recipient.insert((message.recipient, message.id))

    def to(self, recipient: str) -> list[str]:
        """Ids of all messages to an address or number, without loading one of them."""
        keys = (self.by_recipient or OOTreeSet()).keys(min=(recipient,), max=(recipient, LAST))
        # The version before removes messages without their key, while both serve during an upgrade.
        return [message_id for _recipient, message_id in keys if message_id in self]

    def due_ids(self, channel: Channel, now: datetime, limit: int) -> list[str]:
        """The first ``limit`` messages of a channel that a worker has to look at, the oldest first."""
        keys = self.due.keys(min=(channel,), max=(channel, _up_to(now)))
        return [message_id for _, _, message_id in islice(keys, limit)]

    def ended_ids(self, before: datetime) -> Iterator[str]:
        """Ids of the messages that ended before that moment."""
        return (message_id for _, message_id in self.ended.keys(max=(stamp(before),)))

    def given_up_ids(self) -> list[str]:
        """Ids of the mails that were given up for no fault of their address, the latest first."""
        return [message_id for _, message_id in reversed(list(self.given_up.keys()))]

    def lease(self, message: Message, until: datetime) -> None:
        """Gives the message to a worker for one more attempt."""
        # Before the change: the key in the queue is computed from the message as it is.
        self._dequeue(message)
        message.state, message.lease_until = "sending", utc(until)
        message.attempts += 1
        self._enqueue(message)

    def postpone(self, message: Message, not_before: datetime, error: str, fault: Fault = "") -> None:
        """Puts a message that could not be sent back into the queue."""
        self._dequeue(message)
        message.state, message.lease_until = "waiting", None
        message.not_before, message.last_error, message.fault = utc(not_before), error, fault
        self._enqueue(message)

    def end(
        self,
        message: Message,
        state: Literal["sent", "failed", "dropped"],
        now: datetime,
        error: str,
        fault: Fault = "",
    ) -> None:
        """Takes a message out of the queue; only :meth:`send_again` puts it back."""
        self._dequeue(message)
        message.state, message.lease_until = state, None
        message.ended, message.last_error, message.fault = utc(now), error, fault
        self._enqueue(message)

    def send_again(self, message: Message, now: datetime) -> None:
        """Puts a mail that was given up back into the queue, as if it were new: same words, same Message-ID."""
        if message.state != "failed" or message.channel != "mail":
            raise ValueError("only a mail that was given up can be sent again")
        self._dequeue(message)
        message.state, message.ended, message.attempts = "waiting", None, 0
        message.first_due = message.not_before = utc(now)
        message.last_error, message.fault = "", ""
        self._enqueue(message)

    def remove(self, name: str) -> None:
        """Deletes a message, sent or not."""
        message: Message = self[name]
        self._dequeue(message)
        if self.by_recipient is not None and (key := (message.recipient, name)) in self.by_recipient:
            self.by_recipient.remove(key)
        super().remove(name)

    def _enqueue(self, message: Message) -> None:
        if message.ended is not None:
            key = (stamp(message.ended), message.id)
            self.ended.insert(key)
            if message.channel == "mail" and message.state == "failed" and message.fault != "recipient":
                self.given_up.insert(key)
        elif message.due is not None:
            self.due.insert((message.channel, stamp(message.due), message.id))

    def _dequeue(self, message: Message) -> None:
        if message.ended is not None:
            key = (stamp(message.ended), message.id)
            self.ended.remove(key)
            if key in self.given_up:
                self.given_up.remove(key)
        elif message.due is not None:
            self.due.remove((message.channel, stamp(message.due), message.id))


def utc(moment: datetime) -> datetime:
    """``moment`` in UTC, the form that is stored. Raises ``ValueError`` when it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone cannot be stored")
    return moment.astimezone(UTC)


def stamp(moment: datetime) -> str:
    """``moment`` as a key of fixed length, so that texts sort as moments do."""
    return utc(moment).isoformat(timespec="microseconds")


def _up_to(moment: datetime) -> str:
    """Upper bound of all keys of ``moment``: ``~`` sorts behind every character of a stamp."""
    return stamp(moment) + "~"


def _index_recipient(message: Message) -> None:
    message.__parent__.index_recipient(message)


RECIPIENTS = EvolutionStep("core.2026_11_outbox_recipients", _index_recipient, over="outbox/*")
"""Lets the messages of a desk be found by their recipient that were stored before they could be."""
