"""The two lists of requests for another phone number, and their entry in the navigation."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.interfaces import NavigationItem
from guichet.store.models import Portal
from guichet.store.sorted_index import PAGE_SIZE
from guichet.users.lost_phone_index import LIST as LOST_PHONES
from guichet.users.lost_phone_index import Kind, facet
from guichet.users.models import User
from guichet.web.personal_data import Reads

TEMPLATE = "templates/lost_phones.pt"
MAX_APPROVED = 100
"""Approved requests that the list shows. One leaves the list when its user signs in."""
PAGES: tuple[tuple[str, Kind, str], ...] = (
    ("lost-phones", "members", "office"),
    ("staff-lost-phones", "staff", "staff"),
)
"""Name of a list, whose requests it holds, and the permission to see it."""
LIST_READ = Reads("desk.lost_phones_read", "lost_phone")


def navigation(request: Request) -> list[NavigationItem]:
    """Entry « Téléphones perdus » with the number waiting; leads to the first list of the user that is not empty."""
    identity = request.identity
    lists = _lists(request) if identity is not None and identity.user.at_office else []
    if not lists:
        return []
    waiting = {name: request.root[LOST_PHONES].count(facet(kind, "requested")) for name, kind in lists}
    count = sum(waiting.values())
    label = _("Téléphones perdus (${n})", mapping={"n": count}) if count else _("Téléphones perdus")
    target = next((name for name, number in waiting.items() if number), lists[0][0])
    here = getattr(request, "view_name", "")
    # The page on which a user reports a lost phone has the same name, on another context.
    current = here in waiting or (here == "lost-phone" and isinstance(request.context, User))
    return [NavigationItem(label, request.resource_path(request.root, target), current=current)]


@view_config(
    context=Portal,
    name="lost-phones",
    request_method="GET",
    permission="office",
    renderer=TEMPLATE,
    personal_data=LIST_READ,
)
def lost_phones(request: Request) -> dict[str, Any]:
    """Requests of the people of companies and of insured persons."""
    return _page(request, "members")


@view_config(
    context=Portal,
    name="staff-lost-phones",
    request_method="GET",
    permission="staff",
    renderer=TEMPLATE,
    personal_data=LIST_READ,
)
def staff_lost_phones(request: Request) -> dict[str, Any]:
    """Requests of the office's own people."""
    return _page(request, "staff")


def list_name(user: User) -> str:
    """The name of the list that holds a user's request."""
    return "staff-lost-phones" if user.at_office else "lost-phones"


def _lists(request: Request) -> list[tuple[str, Kind]]:
    """Name and kind of the lists that the signed-in user may see."""
    return [(name, kind) for name, kind, permission in PAGES if request.has_permission(permission, request.root)]


def _page(request: Request, kind: Kind) -> dict[str, Any]:
    listing = request.root[LOST_PHONES]
    waiting = listing.page(facet(kind, "requested"), request.GET.get("after"), PAGE_SIZE)
    approved = listing.page(facet(kind, "approved"), size=MAX_APPROVED)
    titles = {"members": _("Sociétés et personnes assurées"), "staff": _("Office")}
    return {
        "title": _("Téléphones perdus"),
        "density": "dense",
        "tabs": [(titles[one], name, one == kind) for name, one in _lists(request)],
        "waiting": waiting.rows,
        "next": waiting.next,
        "approved": approved.rows,
        "path_of": lambda user_id: _path_of(request, user_id),
    }


def _path_of(request: Request, user_id: str) -> str | None:
    """The page of a request; None for users who may not decide it. Supervisors see requests of administrators."""
    user = request.root["users"][user_id]
    allowed = request.has_permission("replace-phone", user)
    return request.resource_path(user, "lost-phone") if allowed else None
