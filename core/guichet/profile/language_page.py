"""Choosing the language of pages, mails and text messages."""

from typing import Any

import colander
from deform import ValidationFailure
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import LANGUAGES, _
from guichet.profile import profile_actions
from guichet.profile.change_pages import TEMPLATE, done, page
from guichet.store.models import Portal
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Choice
from guichet.web.requests import remember_language

TITLE = _("Modifier la langue")
WORDS = _("Nos pages, nos e-mails et nos SMS vous parlent dans cette langue.")


@view_config(context=Portal, name="account-language", request_method="GET", permission="account", renderer=TEMPLATE)
def language_form(request: Request) -> dict[str, Any]:
    """The form, with the present language."""
    form = _form(request)
    form.show({"language": request.identity.user.language})
    return page(form, TITLE, WORDS)


@view_config(context=Portal, name="account-language", request_method="POST", permission="account", renderer=TEMPLATE)
def change(request: Request) -> Any:
    """Keeps the choice, also for the pages of this browser."""
    form = _form(request)
    try:
        language = form.validate(request.POST.items())["language"]
    except ValidationFailure:
        request.response.status_int = 422
        return page(form, TITLE, WORDS)
    profile_actions.change_language(request.action_context, request.identity.user, language)
    answer = done(request, "language-changed")
    remember_language(request, answer, language)
    return answer


def _form(request: Request) -> Form:
    choice = Choice(
        [(language, LANGUAGES[language]) for language in request.desk.tenant.languages],
        name="language",
        title=_("Langue"),
        missing_msg=_("Choisissez une langue"),
    )
    schema = colander.Schema(children=[choice])
    return new_form(request, schema, action=request.path, submit=(Button("save", _("Enregistrer")),))
