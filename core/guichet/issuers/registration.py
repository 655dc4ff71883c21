"""The pages of « S’inscrire »: who are you, and a form for each kind of person."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.auth.sessions import open_session
from guichet.i18n import _
from guichet.issuers import issuer_actions
from guichet.issuers.issuer_schemas import company_schema, insured_schema, representative_schema
from guichet.mfa.code_sending import send_code
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Choice
from guichet.web.language_switch import language_buttons, switches_language
from guichet.web.view_permissions import PUBLIC

FORM = "templates/register.pt"
KINDS = {
    "company": _("Organisme / entreprise"),
    "insured": _("Personne assurée"),
    "representative": _("Représentant légal"),
}
SCHEMAS = {"company": company_schema, "insured": insured_schema, "representative": representative_schema}


@view_config(context=Portal, name="register", request_method="GET", permission=PUBLIC, renderer=FORM)
def who_are_you(request: Request) -> Any:
    """« Je veux utiliser la plateforme en tant que »; skipped where only one kind may register."""
    direct = _direct(request)
    return HTTPSeeOther(f"/register-{direct}") if direct else _page(request, _kind_form(request))


@view_config(context=Portal, name="register", request_method="POST", permission=PUBLIC, renderer=FORM)
def choose_kind(request: Request) -> Any:
    """Leads to the form of the kind chosen."""
    form = _kind_form(request)
    if switches_language(request, form):
        return _page(request, form)
    try:
        kind = form.validate(request.POST.items())["kind"]
    except ValidationFailure:
        return _again(request, form)
    return HTTPSeeOther(f"/register-{kind}")


@view_config(context=Portal, name="register-company", request_method="GET", permission=PUBLIC, renderer=FORM)
@view_config(context=Portal, name="register-insured", request_method="GET", permission=PUBLIC, renderer=FORM)
@view_config(context=Portal, name="register-representative", request_method="GET", permission=PUBLIC, renderer=FORM)
def registration_form(request: Request) -> Any:
    """The empty form of one kind."""
    if _kind(request) not in _kinds(request):
        return HTTPSeeOther("/register")
    return _page(request, _form(request))


@view_config(context=Portal, name="register-company", request_method="POST", permission=PUBLIC, renderer=FORM)
@view_config(context=Portal, name="register-insured", request_method="POST", permission=PUBLIC, renderer=FORM)
@view_config(context=Portal, name="register-representative", request_method="POST", permission=PUBLIC, renderer=FORM)
def register(request: Request) -> Any:
    """Stores the registration. Whether the address is known already shows nowhere on the pages."""
    kind = _kind(request)
    if kind not in _kinds(request):
        return HTTPSeeOther("/register")
    form = _form(request)
    if switches_language(request, form):
        return _page(request, form)
    form.show(form.read(request.POST.items()))
    # Before anything is worked out: judging a password takes long.
    if not request_limits.allowed(
        request, request_limits.REGISTRATIONS_PER_NETWORK, request_limits.client_network(request)
    ):
        return HTTPSeeOther(f"/register-{kind}?done=too-many-registrations")
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form)
    if not request_limits.allowed(
        request, request_limits.REGISTRATIONS_PER_ADDRESS, request_limits.address(answers["email"])
    ):
        return HTTPSeeOther(f"/register-{kind}?done=too-many-with-address")
    return _stored(request, kind, answers)


@view_config(
    context=Portal, name="registered", request_method="GET", permission=PUBLIC, renderer="templates/registered.pt"
)
def registered(request: Request) -> dict[str, Any]:
    """Tells a company that the office looks at its registration."""
    return {"title": _("L’office examine votre inscription")}


def _stored(request: Request, kind: str, answers: dict[str, Any]) -> HTTPSeeOther:
    """A company waits for the office; anybody else proves the phone next."""
    if kind == "company":
        issuer_actions.register_company(request.action_context, answers, request.localize.language)
        return HTTPSeeOther("/registered")
    store = issuer_actions.register_insured if kind == "insured" else issuer_actions.register_representative
    user = store(request.action_context, answers, request.localize.language)
    session = open_session(request, user.id, "phone")
    send_code(request, session, user)
    return HTTPSeeOther("/code")


def _kinds(request: Request) -> list[str]:
    """Who may register at this desk; where insured persons may, others may for them."""
    kinds: list[str] = [kind.kind for kind in request.desk.plugins.user_kinds]
    return [*kinds, "representative"] if "insured" in kinds else kinds


def _direct(request: Request) -> str:
    """The kind whose form opens without a question; empty where there are several."""
    kinds = request.desk.plugins.user_kinds
    return kinds[0].kind if len(kinds) == 1 else ""


def _kind(request: Request) -> str:
    return str(request.view_name).removeprefix("register-")


def _kind_form(request: Request) -> Form:
    choice = Choice(
        [(kind, KINDS[kind]) for kind in _kinds(request)],
        name="kind",
        title=_("Je veux utiliser la plateforme en tant que"),
        missing_msg=_("Choisissez qui vous êtes"),
    )
    buttons = (Button("continue", _("Continuer")), *language_buttons(request))
    return new_form(request, colander.Schema(children=[choice]), action="/register", submit=buttons)


def _form(request: Request) -> Form:
    kind = _kind(request)
    buttons = (Button("register", _("S’inscrire")), *language_buttons(request))
    return new_form(request, SCHEMAS[kind](request.desk.tenant), action=f"/register-{kind}", submit=buttons)


def _page(request: Request, form: Form) -> dict[str, Any]:
    return {
        "title": _("Inscription"),
        "form": form,
        "kind": _kind(request),
        "direct": bool(_direct(request)),
        "problems": form.problems,
    }


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(request, form)
