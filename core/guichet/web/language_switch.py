"""Changing the language in the middle of a form: a button of the form itself, so that nothing typed is lost.

<<<<<<< HEAD
A form offers it with ``buttons=(…, *language_buttons(request))``. Its view returns the page with the form ``if
switches_language(request, form)``, before any validation. That page is in the other language and shows what was typed
without errors; passwords are empty as always. No script is needed. A :class:`~guichet.web.form_view.FormView` does this
when it is ``multilingual``.
=======
A :class:`~guichet.web.form_view.FormView` that is ``multilingual`` has such a button for each other language; the page
is then shown in it, with what was typed and without errors. Passwords are empty as always. No script is needed.
>>>>>>> f135aee (web: a refused form is kept for its page, which the redirect after the post leads to)
"""

from pyramid.request import Request
from pyramid.response import Response

from guichet.i18n import LANGUAGES
from guichet.web.forms.form import Button
from guichet.web.requests import SWITCH_LANGUAGE, asked_language, remember_language


def language_buttons(request: Request) -> list[Button]:
    """A button for each other language of the desk."""
    others = [language for language in request.desk.tenant.languages if language != request.localize.language]
    return [Button(SWITCH_LANGUAGE, LANGUAGES[other], "text", other, lang=other) for other in others]


def switched_language(request: Request) -> bool:
    """Whether the button of a language was pressed; if so, sets the cookie."""
    language = asked_language(request)
    if not language:
        return False

    def remember(request: Request, response: Response) -> None:
        remember_language(request, response, language)

    request.add_response_callback(remember)
    return True
