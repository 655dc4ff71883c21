"""What is done about the access of one of the office's people, each on a page that says what will happen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.i18n import _
from guichet.office.roles import chosen, roles_node
from guichet.users import staff_users
from guichet.users.invitations import inviter_of, send_invitation
from guichet.users.models import State, User
from guichet.users.saved_forms import remove_saved_form, show_saved
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form

ROLES = "templates/colleague_roles.pt"
QUESTION = "templates/colleague_question.pt"
SURE = "sure"
"""Name of the button that says yes."""


@dataclass(frozen=True)
class Question:
    """One thing that may be done after a yes."""

    title: TranslationString
    effects: tuple[TranslationString, ...]
    button: TranslationString
    done: str
    states: tuple[State, ...]
    """When it makes sense."""
    change: Callable[[Request, User], None]


def _resend(request: Request, user: User) -> None:
    send_invitation(request.action_context, user, inviter_of(request.desk, request.root, user))


QUESTIONS = {
    "resend-invitation": Question(
        _("Renvoyer l’invitation à ${name} ?"),
        (_("Un nouveau lien part par e-mail, valable sept jours. Le lien précédent ne fonctionne plus."),),
        _("Renvoyer l’invitation"),
        "invitation-sent",
        ("invited",),
        _resend,
    ),
    "sign-out-everywhere": Question(
        _("Déconnecter ${name} partout ?"),
        (_("Cette personne est déconnectée de tous ses appareils et avertie par e-mail. Elle peut se reconnecter."),),
        _("Déconnecter partout"),
        "colleague-signed-out",
        ("active",),
        lambda request, user: staff_users.sign_out_everywhere(request.action_context, user),
    ),
    "deactivate": Question(
        _("Fermer l’accès de ${name} ?"),
        (
            _("Cette personne ne peut plus se connecter, dès maintenant, et en est avertie par e-mail."),
            _("Les décisions qu’elle a prises restent, avec son nom."),
        ),
        _("Fermer l’accès"),
        "colleague-deactivated",
        ("active",),
        lambda request, user: staff_users.deactivate(request.action_context, user),
    ),
    "withdraw-invitation": Question(
        _("Retirer l’invitation de ${name} ?"),
        (_("Le lien de l’invitation ne fonctionne plus, et cette personne ne peut pas se connecter."),),
        _("Retirer l’invitation"),
        "invitation-withdrawn",
        ("invited",),
        lambda request, user: staff_users.deactivate(request.action_context, user),
    ),
}
"""By the name of the page."""


def question_pages(method: str) -> Callable[[Any], Any]:
    """The same view for all questions."""

    def decorate(view: Any) -> Any:
        for name in QUESTIONS:
            about = {"context": User, "name": name, "request_method": method, "permission": "staff"}
            view = view_config(**about, renderer=QUESTION, reauth=True)(view)
        return view

    return decorate


@question_pages("GET")
def ask(context: User, request: Request) -> dict[str, Any]:
    """Says what will happen."""
    question = _question(context, request)
    return {"title": _said(question, context), "question": question, "user": context, "sure": SURE}


@question_pages("POST")
def change(context: User, request: Request) -> HTTPSeeOther:
    """Does it, if that is the button that was pressed."""
    question = _question(context, request)
    if not request.posted(SURE):
        return HTTPSeeOther(request.path)
    question.change(request, context)
    return HTTPSeeOther(request.resource_path(request.root, "staff", query={"done": question.done}))


@view_config(context=User, name="roles", request_method="GET", permission="administrators", renderer=ROLES, reauth=True)
def ask_roles(context: User, request: Request) -> dict[str, Any]:
    """The roles somebody has."""
    form = _roles_form(_managed(context, request), request)
    show_saved(request, form)
    return _roles_page(context, form)


@view_config(
    context=User, name="roles", request_method="POST", permission="administrators", renderer=ROLES, reauth=True
)
def give_roles(context: User, request: Request) -> Any:
    """Gives others."""
    form = _roles_form(_managed(context, request), request)
    try:
        roles = chosen(form.validate(request.POST.items()))
    except ValidationFailure:
        request.response.status_int = 422
        return _roles_page(context, form)
    staff_users.change_roles(request.action_context, context, roles)
    remove_saved_form(request.identity.user)
    return HTTPSeeOther(request.resource_path(context, query={"done": "roles-changed"}))


def _question(user: User, request: Request) -> Question:
    question = QUESTIONS[request.view_name]
    if user.state not in question.states:
        raise HTTPNotFound()
    _managed(user, request)
    return question


def _managed(user: User, request: Request) -> User:
    """The account, if the signed-in person looks after it; else the page does not exist for them."""
    if not staff_users.may_manage(request.action_context, user):
        raise HTTPNotFound()
    return user


def _said(question: Question, user: User) -> TranslationString:
    return question.title % {"name": user.name}


def _roles_form(user: User, request: Request) -> Form:
    form = new_form(request, colander.Schema(children=[roles_node()]), submit=(Button("save", _("Enregistrer")),))
    form.show({"roles": dict.fromkeys(user.roles, "true")})
    return form


def _roles_page(user: User, form: Form) -> dict[str, Any]:
    title = _("Rôle de ${name}", mapping={"name": user.name})
    return {"title": title, "user": user, "form": form, "problems": form.problems}
