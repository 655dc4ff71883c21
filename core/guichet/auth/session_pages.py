"""Signing out, and keeping a session alive."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth.sessions import close_session
from guichet.store.models import Portal
from guichet.web.post_views import below_root, post_view
from guichet.web.typed_forms import forget
from guichet.web.view_permissions import PUBLIC


@post_view(context=Portal, name="sign-out", permission=PUBLIC, page=below_root())
def sign_out(request: Request) -> HTTPSeeOther:
    """Ends the session on the server, and deletes what the browser has stored of it."""
    close_session(request)
    answer = HTTPSeeOther("/?done=signed-out")
    forget(request, answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@view_config(context=Portal, name="session", request_method="GET", permission="account", renderer="json")
def keep_alive(request: Request) -> dict[str, int]:
    """« Rester connecté »: seconds until the session ends, after this request. Asked for by the script that warns."""
    return {"seconds": request.identity.seconds_left}
