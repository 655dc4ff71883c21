"""A number or an address mistyped while registering.

Both are corrected in the browser that registered, and in no other: the number until it has shown its code, the address
until its link is used, for as long as the session of the registration lasts.
"""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth.code_sending import send_code
from guichet.auth.sessions import current
from guichet.i18n import _
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users import registration
from guichet.users.models import Session, Stage, User
from guichet.users.user_schemas import email_node, phone_node
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.language_switch import language_buttons, switches_language
from guichet.web.view_permissions import PUBLIC

TEMPLATE = "templates/correction.pt"


def registering(request: Request, stage: Stage) -> tuple[Session, User] | None:
    """The registration under way in this browser, if it is at that stage."""
    found = current(request, stage)
    return found if found is not None and found[1].state == "unconfirmed" else None


@view_config(context=Portal, name="correct-phone", request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def phone_form(request: Request) -> Any:
    """Asks for the right number."""
    return _page(_phone_form(request)) if registering(request, "phone") else HTTPSeeOther("/")


@view_config(context=Portal, name="correct-phone", request_method="POST", permission=PUBLIC, renderer=TEMPLATE)
def correct_phone(request: Request) -> Any:
    """Sends a code to the right number; the wrong tries so far still count."""
    found = registering(request, "phone")
    if found is None:
        return HTTPSeeOther("/?done=attempt-over")
    form = _phone_form(request)
    if switches_language(request, form):
        return _page(form)
    try:
        number = form.validate(request.POST.items())["phone"]
    except ValidationFailure:
        return _again(request, form)
    session, user = found
    registration.correct_phone(request.action_context, session, user, number)
    if not send_code(request, session, user):
        return _back(request, "code", "phone-corrected")  # the page says when there is a code
    return _back(request, "code", "code-sent")


@view_config(context=Portal, name="correct-email", request_method="GET", permission=PUBLIC, renderer=TEMPLATE)
def email_form(request: Request) -> Any:
    """Asks for the right address."""
    return _page(_email_form(request)) if registering(request, "email") else HTTPSeeOther("/")


@view_config(context=Portal, name="correct-email", request_method="POST", permission=PUBLIC, renderer=TEMPLATE)
def correct_email(request: Request) -> Any:
    """Sends the link to the right address; the page shows no difference if that one has an account."""
    found = registering(request, "email")
    if found is None:
        return HTTPSeeOther("/?done=attempt-over")
    form = _email_form(request)
    if switches_language(request, form):
        return _page(form)
    try:
        address = form.validate(request.POST.items())["email"]
    except ValidationFailure:
        return _again(request, form)
    user = found[1]
    if not _may_write(request, user, address):
        return _back(request, "confirm-email", "too-many-corrections", user)
    registration.correct_email(request.action_context, user, address)
    return _back(request, "confirm-email", "email-corrected", user)


def _may_write(request: Request, user: User, address: str) -> bool:
    own = request_limits.allowed(request, request_limits.RESENT_MAILS, user.id)
    return own and request_limits.allowed(
        request, request_limits.REGISTRATIONS_PER_ADDRESS, request_limits.address(address)
    )


def _back(request: Request, page: str, done: str, user: User | None = None) -> HTTPSeeOther:
    query = {"user": user.id} if user else {}
    return HTTPSeeOther(request.resource_path(request.root, page, query=query | {"done": done}))


def _phone_form(request: Request) -> Form:
    return _form(request, phone_node(), Button("correct", _("Envoyer le code à ce numéro")), "/correct-phone")


def _email_form(request: Request) -> Form:
    return _form(request, email_node(), Button("correct", _("Envoyer l’e-mail à cette adresse")), "/correct-email")


def _form(request: Request, node: colander.SchemaNode, button: Button, action: str) -> Form:
    buttons = (button, *language_buttons(request))
    return new_form(request, colander.Schema(children=[node]), action=action, submit=buttons)


def _page(form: Form) -> dict[str, Any]:
    title = _("Corriger le numéro") if "phone" in form else _("Corriger l’adresse")
    return {"title": title, "form": form, "problems": form.problems}


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(form)
