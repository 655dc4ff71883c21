"""Completes a sign-in: opens the session, notifies the user of a new device."""

from typing import Literal
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.action_context import ActionContext
from guichet.auth import device_cookies, mails
from guichet.auth.sessions import open_session
from guichet.i18n import _
from guichet.users.journal import note
from guichet.users.models import Session, User
from guichet.web.reader_language import remember_language

NAMELESS = _("inconnu")


def complete_sign_in(
    request: Request, user: User, next_path: str, event: Literal["signed_in", "signed_in_trusted"]
) -> tuple[Session, HTTPSeeOther]:
    """Opens the session; returns it, and the redirect to ``next_path`` or to the user's landing page."""
    session = open_session(request, user.id, "full")
    note(request.action_context, user, event, session.device)
    # The first sign-in follows a registration or an invitation, so it is no news to the user.
    if user.last_sign_in is not None and not device_cookies.browser_of(request, user):
        notify_new_browser(request.action_context, user, session.device)
    user.last_sign_in = request.action_context.now
    device_cookies.remember(request, user)
    path = next_path or landing_path(request, user)
    if session.ended_oldest:
        path += f"{'&' if '?' in path else '?'}{urlencode({'done': 'oldest-session-ended'})}"
    answer = HTTPSeeOther(path)
    # The page after signing out, and the next sign-in page, are in the language of the account too.
    remember_language(request, answer, user.language)
    return session, answer


def landing_path(request: Request, user: User) -> str:
    """Path of the page that a user works on."""
    root: str = request.resource_path(request.root)
    return root + user.landing_page


def notify_new_browser(ctx: ActionContext, user: User, device: str) -> None:
    """Mails the user that an unknown browser has signed in (ASVS 5.0, 6.3.5)."""
    ctx.mail(user, mails.NEW_DEVICE, device=device or NAMELESS, moment=ctx.now)
