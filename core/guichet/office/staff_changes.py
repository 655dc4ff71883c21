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
from guichet.identity import staff
from guichet.identity.actions import forget_form
from guichet.identity.by_link.invitations import inviter_of, send_invitation
from guichet.identity.kept import show_kept
from guichet.identity.models import Account, State
from guichet.office.roles import chosen, roles_node
from guichet.web.forms import new_form
from guichet.web.forms.form import Form, Submit

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
    change: Callable[[Request, Account], None]


def _resend(request: Request, account: Account) -> None:
    send_invitation(request.act, account, inviter_of(request.desk, request.root, account))


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
        lambda request, account: staff.sign_out_everywhere(request.act, account),
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
        lambda request, account: staff.deactivate(request.act, account),
    ),
    "withdraw-invitation": Question(
        _("Retirer l’invitation de ${name} ?"),
        (_("Le lien de l’invitation ne fonctionne plus, et cette personne ne peut pas se connecter."),),
        _("Retirer l’invitation"),
        "invitation-withdrawn",
        ("invited",),
        lambda request, account: staff.deactivate(request.act, account),
    ),
}
"""By the name of the page."""


def question_pages(method: str) -> Callable[[Any], Any]:
    """The same view for all questions."""

    def decorate(view: Any) -> Any:
        for name in QUESTIONS:
            about = {"context": Account, "name": name, "request_method": method, "permission": "staff"}
            view = view_config(**about, renderer=QUESTION, fresh=True)(view)
        return view

    return decorate


@question_pages("GET")
def ask(context: Account, request: Request) -> dict[str, Any]:
    """Says what will happen."""
    question = _question(context, request)
    return {"title": _said(question, context), "question": question, "account": context, "sure": SURE}


@question_pages("POST")
def change(context: Account, request: Request) -> HTTPSeeOther:
    """Does it, if that is the button that was pressed."""
    question = _question(context, request)
    if not request.posted(SURE):
        return HTTPSeeOther(request.path)
    question.change(request, context)
    return HTTPSeeOther(request.resource_path(request.root, "staff", query={"done": question.done}))


@view_config(
    context=Account, name="roles", request_method="GET", permission="administrators", renderer=ROLES, fresh=True
)
def ask_roles(context: Account, request: Request) -> dict[str, Any]:
    """The roles somebody has."""
    form = _roles_form(_managed(context, request), request)
    show_kept(request, form)
    return _roles_page(context, form)


@view_config(
    context=Account, name="roles", request_method="POST", permission="administrators", renderer=ROLES, fresh=True
)
def give_roles(context: Account, request: Request) -> Any:
    """Gives others."""
    form = _roles_form(_managed(context, request), request)
    try:
        roles = chosen(form.validate(request.POST.items()))
    except ValidationFailure:
        request.response.status_int = 422
        return _roles_page(context, form)
    staff.change_roles(request.act, context, roles)
    forget_form(request.identity.account)
    return HTTPSeeOther(request.resource_path(context, query={"done": "roles-changed"}))


def _question(account: Account, request: Request) -> Question:
    question = QUESTIONS[request.view_name]
    if account.state not in question.states:
        raise HTTPNotFound()
    _managed(account, request)
    return question


def _managed(account: Account, request: Request) -> Account:
    """The account, if the signed-in person looks after it; else the page does not exist for them."""
    if not staff.may_manage(request.act, account):
        raise HTTPNotFound()
    return account


def _said(question: Question, account: Account) -> TranslationString:
    return question.title % {"name": account.name}


def _roles_form(account: Account, request: Request) -> Form:
    form = new_form(request, colander.Schema(children=[roles_node()]), submit=(Submit("save", _("Enregistrer")),))
    form.show({"roles": dict.fromkeys(account.roles, "true")})
    return form


def _roles_page(account: Account, form: Form) -> dict[str, Any]:
    title = _("Rôle de ${name}", mapping={"name": account.name})
    return {"title": title, "account": account, "form": form, "problems": form.problems}
