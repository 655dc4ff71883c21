"""« Rester connecté »: asked for by the script that warns before a session ends."""

from pyramid.request import Request
from pyramid.view import view_config

from guichet.store.models import Portal


@view_config(context=Portal, name="session", request_method="GET", permission="account", renderer="json")
def stay(request: Request) -> dict[str, int]:
    """How many seconds are left, now that something has been asked for."""
    return {"seconds": request.identity.seconds_left}
