"""Changing the language in the middle of a form: a button of the form itself, so that nothing typed is lost.

A :class:`~guichet.web.form_view.FormView` that is ``multilingual`` has such a button for each other language; the page
is then shown in it, with what was typed and without errors. Passwords are empty as always. No script is needed.
"""

from pyramid.request import Request

from guichet.i18n import LANGUAGES
from guichet.web.forms.form import Button
from guichet.web.reader_language import SWITCH_LANGUAGE, asked_language, choose_language


def language_buttons(request: Request) -> list[Button]:
    """A button for each other language of the desk."""
    others = [language for language in request.desk.tenant.languages if language != request.localize.language]
    return [Button(SWITCH_LANGUAGE, LANGUAGES[other], "text", other, lang=other) for other in others]


def switched_language(request: Request) -> bool:
    """Whether the button of a language was pressed; if so, the reader has that language from now on."""
    language = asked_language(request)
    if language:
        choose_language(request, language)
    return bool(language)
