"""« Collaborateurs de l’office »: the list of staff and the page of one of them."""

from typing import Any, NamedTuple

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet import clock
from guichet.i18n import _
from guichet.store.models import Portal
from guichet.users import staff_users
from guichet.users.models import User
from guichet.users.role_labels import role_titles
from guichet.users.session_records import full_sessions
from guichet.values import phone
from guichet.web.personal_data import OFFICE_ONLY


class AccessState(NamedTuple):
    """The state of a person's access as a tag with a note."""

    tag: TranslationString
    tint: str = ""
    """CSS class of the tag."""
    note: TranslationString | str = ""


@view_config(
    context=Portal,
    name="staff",
    request_method="GET",
    permission="staff",
    personal_data=OFFICE_ONLY,
    renderer="templates/staff.pt",
)
def staff_list(request: Request) -> dict[str, Any]:
    """All staff by name, first those with an access, then those whose access is closed."""
    listing = request.root[staff_users.LIST]
    page = listing.page(staff_users.ALL, request.GET.get("after"))
    users = [request.root["users"][user_id] for user_id, _row in page.rows]
    return {
        "title": _("Collaborateurs de l’office"),
        "density": "dense",
        "count": listing.count(staff_users.PRESENT),
        "rows": [
            (user, request.localize.listing(role_titles(user.roles)), access_state(request, user)) for user in users
        ],
        "next": page.next,
    }


@view_config(
    context=User,
    name="",
    request_method="GET",
    permission="staff",
    personal_data=OFFICE_ONLY,
    renderer="templates/colleague.pt",
)
def colleague(context: User, request: Request) -> dict[str, Any]:
    """One member of staff, with links to the changes that the signed-in user may make."""
    if not context.at_office:
        # Users of companies have the same class, and no page here.
        raise HTTPNotFound()
    return {
        "title": context.name,
        "user": context,
        "roles": request.localize.listing(role_titles(context.roles)),
        "state": access_state(request, context),
        "phone": phone.show(context.phone),
        "devices": len(full_sessions(request.root, context.id)),
        "mine": context is request.identity.user,
        "managed": staff_users.may_manage(request.action_context, context),
        "gives_roles": request.has_permission("administrators", request.root),
    }


def access_state(request: Request, user: User) -> AccessState:
    """Whether a person's access is active, closed, or waits for the invitation to be used."""
    if user.state == "active":
        return AccessState(_("Actif"), "ok")
    if user.state == "closed":
        return AccessState(_("Accès fermé"))
    until = staff_users.invited_until(request.root, user)
    day = {"day": request.localize.date(until)}
    if until < clock.now():
        return AccessState(_("Invitation échue"), "no", _("depuis le ${day}", mapping=day))
    return AccessState(_("Invitation envoyée"), "wait", _("valable jusqu’au ${day}", mapping=day))
