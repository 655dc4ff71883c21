"""The pages of « S’inscrire »: who are you, a company's form, an insured person's form."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.holders import actions
from guichet.holders.schemas import company_schema, insured_schema
from guichet.i18n import _
from guichet.identity import throttle
from guichet.identity.actions import send_code
from guichet.identity.sessions import open_session
from guichet.store.models import Portal
from guichet.web.closed import PUBLIC
from guichet.web.forms import new_form
from guichet.web.forms.form import Form, Submit
from guichet.web.forms.nodes import Choice
from guichet.web.transactions import out_of_turn

FORM = "templates/register.pt"
KINDS = {"company": _("Organisme / entreprise"), "insured": _("Personne assurée")}


@view_config(context=Portal, name="register", request_method="GET", permission=PUBLIC, renderer=FORM)
def who_are_you(request: Request) -> Any:
    """« Je veux utiliser la plateforme en tant que »; skipped where only one kind may register."""
    kinds = _kinds(request)
    if len(kinds) == 1:
        return HTTPSeeOther(f"/register-{kinds[0]}")
    return _page(request, _kind_form(request))


@view_config(context=Portal, name="register", request_method="POST", permission=PUBLIC, renderer=FORM)
def choose_kind(request: Request) -> Any:
    """Leads to the form of the kind chosen."""
    form = _kind_form(request)
    try:
        kind = form.validate(request.POST.items())["kind"]
    except ValidationFailure:
        return _again(request, form)
    return HTTPSeeOther(f"/register-{kind}")


@view_config(context=Portal, name="register-company", request_method="GET", permission=PUBLIC, renderer=FORM)
@view_config(context=Portal, name="register-insured", request_method="GET", permission=PUBLIC, renderer=FORM)
def registration_form(request: Request) -> Any:
    """The empty form of one kind."""
    if _kind(request) not in _kinds(request):
        return HTTPSeeOther("/register")
    return _page(request, _form(request))


@view_config(context=Portal, name="register-company", request_method="POST", permission=PUBLIC, renderer=FORM)
@view_config(context=Portal, name="register-insured", request_method="POST", permission=PUBLIC, renderer=FORM)
def register(request: Request) -> Any:
    """Stores the registration. Whether the address is known already shows nowhere on the pages."""
    kind = _kind(request)
    if kind not in _kinds(request):
        return HTTPSeeOther("/register")
    # Before anything is worked out: judging a password takes long.
    if not throttle.allowed(request, throttle.REGISTRATIONS_PER_MACHINE, throttle.machine(request)):
        return HTTPSeeOther("/register?done=too-many-registrations")
    form = _form(request)
    try:
        with out_of_turn(request):
            answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form)
    if kind == "company":
        actions.register_company(request.act, answers, request.say.language)
        return HTTPSeeOther("/registered")
    account = actions.register_insured(request.act, answers, request.say.language)
    session = open_session(request, account.__name__ or "", "phone")
    send_code(request.act, session, account)
    return HTTPSeeOther("/code")


@view_config(
    context=Portal, name="registered", request_method="GET", permission=PUBLIC, renderer="templates/registered.pt"
)
def registered(request: Request) -> dict[str, Any]:
    """Tells a company that the office looks at its registration."""
    return {"title": _("L’office examine votre inscription")}


def _kinds(request: Request) -> list[str]:
    return [kind.kind for kind in request.desk.plugins.user_kinds]


def _kind(request: Request) -> str:
    return str(request.view_name).removeprefix("register-")


def _kind_form(request: Request) -> Form:
    choice = Choice(
        [(kind, KINDS[kind]) for kind in _kinds(request)],
        name="kind",
        title=_("Je veux utiliser la plateforme en tant que"),
        missing_msg=_("Choisissez qui vous êtes"),
    )
    schema = colander.Schema(children=[choice])
    return new_form(request, schema, action="/register", submit=(Submit("continue", _("Continuer")),))


def _form(request: Request) -> Form:
    kind = _kind(request)
    schema = company_schema() if kind == "company" else insured_schema()
    return new_form(request, schema, action=f"/register-{kind}", submit=(Submit("register", _("S’inscrire")),))


def _page(request: Request, form: Form) -> dict[str, Any]:
    return {"title": _("Inscription"), "form": form, "kind": _kind(request), "problems": form.problems}


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form)
