"""Who does something, when and where: what every action needs and no model knows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pyramid.authorization import ACLHelper, Everyone

from guichet import clock
from guichet.audit.audit_log import record
from guichet.desk import Desk
from guichet.messages.enqueue import send_mail
from guichet.messages.mail_templates import MailTemplate
from guichet.store.models import Portal
from guichet.store.roles import PERMISSIONS

NOBODY = "nobody"
"""The actor of what is done before anyone is signed in, e.g. a registration."""
SYSTEM = "system"
"""The actor of what is done on the command line."""


class Recipient(Protocol):
    """Whoever can be written to: an account."""

    email: str
    language: str


class NotAllowed(Exception):
    """An action was called for somebody who may not do it; a page that offers it would be a bug."""


@dataclass(frozen=True)
class ActionContext:
    """One person doing one thing. Actions take it as their first argument and need no request."""

    portal: Portal
    desk: Desk
    actor: str
    """The account's id, or :data:`NOBODY`."""
    principals: tuple[str, ...]
    now: datetime

    def require(self, permission: str, context: Any) -> None:
        """Raises :class:`NotAllowed` unless the access lists let the actor do this."""
        if not ACLHelper().permits(context, self.principals, permission):
            raise NotAllowed(f"{self.actor} may not {permission} {context!r}")

    def record(self, action: str, target: str, *details: str) -> None:
        """Writes the audit trail, in the same transaction as the change itself."""
        record(self.portal, now=self.now, actor=self.actor, action=action, target=target, details=details)

    def mail(self, to: Recipient, template: MailTemplate, /, **values: object) -> None:
        """Queues a mail to an account, in its language; ``values`` are those of the template's placeholders."""
        send_mail(
            self.portal,
            template,
            values,
            to=to.email,
            localize=self.desk.localizer(to.language),
            desk_url=self.desk.url(),
            now=self.now,
        )


def system(portal: Portal, desk: Desk) -> ActionContext:
    """What the operator does on the command line, with all the office's permissions."""
    return ActionContext(portal, desk, SYSTEM, (Everyone, *(f"role:{role}" for role in PERMISSIONS)), clock.now())
