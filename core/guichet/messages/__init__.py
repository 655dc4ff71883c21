"""Mails and text messages: written with the change they tell of, sent afterwards by a worker."""

from pyramid.config import Configurator

from guichet.messages.models import Outbox
from guichet.messages.undelivered import UndeliveredMails
from guichet.store.models import Portal


def install(portal: Portal) -> None:
    """The folders of this room in a new desk."""
    portal.add("outbox", Outbox())
    portal.add("undelivered", UndeliveredMails())


def includeme(config: Configurator) -> None:
    """The directive with which rooms and plugins add their mail templates."""
    config.include("guichet.messages.mail_templates")


__all__ = ["Outbox", "includeme", "install"]
