"""« Utiliser un autre moyen »: from one MFA method to another, in the same attempt."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.auth.code_challenges import attempt
from guichet.auth.code_sending import send_code
from guichet.auth.sessions import close_session
from guichet.mfa import sms_codes
from guichet.mfa.methods import other_methods
from guichet.store.models import Portal
from guichet.users.models import Challenge
from guichet.web.view_permissions import PUBLIC


@view_config(context=Portal, name="other-method", request_method="POST", permission=PUBLIC)
def other_method(request: Request) -> HTTPSeeOther:
    """Asks for a code of another method of the user; a text message is sent unless an earlier code is still valid."""
    found = attempt(request)
    if found is None:
        return HTTPSeeOther("/?done=attempt-over")
    session, user, asked = found
    chosen = request.posted("method")
    for _label, method in other_methods(user, asked):
        if method == chosen:
            if method == "sms" and not _has_code(asked):
                if len(asked.sent) >= sms_codes.CODES:
                    close_session(request)
                    return HTTPSeeOther("/?done=too-many-codes")
                send_code(request, session, user)  # or the page says when there is one
            asked.method = method
    return HTTPSeeOther(request.resource_path(request.root, "code"))


def _has_code(asked: Challenge) -> bool:
    """Whether a code that was sent is still good."""
    return any(clock.now() - sent <= sms_codes.LIFE for _nonce, sent in asked.sent)
