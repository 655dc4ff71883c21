"""« Choisissez votre mot de passe »: what a company's collaborator or a person of the office finds behind the link."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.store.models import Portal
from guichet.users.invitations import inviter_of, take_up
from guichet.users.link_errors import owner_of, trouble_page
from guichet.users.links import LinkError, find_link
from guichet.users.models import User
from guichet.users.user_schemas import conditions_node, new_password_node, words_of
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Hidden
from guichet.web.language_switch import language_buttons, switches_language
from guichet.web.pages import CONDITIONS
from guichet.web.view_permissions import PUBLIC

TEMPLATE = "templates/invitation.pt"
BY_THE_OFFICE = _(
    "Cette invitation n’est plus valable. Demandez à la personne de l’office qui vous a invité de vous en envoyer une "
    "nouvelle."
)
BY_A_COMPANY = _(
    "Cette invitation n’est plus valable. Demandez au gérant de ${inviter} de vous en envoyer une nouvelle."
)


@view_config(context=Portal, name="invitation", request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def invitation(request: Request) -> Any:
    """Asks for the password; scanners that open every link in a mail do not use it up."""
    try:
        user = _user(request, request.GET.get("link", ""))
    except LinkError as problem:
        return _trouble(request, problem)
    form = _form(request, user)
    form.show({"link": request.GET["link"]})
    return _page(request, user, form)


@view_config(context=Portal, name="invitation", request_method="POST", permission=PUBLIC, renderer=TEMPLATE)
def choose_password(request: Request) -> Any:
    """Opens the account and leads to the sign-in page; the first sign-in proves the phone."""
    secret = request.posted("link")
    try:
        user = _user(request, secret)
        form = _form(request, user)
        if switches_language(request, form):
            return _page(request, user, form)
        take_up(request.action_context, secret, form.validate(request.POST.items())["password"], CONDITIONS)
    except LinkError as problem:
        return _trouble(request, problem)
    except ValidationFailure:
        request.response.status_int = 422
        return _page(request, user, form)
    return HTTPSeeOther(request.resource_path(request.root, query={"done": "activated"}))


def _user(request: Request, secret: str) -> User:
    link = find_link(request.root, "invitation", secret, clock.now())
    user: User = request.root["users"][link.user_id]
    return user


def _trouble(request: Request, problem: LinkError) -> Response:
    """Says who can send a new invitation; one that was withdrawn is no longer valid, rather than used."""
    user = owner_of(request, problem)
    if user is None:
        return trouble_page(request, problem)
    inviter = inviter_of(request.desk, request.root, user)
    ask = BY_THE_OFFICE if user.at_office else BY_A_COMPANY % {"inviter": inviter}
    withdrawn = {"used": ask} if user.state == "closed" else {}
    return trouble_page(request, problem, {"expired": ask, **withdrawn})


def _form(request: Request, user: User) -> Form:
    words = words_of(request.desk.tenant, user, inviter_of(request.desk, request.root, user))
    schema = colander.Schema(children=[Hidden(name="link"), new_password_node(words), conditions_node()])
    buttons = (Button("choose", _("Choisir mon mot de passe")), *language_buttons(request))
    return new_form(request, schema, action="/invitation", submit=buttons)


def _page(request: Request, user: User, form: Form) -> dict[str, Any]:
    return {
        "title": _("Choisissez votre mot de passe"),
        "form": form,
        "problems": form.problems,
        "user": user,
        "inviter": inviter_of(request.desk, request.root, user),
    }
