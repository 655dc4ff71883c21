"""Asking a browser for a code: beginning a challenge, and finding the one that is under way.

What a right code does depends on the purpose of the challenge; a room registers it with
``config.add_code_purpose("new-phone", proven)``.
"""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet import clock
from guichet.auth.code_sending import send_code
from guichet.auth.sessions import ATTEMPT, current
from guichet.mfa.methods import REPLACEABLE, available_methods
from guichet.mfa.phone_requests import take_effect
from guichet.users.models import Challenge, Purpose, Session, User

Proven = Callable[[Request, Session, User], HTTPSeeOther]
"""Does what a right code is for, and returns the redirect to the next page."""


def includeme(config: Configurator) -> None:
    """Adds the directive ``add_code_purpose``; the functions by purpose are ``registry.code_purposes``."""
    config.registry.code_purposes = {}
    config.add_directive("add_code_purpose", add_code_purpose)


def add_code_purpose(config: Configurator, purpose: Purpose, proven: Proven) -> None:
    """Directive: a right code of a challenge with this purpose calls ``proven``."""

    def register() -> None:
        config.registry.code_purposes[purpose] = proven

    config.action(("guichet code purpose", purpose), register)


def attempt(request: Request) -> tuple[Session, User, Challenge] | None:
    """Session, user and challenge of the code that this browser is asked for; None if it is asked for none."""
    found = current(request, "code", "phone", "full")
    if found is None or found[0].challenge is None:
        return None
    session, user, asked = *found, found[0].challenge
    if asked.began is not None and clock.now() - asked.began > ATTEMPT:
        return None
    # A user who was refused or deactivated after the password was given gets no further.
    return (session, user, asked) if user.state == "active" or asked.purpose == "register" else None


def challenge(request: Request, purpose: Purpose, next_path: str, number: str = "") -> HTTPSeeOther:
    """Asks a signed-in person for a code before something is done; leads to the page that takes the code.

    ``number`` is a new phone number to be proven; without, one of the user's own MFA methods is asked for.
    """
    session, user = request.identity.session, request.identity.user
    session.challenge = Challenge(purpose, phone=number)
    session.challenge.began = clock.now()
    session.next_path = next_path
    return ask_for_code(request, session, user)


def ask_for_code(request: Request, session: Session, user: User) -> HTTPSeeOther:
    """Begins the session's challenge with the user's preferred method; leads to the page that takes the code.

    A text message is sent if that is the method, unless a limit forbids it; the page then says so.
    """
    _begin(request, session, user)
    return HTTPSeeOther(request.resource_path(request.root, "code"))


def _begin(request: Request, session: Session, user: User) -> None:
    # A new phone that the office has approved counts from here on, if its day has passed: no earlier request needs it.
    take_effect(request.action_context, user, session)
    asked = session.challenge
    assert asked is not None
    if asked.purpose in REPLACEABLE:
        asked.method = available_methods(user)[0]
    if asked.method == "sms":
        send_code(request, session, user)
