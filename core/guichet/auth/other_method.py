"""« Utiliser un autre moyen »: from one MFA method to another, in the same attempt."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet import clock
from guichet.auth.code_challenges import current_challenge
from guichet.auth.code_sending import send_code
from guichet.auth.sessions import close_session
from guichet.mfa import sms_codes
from guichet.mfa.methods import other_methods
from guichet.store.models import Portal
from guichet.users.models import Challenge
from guichet.web.post_views import below_root, post_view
from guichet.web.view_permissions import PUBLIC


@post_view(context=Portal, name="other-method", permission=PUBLIC, page=below_root("code"))
def other_method(request: Request) -> HTTPSeeOther:
    """Asks for a code of another method of the user; a text message is sent unless an earlier code is still valid."""
    found = current_challenge(request)
    if found is None:
        return HTTPSeeOther("/?done=attempt-over")
    session, user, challenge = found
    chosen = request.posted("method")
    # Matched against the user's own methods: the posted name is never stored as it came.
    for method in (name for _label, name in other_methods(user, challenge) if name == chosen):
        if method == "sms" and not _has_code(challenge):
            if len(challenge.sent) >= sms_codes.CODES:
                close_session(request)
                return HTTPSeeOther("/?done=too-many-codes")
            # Where a limit forbids it, the page shows when there will be a code.
            send_code(request, session, user)
        challenge.method = method
    return HTTPSeeOther(request.resource_path(request.root, "code"))


def _has_code(challenge: Challenge) -> bool:
    """Whether a code that was sent is still valid."""
    return any(clock.now() - sent <= sms_codes.LIFE for _nonce, sent in challenge.sent)
