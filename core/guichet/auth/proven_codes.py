"""Effects of a right code: proves a registration's phone, completes a sign-in, confirms an identity."""

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet import clock
from guichet.auth.complete_sign_in import complete_sign_in, landing_path
from guichet.auth.sessions import open_session, renew_session
from guichet.users.models import Session, User
from guichet.users.registration import ACTIVATION, prove_phone
from guichet.users.tasks import enqueue


def includeme(config: Configurator) -> None:
    """Registers the purposes of this room."""
    config.add_code_purpose("register", registered)
    config.add_code_purpose("sign-in", signed_in)
    config.add_code_purpose("confirm", confirmed)


def registered(request: Request, session: Session, user: User) -> HTTPSeeOther:
    """The number of a registration is proven: the link that proves the e-mail address is mailed next."""
    open_session(request, session.user_id, "email")
    prove_phone(request.action_context, user)
    enqueue(request.action_context, ACTIVATION, user.id)
    return HTTPSeeOther(request.resource_path(request.root, "confirm-email", query={"user": user.id}))


def signed_in(request: Request, session: Session, user: User) -> HTTPSeeOther:
    """Password and code were right: the full session opens, and counts as just confirmed."""
    if session.challenge is not None and session.challenge.method == "sms":
        # After an invitation or a replaced phone: the code has arrived at the number.
        user.phone_proven = True
    opened, response = complete_sign_in(request, user, session.next_path, "signed_in")
    opened.confirmed = clock.now()
    return response


def confirmed(request: Request, session: Session, user: User) -> HTTPSeeOther:
    """The signed-in person has confirmed who they are: same session, new id, back to the page that asked for it."""
    renew_session(request, session)
    return HTTPSeeOther(session.next_path or landing_path(request, user))
