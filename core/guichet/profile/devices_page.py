"""« Mes appareils »: the sessions and trusted browsers of the signed-in person, and ending them."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.profile import profile_actions
from guichet.store.models import Portal
from guichet.users.session_records import full_sessions, trusted_now
from guichet.web.post_views import below_root, post_view

DEVICES = below_root("devices")


@view_config(
    context=Portal, name="devices", request_method="GET", permission="account", renderer="templates/devices.pt"
)
def devices(request: Request) -> dict[str, Any]:
    """The list; this device first, then the newest."""
    identity = request.identity
    sessions = full_sessions(request.root, identity.user_id)
    trusted = trusted_now(request.root, identity.user, clock.now())
    return {
        "title": _("Mes appareils"),
        "sessions": sorted(sessions, key=lambda one: one is not identity.session),
        "own": identity.session,
        "trusted": [(number, key, until) for number, (key, until) in enumerate(trusted, 1)],
    }


# Without ``reauth``, which ASVS 5.0, 7.5.2 asks for: a user who sees a strange device should end it at once, and a
# thief who ends the owner's sessions only makes the owner sign in again (docs/security.md).
@post_view(context=Portal, name="end-device", permission="account", page=DEVICES)
def end_device(request: Request) -> HTTPSeeOther:
    """Signs one device out, at its very next request; this one too, if it was chosen."""
    # The id of the record is the hash of its secret, so the page that lists it gives no session away.
    name = request.posted("session")
    profile_actions.end_device(request.action_context, request.identity.user, name)
    if name == request.identity.session.id:
        return HTTPSeeOther("/?done=signed-out")
    return _done(request, "device-ended")


@post_view(context=Portal, name="end-other-devices", permission="account", page=DEVICES)
def end_other_devices(request: Request) -> HTTPSeeOther:
    """Signs all other devices out."""
    profile_actions.end_other_devices(request.action_context, request.identity.user, keep=request.identity.session)
    return _done(request, "devices-ended")


@post_view(context=Portal, name="forget-browser", permission="account", page=DEVICES)
def forget_browser(request: Request) -> HTTPSeeOther:
    """Asks a trusted browser for codes again."""
    profile_actions.forget_browser(request.action_context, request.identity.user, request.posted("browser"))
    return _done(request, "browser-forgotten")


def _done(request: Request, code: str) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(request.root, "devices", query={"done": code}))
