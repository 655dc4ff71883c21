"""The language of a page: that of the account once a person signs in, else the one chosen in this browser.

The rooms that know accounts say which one a request belongs to, with ``config.set_account_language(…)``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response

from guichet.i18n import Localizer
from guichet.i18n.languages import negotiate
from guichet.web.form_readers import RefusedBody
from guichet.web.transactions import commit_on_error

SWITCH_LANGUAGE = "switch_language"
"""Name of the buttons with which a form is shown in another language, see ``language_switch.py``."""
YEAR = 365 * 24 * 3600
"""Seconds that a browser keeps the choice of a language."""


@dataclass(frozen=True)
class AccountLanguage:
    """The language of the account behind a request; set by the room that has the sessions."""

    find: Callable[[Request], str] = lambda request: ""
    """That language; empty for a person who has not even begun to sign in."""
    is_changeable: Callable[[Request], bool] = lambda request: False
    """Whether the person of the request may change it: False between password and code."""
    change: Callable[[Request, str], None] = lambda request, language: None
    """Sets it."""


def includeme(config: Configurator) -> None:
    """Adds ``request.localize``, and the directive that sets where the language of an account is."""
    # Reified: worked out once per request, and again in a retry, which has a new request.
    config.add_request_method(localize, reify=True)
    config.registry.account_language = AccountLanguage()
    config.add_directive("set_account_language", set_account_language)


def set_account_language(config: Configurator, account_language: AccountLanguage) -> None:
    """Directive: sets where the language of the account behind a request is found and changed."""
    config.registry.account_language = account_language


def localize(request: Request) -> Localizer:
    """The localizer of the reader's language: their account's, else their choice, their browser's, the desk's first."""
    offered = request.desk.tenant.languages
    language = asked_language(request) or request.registry.account_language.find(request)
    if language not in offered:
        chosen = request.cookies.get(request.desk.cookie_name("language"), "")
        language = negotiate(request.headers.get("Accept-Language", ""), chosen, offered)
    localizer: Localizer = request.desk.localizer(language)
    return localizer


def asked_language(request: Request) -> str:
    """The language whose button was pressed in a form; empty for any other request."""
    # No form with files has such a button: a page that refuses a body with files is not to read it for its language.
    if request.method != "POST" or not request.is_url_encoded:
        return ""
    try:
        asked = request.posted(SWITCH_LANGUAGE)
    except RefusedBody:
        return ""
    return asked if asked in request.desk.tenant.languages else ""


def choose_language(request: Request, language: str) -> None:
    """Sets the language of this browser's pages, and of the account of a signed-in person."""

    def remember(request: Request, response: Response) -> None:
        remember_language(request, response, language)

    request.add_response_callback(remember)
    account = request.registry.account_language
    if account.is_changeable(request) and account.find(request) != language:
        account.change(request, language)
        # A form that is shown again in another language stores nothing else.
        commit_on_error(request)


def remember_language(request: Request, response: Response, language: str) -> None:
    """Sets the cookie with the choice of language, for the pages before the next sign-in."""
    response.set_cookie(value=language, max_age=YEAR, **request.desk.cookie("language"))
