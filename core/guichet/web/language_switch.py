"""Changing the language in the middle of a form: a button of the form itself, so that nothing typed is lost.

A form offers it with ``buttons=(…, *language_buttons(request))``. Its view returns the page with the form ``if
switches_language(request, form)``, before any validation. That page is in the other language and shows what was typed
without errors; passwords are empty as always. No script is needed. A :class:`~guichet.web.form_view.FormView` does this
when it is ``multilingual``.
"""

from pyramid.request import Request
from pyramid.response import Response

from guichet.i18n import LANGUAGES
from guichet.web.forms.form import Button, Form
from guichet.web.requests import SWITCH_LANGUAGE, asked_language, remember_language


def language_buttons(request: Request) -> list[Button]:
    """A button for each other language of the desk."""
    others = [language for language in request.desk.tenant.languages if language != request.localize.language]
    return [Button(SWITCH_LANGUAGE, LANGUAGES[other], "text", other, lang=other) for other in others]


def switches_language(request: Request, form: Form) -> bool:
    """Whether the button of a language was pressed; if so, fills the form with what was typed and sets the cookie."""
    language = asked_language(request)
    if not language:
        return False
    form.show(form.read(request.POST.items()))

    def remember(request: Request, response: Response) -> None:
        remember_language(request, response, language)

    request.add_response_callback(remember)
    return True
