"""« Déconnecter des personnes »: ends the sessions of somebody, or of everybody, at once (OWASP ASVS 5.0, 7.4.5)."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.store.models import Portal
from guichet.users import staff_users
from guichet.users.saved_forms import remove_saved_form, show_saved
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Choice, Email

PAGE = "sign-people-out"
TEMPLATE = "templates/sign_people_out.pt"
ONE, ALL = "one", "all"
MISSING = _("Saisissez l’adresse e-mail de la personne")
NOBODY = _("Aucun compte n’a cette adresse. Vérifiez-la")


@view_config(context=Portal, name=PAGE, request_method="GET", permission="staff", reauth=True, renderer=TEMPLATE)
def ask(request: Request) -> dict[str, Any]:
    """Asks whose sessions end."""
    form = _form(request)
    show_saved(request, form)
    return _page(form)


@view_config(context=Portal, name=PAGE, request_method="POST", permission="staff", reauth=True, renderer=TEMPLATE)
def sign_out(request: Request) -> Any:
    """Ends them; whoever does it stays signed in."""
    form = _form(request)
    try:
        answers = form.validate(request.POST.items())
    except ValidationFailure:
        return _again(request, form)
    remove_saved_form(request.identity.user)
    users = request.root["users"]
    if answers["who"] == ALL:
        staff_users.sign_everybody_out(request.action_context, keep=request.identity.session)
        return HTTPSeeOther(request.resource_path(request.root, "staff", query={"done": "people-signed-out"}))
    user = users.with_email(answers["email"]) if answers["email"] else None
    if user is None:
        form.add_problem("email", NOBODY if answers["email"] else MISSING)
        return _again(request, form)
    staff_users.sign_somebody_out(request.action_context, user, keep=request.identity.session)
    return HTTPSeeOther(request.resource_path(request.root, "staff", query={"done": "people-signed-out"}))


def _form(request: Request) -> Form:
    who = Choice(
        [(ONE, _("Une personne")), (ALL, _("Tout le monde au guichet"))],
        name="who",
        title=_("Qui faut-il déconnecter ?"),
        missing_msg=_("Choisissez qui est déconnecté"),
    )
    email = Email(
        name="email",
        title=_("Adresse e-mail"),
        description=_("Seulement pour une seule personne."),
        optional=True,
        autocomplete="off",
    )
    schema = colander.Schema(children=[who, email])
    return new_form(request, schema, action=request.path, submit=(Button("sign_out", _("Déconnecter")),))


def _page(form: Form) -> dict[str, Any]:
    return {"title": _("Déconnecter des personnes"), "form": form, "problems": form.problems}


def _again(request: Request, form: Form) -> dict[str, Any]:
    request.response.status_int = 422
    return _page(form)
