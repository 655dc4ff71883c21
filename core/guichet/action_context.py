"""Execution context of an action: database root, desk, user, permissions, time."""

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

ANONYMOUS = "anonymous"
"""Actor of an action before sign-in, e.g. a registration."""
SYSTEM = "system"
"""Actor of an action of the worker, or on the command line."""


class Recipient(Protocol):
    """A user as the recipient of a mail; without an account with that address, ``language`` is that of the mail."""

    email: str
    language: str

    @property
    def greeting_name(self) -> str:
        """The name to greet; empty while it is not known to be the name of the address's owner."""
        ...


class NotAllowed(Exception):
    """The actor lacks the permission of an action; the page that called it is wrong, since views check it first."""


@dataclass(frozen=True)
class ActionContext:
    """First argument of every action, in place of a request: pages, command line and tests call the same code."""

    portal: Portal
    desk: Desk
    actor: str
    """Id of the user, :data:`ANONYMOUS` or :data:`SYSTEM`."""
    principals: tuple[str, ...]
    """As the access lists of the tree name them, e.g. ``"user:4f…"``, ``"role:clerk"``."""
    now: datetime
    """Aware, in UTC; the same for all that one action writes."""

    @property
    def role(self) -> str:
        """Capacity in which the actor acts, for the audit log: e.g. ``"clerk supervisor"``, ``"manager"``.

        :data:`ANONYMOUS` and :data:`SYSTEM` are capacities of their own; empty for a user who has none yet.
        """
        if self.actor in (ANONYMOUS, SYSTEM):
            return self.actor
        return " ".join(self.office_roles) or self._role_at_issuer()

    @property
    def office_roles(self) -> tuple[str, ...]:
        """Roles of the actor at the office; none for an issuer's people and visitors."""
        return tuple(one.removeprefix("role:") for one in self.principals if one.startswith("role:"))

    def _role_at_issuer(self) -> str:
        user = self.portal["users"].get(self.actor)
        issuer = self.portal["issuers"].get(user.issuer_id) if user is not None else None
        return str(issuer.members.get(self.actor, "")) if issuer is not None else ""

    def require(self, permission: str, context: Any) -> None:
        """Raises :class:`NotAllowed` unless the access lists from ``context`` to the root grant the permission."""
        # Here and not in the view alone: an action is also reached from the command line, from other actions and from
        # plugins (ASVS 8.3.1).
        if not ACLHelper().permits(context, self.principals, permission):
            raise NotAllowed(f"{self.actor} may not {permission} {context!r}")

    def record(self, action: str, target: str, *details: str) -> None:
        """Writes an entry of the audit log, in the transaction of the change."""
        record(
            self.portal,
            now=self.now,
            actor=self.actor,
            role=self.role,
            action=action,
            target=target,
            details=details,
        )

    def mail(self, to: Recipient, template: MailTemplate, /, **values: object) -> None:
        """Queues a mail in the language of the account; ``values`` are those of the template's placeholders.

        It leaves after the commit, sent by the worker (docs/decisions/0004-outbox.md).
        """
        self.mail_later(to, template, self.now, **values)

    def mail_later(self, to: Recipient, template: MailTemplate, not_before: datetime, /, **values: object) -> str:
        """As `mail`, for one that leaves at ``not_before``; returns its id in the outbox, to remove it until then."""
        # A registration or a new address may name the mailbox of another account: its owner reads the mail.
        reader = self.portal["users"].with_email(to.email) or to
        return send_mail(
            self.portal,
            template,
            values,
            to=to.email,
            name=to.greeting_name,
            localize=self.desk.localizer(reader.language),
            desk_url=self.desk.url(),
            now=self.now,
            not_before=not_before,
        )


def system(portal: Portal, desk: Desk) -> ActionContext:
    """Context of the worker, and of the operator on the command line: the permissions of all roles of the office."""
    return system_at(portal, desk, clock.now())


def system_at(portal: Portal, desk: Desk, now: datetime) -> ActionContext:
    """The same at a moment, e.g. of the round of a daily task."""
    return ActionContext(portal, desk, SYSTEM, (Everyone, *(f"role:{role}" for role in PERMISSIONS)), now)
