"""« Utiliser un autre moyen »: from the code of one way to that of another, in the same attempt."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.identity.factors.ways import other_ways
from guichet.identity.models import Challenge
from guichet.identity.sessions import close_session
from guichet.identity.signing_in import codes
from guichet.identity.signing_in.code_page import attempt
from guichet.identity.signing_in.code_sending import send_code
from guichet.store.models import Portal
from guichet.web.closed import PUBLIC


@view_config(context=Portal, name="other-way", request_method="POST", permission=PUBLIC)
def other_way(request: Request) -> HTTPSeeOther:
    """Asks for another of the account's ways; a text message leaves unless one is still good."""
    found = attempt(request)
    if found is None:
        return HTTPSeeOther("/?done=attempt-over")
    session, account, asked = found
    chosen = request.posted("way")
    for _label, way in other_ways(account, asked):
        if way == chosen:
            if way == "sms" and not _has_code(asked):
                if len(asked.sent) >= codes.CODES:
                    close_session(request)
                    return HTTPSeeOther("/?done=too-many-codes")
                send_code(request, session, account)  # or the page says when there is one
            asked.way = way
    return HTTPSeeOther(request.resource_path(request.root, "code"))


def _has_code(asked: Challenge) -> bool:
    """Whether a code that was sent is still good."""
    return any(clock.now() - sent <= codes.LIFE for _nonce, sent in asked.sent)
