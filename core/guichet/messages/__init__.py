"""Mails and text messages: stored in the transaction of a change (outbox), sent afterwards by a worker.

Why, and which guarantees follow: docs/decisions/0004-outbox.md.
"""

from pyramid.config import Configurator

from guichet.messages.mail_wordings import NAME as WORDINGS
from guichet.messages.mail_wordings import MailWordings
from guichet.messages.models import Outbox
from guichet.messages.undelivered import UndeliveredMails
from guichet.store.models import Portal


def install(portal: Portal) -> None:
    """Adds the folders of this room to a new desk."""
    portal.add("outbox", Outbox())
    portal.add("undelivered", UndeliveredMails())
    portal.add(WORDINGS, MailWordings())


def includeme(config: Configurator) -> None:
    """Adds the directive ``config.add_mail_templates``."""
    config.include("guichet.messages.mail_templates")


__all__ = ["Outbox", "includeme", "install"]
