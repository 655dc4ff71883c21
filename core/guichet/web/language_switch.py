"""Changing the language in the middle of a form, so that nothing typed is lost.

Every :class:`~guichet.web.form_view.FormView` shows its page in the language whose button was pressed, with what was
typed and without errors; passwords are empty as always. One that is ``multilingual`` has a button for each other
language, which needs no script. On pages of a signed-in person session.js sends the form so where the language on top
is pressed.
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
