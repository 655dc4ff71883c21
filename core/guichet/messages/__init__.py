"""Mails and text messages: written with the change they tell of, sent afterwards by a worker."""

from guichet.messages.models import Outbox
from guichet.messages.undelivered import UndeliveredMails
from guichet.store.models import Portal


def install(portal: Portal) -> None:
    """The folders of this room in a new desk."""
    portal.add("outbox", Outbox())
    portal.add("undelivered", UndeliveredMails())


__all__ = ["Outbox", "install"]
