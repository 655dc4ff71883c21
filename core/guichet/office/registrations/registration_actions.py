"""Decisions on the registrations of companies. Each raises ``NotAllowed`` without the permission ``office``."""

from typing import Literal

from guichet.action_context import ActionContext
from guichet.messages.mail_templates import WrittenText
from guichet.office.reasons.models import Reason
from guichet.office.registrations import mails
from guichet.office.registrations.decided_registrations import index_decision
from guichet.users import admission
from guichet.users.links import new_link
from guichet.users.models import User

Outcome = Literal["accepted", "refused", "already-accepted", "already-refused", "address-taken"]
"""Result of a decision. ``already-…``: a colleague decided before; nothing was changed and no mail was sent."""


def accept_registration(ctx: ActionContext, user: User) -> Outcome:
    """Accepts a company and mails its user the link that activates the access.

    ``address-taken``: another user has activated the same e-mail address since; the registration still waits.
    """
    ctx.require("office", ctx.portal)
    if user.state != "waiting":
        return _earlier_outcome(user)
    # Several registrations may wait with one address; it belongs to the user who activates an access first.
    if not admission.accept(ctx, user):
        return "address-taken"
    ctx.portal["waiting_companies"].remove(user.id)
    index_decision(ctx.portal, user, ctx.now)
    admission.send_welcome(ctx, user)
    return "accepted"


def resend_welcome(ctx: ActionContext, user: User) -> bool:
    """Mails the user of an accepted company a new link; False, without a mail, once the access is activated."""
    ctx.require("office", ctx.portal)
    if user.state != "accepted":
        return False
    admission.send_welcome(ctx, user)
    ctx.record("user.welcome_resent", user.id)
    return True


def refuse_registration(
    ctx: ActionContext, user: User, comment: str, reason: Reason | None = None, language: str = ""
) -> Outcome:
    """Refuses a company and mails it the reason of the list, the comment, or both; one of them is expected.

    ``language`` is the one that the comment is written in; empty when it is not known.
    """
    ctx.require("office", ctx.portal)
    if user.state != "waiting":
        return _earlier_outcome(user)
    # The registration stays for `registration_retention.REFUSED_RETENTION`, with the reason as it was sent.
    admission.refuse(ctx, user)
    ctx.portal["waiting_companies"].remove(user.id)
    index_decision(ctx.portal, user, ctx.now, reason.texts if reason else (), comment, language)
    ctx.mail(
        user,
        mails.REGISTRATION_REFUSED,
        secret=new_link(ctx, "register-again", user),
        company=ctx.portal["issuers"][user.issuer_id].display_name,
        reason=reason.in_language(user.language).text if reason else None,
        comment=WrittenText(comment, language) if comment else None,
    )
    return "refused"


def _earlier_outcome(user: User) -> Outcome:
    return "already-refused" if user.state == "refused" else "already-accepted"
