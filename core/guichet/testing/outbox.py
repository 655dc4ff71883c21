"""The messages of a desk, as their recipients read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import overload

from guichet import clock
from guichet.desk import Desk
from guichet.messages.enqueue import CODE, SECRET, outbox_of
from guichet.messages.models import Message
from guichet.mfa.sms_codes import code_for
from guichet.store.database import read_transaction
from guichet.users.links import KEY, link_secret
from guichet.users.tasks import TaskQueue


@dataclass(frozen=True)
class Sent:
    """One mail or text message."""

    desk: str
    """Id of the canton."""
    channel: str
    """``mail`` or ``sms``."""
    recipient: str
    """E-mail address, or phone number in E.164."""
    subject: str
    text: str
    """As it arrives, with the code filled in."""
    link: str
    link_label: str
    code: str
    """The six digits; empty in any other message."""
    language: str


class TestOutbox(Sequence[Sent]):
    """The fixture ``outbox``: reads the databases at each access, oldest message first."""

    __test__ = False  # or pytest would collect it, by its name

    def __init__(self, queues: Sequence[TaskQueue]) -> None:
        """:param queues: the task queues of the desks whose messages these are."""
        self._queues = queues

    @overload
    def __getitem__(self, index: int) -> Sent: ...
    @overload
    def __getitem__(self, index: slice) -> list[Sent]: ...
    def __getitem__(self, index: int | slice) -> Sent | list[Sent]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    @property
    def mails(self) -> list[Sent]:
        """The mails alone."""
        return [sent for sent in self if sent.channel == "mail"]

    @property
    def texts(self) -> list[Sent]:
        """The text messages alone."""
        return [sent for sent in self if sent.channel == "sms"]

    def to(self, recipient: str) -> list[Sent]:
        """What one address or number has received."""
        return [sent for sent in self if sent.recipient == recipient]

    def _all(self) -> list[Sent]:
        found = [pair for queue in self._queues for pair in _read(queue)]
        return [sent for _created, sent in sorted(found, key=lambda pair: pair[0])]


def _read(queue: TaskQueue) -> list[tuple[tuple[str, str], Sent]]:
    # Some messages are queued by tasks that in production the worker would have run by now.
    queue.run_due(clock.now())
    desk = queue.desk
    code = partial(code_for, key=desk.keys("code"))
    with read_transaction(desk.db) as portal:
        return [
            (
                (message.created.isoformat(), message.channel),
                _sent(desk, message, "" if message.code_nonce is None else code(message.code_nonce)),
            )
            for message in outbox_of(portal).values()
        ]


def full_link(desk: Desk, message: Message) -> str:
    """The link of a mail with its secret, as it leaves; empty when the mail has none."""
    if message.link_nonce is None:
        return message.link
    return message.link.replace(SECRET, link_secret(message.link_nonce, desk.keys(KEY)))


def _sent(desk: Desk, message: Message, code: str) -> Sent:
    return Sent(
        desk=desk.tenant.id,
        channel=message.channel,
        recipient=message.recipient,
        subject=message.subject,
        text=message.text.replace(CODE, code),
        link=full_link(desk, message),
        link_label=message.link_label,
        code=code,
        language=message.language,
    )
