"""« Collaborateurs de l’office »: who works at the desk, and inviting somebody."""

from typing import Any, NamedTuple

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet import clock
from guichet.i18n import _
from guichet.issuers.issuer_schemas import name_nodes
from guichet.office.roles import chosen, roles_node, titles
from guichet.store.models import Portal
from guichet.users import staff_users
from guichet.users.invitations import inviter_of, send_invitation
from guichet.users.models import User
from guichet.users.registration import Person
from guichet.users.saved_forms import remove_saved_form, show_saved
from guichet.users.session_records import full_sessions
from guichet.values import phone
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Email, SwissMobile

LIST = "templates/staff.pt"
PERSON = "templates/colleague.pt"
INVITE = "templates/invite_colleague.pt"
KNOWN = {
    "active": _("Cherchez cette personne dans la liste : elle a déjà un accès à l’office"),
    "invited": _("Cette personne est déjà invitée. Renvoyez-lui l’invitation depuis sa page"),
}
"""State of somebody of the office with the address that was typed → what to do instead."""


class AccessState(NamedTuple):
    """An access in words."""

    tag: TranslationString
    tint: str = ""
    note: TranslationString | str = ""


@view_config(context=Portal, name="staff", request_method="GET", permission="staff", renderer=LIST)
def people(request: Request) -> dict[str, Any]:
    """Everybody by name, those whose access has ended last."""
    listing = request.root[staff_users.LIST]
    page = listing.page(staff_users.ALL, request.GET.get("after"))
    users = [request.root["users"][user_id] for user_id, _row in page.rows]
    return {
        "title": _("Collaborateurs de l’office"),
        "density": "dense",
        "count": listing.count(staff_users.PRESENT),
        "rows": [(user, request.localize.listing(titles(user.roles)), state_of(request, user)) for user in users],
        "next": page.next,
    }


@view_config(context=User, name="", request_method="GET", permission="staff", renderer=PERSON)
def person(context: User, request: Request) -> dict[str, Any]:
    """One of the office's people, and what may be done about their access."""
    if not context.at_office:
        raise HTTPNotFound()
    return {
        "title": context.name,
        "user": context,
        "roles": request.localize.listing(titles(context.roles)),
        "state": state_of(request, context),
        "phone": phone.show(context.phone),
        "devices": len(full_sessions(request.root, context.id)),
        "mine": context is request.identity.user,
        "managed": staff_users.may_manage(request.action_context, context),
        "gives_roles": request.has_permission("administrators", request.root),
    }


@view_config(
    context=Portal, name="invite-colleague", request_method="GET", permission="staff", renderer=INVITE, reauth=True
)
def empty_invitation(request: Request) -> dict[str, Any]:
    """The form, with what was typed before the person had to confirm who they are."""
    form = _form(request)
    show_saved(request, form)
    return _page(form)


@view_config(
    context=Portal, name="invite-colleague", request_method="POST", permission="staff", renderer=INVITE, reauth=True
)
def invite(request: Request) -> Any:
    """Stores the person and mails the link."""
    form = _form(request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form)
    known = staff_users.colleague_with(request.root, answers["email"])
    if known is not None:
        form.add_problem("email", KNOWN[known.state])
        return _again(request, form)
    roles = chosen(answers) if "roles" in form.schema else ("clerk",)
    given = {name: answers[name] for name in ("email", "first_name", "last_name", "phone")}
    user = staff_users.add_staff(
        request.action_context, Person(**given, password="", language=request.localize.language), roles
    )
    send_invitation(request.action_context, user, inviter_of(request.desk, request.root, user))
    remove_saved_form(request.identity.user)
    return HTTPSeeOther(request.resource_path(request.root, "staff", query={"done": "colleague-invited"}))


def state_of(request: Request, user: User) -> AccessState:
    """Where somebody's access stands."""
    if user.state == "active":
        return AccessState(_("Actif"), "ok")
    if user.state == "closed":
        return AccessState(_("Accès fermé"))
    until = staff_users.invited_until(request.root, user)
    day = {"day": request.localize.date(until)}
    if until < clock.now():
        return AccessState(_("Invitation échue"), "no", _("depuis le ${day}", mapping=day))
    return AccessState(_("Invitation envoyée"), "wait", _("valable jusqu’au ${day}", mapping=day))


def _form(request: Request) -> Form:
    email = Email(
        name="email",
        title=_("Adresse e-mail"),
        description=_("Son adresse à l’office, que personne d’autre ne lit. Elle sert à se connecter."),
        autocomplete="off",
    )
    mobile = SwissMobile(
        name="phone",
        title=_("Téléphone portable suisse"),
        description=_("Pour se connecter, cette personne recevra un code d’accès sur ce téléphone."),
        autocomplete="off",
    )
    nodes = [*name_nodes(), email, mobile]
    if request.has_permission("administrators", request.root):
        nodes.append(roles_node())
    submit = (Button("invite", _("Envoyer l’invitation")),)
    return new_form(request, colander.Schema(children=nodes), submit=submit)


def _page(form: Form) -> dict[str, Any]:
    return {
        "title": _("Inviter un collaborateur"),
        "form": form,
        "problems": form.problems,
        "clerk_only": "roles" not in form.schema,
    }


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(form)
