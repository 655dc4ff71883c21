"""Replacing a lost phone: the request, the office's decision, and when it takes effect.

The identity is proven as well as at registration (ASVS 5.0, 6.4.4): by the password, then by the office, which calls a
number it has on file, writes a letter or sees the person. The new number counts a day later. The owner is notified by
mail at each step, and by text message on the present number while the request can still be stopped: a thief of the
password may read the mails too. A sign-in with a present factor cancels the request.
"""

from datetime import timedelta
from typing import Literal

from translationstring import TranslationString

from guichet.action_context import ActionContext, NotAllowed
from guichet.i18n import _
from guichet.messages.enqueue import send_sms
from guichet.mfa import mails, wrong_codes
from guichet.mfa.mfa_actions import change_phone, remove_app
from guichet.users import lost_phone_index
from guichet.users.journal import note
from guichet.users.models import PhoneRequest, Session, User

DELAY = timedelta(hours=24)
"""Between approval and the new number counting: the time that the owner has to object."""
Check = Literal["call", "letter", "visit"]
"""How the office has checked the identity of the person."""


def submit(ctx: ActionContext, user: User, number: str, reach: str, *, app_lost: bool) -> None:
    """Stores a request for another number; the caller has checked the password, and that no request is open."""
    user.phone_request = PhoneRequest(number, reach, app_lost, ctx.now)
    lost_phone_index.put(ctx.portal, user)
    note(ctx, user, "phone_lost")
    ctx.mail(user, mails.PHONE_REQUESTED)
    _text(
        ctx,
        user,
        _(
            "Un nouveau téléphone est demandé pour votre compte Guichet AI ${tenant}. Si la demande ne vient pas de "
            "vous, appelez tout de suite le ${phone}.",
            mapping=_office(ctx),
        ),
    )


def approve(ctx: ActionContext, user: User, check: Check) -> None:
    """Approves the request of another user, whose identity was checked; the new number counts a day later."""
    pending = _undecided(ctx, user)
    # A second click must not move the day on.
    if pending.effective is not None:
        return
    pending.effective = ctx.now + DELAY
    lost_phone_index.put(ctx.portal, user)
    note(ctx, user, "phone_approved")
    ctx.record("user.identity_checked", user.id, check)
    ctx.mail(user, mails.PHONE_APPROVED, moment=pending.effective)
    _text(
        ctx,
        user,
        _(
            "Dans 24 heures, un nouveau téléphone remplacera celui de votre compte Guichet AI ${tenant}. Si la demande "
            "ne vient pas de vous, appelez le ${phone}.",
            mapping=_office(ctx),
        ),
    )


def refuse(ctx: ActionContext, user: User) -> None:
    """Refuses the request, or takes its approval back."""
    _undecided(ctx, user)
    lost_phone_index.drop(ctx.portal, user)
    note(ctx, user, "phone_refused")
    ctx.mail(user, mails.PHONE_REFUSED)


def end_by_proof(ctx: ActionContext, user: User) -> None:
    """Cancels the request after a right code of a present factor: its owner has one, so no other phone is needed."""
    if user.phone_request is None:
        return
    lost_phone_index.drop(ctx.portal, user)
    note(ctx, user, "phone_kept")
    ctx.mail(user, mails.PHONE_REQUEST_CANCELLED)


def take_effect(ctx: ActionContext, user: User, keep: Session) -> None:
    """Sets the new number if the office has approved one and the day has passed.

    Called when a challenge begins, in the transaction of that request: no daily job that could fail, and of two
    processes one wins. ``keep`` is the session of the challenge; all others end.
    """
    pending = user.phone_request
    if pending is None or pending.effective is None or ctx.now < pending.effective:
        return
    lost_phone_index.drop(ctx.portal, user)
    if pending.app_lost:
        remove_app(ctx, user, keep)
    # The office has checked the identity, so the wrong codes counted before do not matter any more.
    wrong_codes.forgive(user)
    change_phone(ctx, user, pending.number, proven=False, keep=keep)
    # The one before is lost, and the office knows the owner of this one: it is what an undoing restores.
    user.phone_replaced = None


def _undecided(ctx: ActionContext, user: User) -> PhoneRequest:
    ctx.require("replace-phone", user)
    # Another user decides: the identity is proven as well as at enrolment (ASVS 5.0, 6.4.4).
    if user.id == ctx.actor:
        raise NotAllowed("a new phone is approved by another user")
    assert user.phone_request is not None
    return user.phone_request


def _office(ctx: ActionContext) -> dict[str, str]:
    return {"tenant": ctx.desk.tenant.id.upper(), "phone": ctx.desk.plugins.contacts.phone}


def _text(ctx: ActionContext, user: User, text: TranslationString) -> None:
    """Sends a text message to the present number. Written in GSM-7 letters: one « ’ » or « ê » cuts its 160 to 70."""
    localize, end = ctx.desk.localizer(user.language), ctx.now + DELAY
    send_sms(ctx.portal, to=user.phone, text=localize(text), language=localize.language, now=ctx.now, expires=end)
