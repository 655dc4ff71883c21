"""Challenges: beginning one, and finding the one that is under way in a browser.

What a right code does depends on the purpose of the challenge; a room registers it with
``config.add_code_purpose("new-phone", proven)``.
"""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet import clock
from guichet.auth.code_sending import send_code
from guichet.auth.sessions import ATTEMPT_LIFETIME, current
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


def current_challenge(request: Request) -> tuple[Session, User, Challenge] | None:
    """Session, user and challenge under way in this browser; None when there is none or it is too old."""
    found = current(request, "code", "phone", "full")
    if found is None or found[0].challenge is None:
        return None
    session, user, challenge = *found, found[0].challenge
    if challenge.began is not None and clock.now() - challenge.began > ATTEMPT_LIFETIME:
        return None
    # A user who was refused or deactivated after the password was given gets no further.
    return (session, user, challenge) if user.state == "active" or challenge.purpose == "register" else None


def begin_challenge(request: Request, purpose: Purpose, next_path: str, number: str = "") -> HTTPSeeOther:
    """Begins a challenge in an open session, before something is done; redirects to the page that takes the code.

    ``number`` is a new phone number to be proven; without, one of the user's own MFA methods is asked for.
    """
    session, user = request.identity.session, request.identity.user
    session.challenge = Challenge(purpose, phone=number)
    # An open session may be hours old, so the challenge has an age of its own.
    session.challenge.began = clock.now()
    session.next_path = next_path
    return ask_for_code(request, session, user)


def ask_for_code(request: Request, session: Session, user: User) -> HTTPSeeOther:
    """Begins the session's challenge with the user's first method; redirects to the page that takes the code.

    With the method ``sms`` a text message is sent; if a limit forbids it, the page shows until when.
    """
    _begin(request, session, user)
    return HTTPSeeOther(request.resource_path(request.root, "code"))


def _begin(request: Request, session: Session, user: User) -> None:
    # An approved new phone takes effect here once its day has passed: no earlier request needs it.
    take_effect(request.action_context, user, session)
    challenge = session.challenge
    assert challenge is not None
    if challenge.purpose in REPLACEABLE:
        challenge.method = available_methods(user)[0]
    if challenge.method == "sms":
        send_code(request, session, user)
