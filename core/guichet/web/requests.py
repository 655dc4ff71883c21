"""What every request knows: its desk, the language it speaks, and what each page needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from chameleon import PageTemplateFile
from pyramid.authorization import Everyone
from pyramid.config import Configurator
from pyramid.csrf import get_csrf_token
from pyramid.events import BeforeRender
from pyramid.request import Request
from pyramid.response import Response

from guichet import clock
from guichet.action_context import NOBODY, ActionContext
from guichet.desk import Desk
from guichet.i18n import LANGUAGES, Localizer
from guichet.i18n.languages import negotiate
from guichet.tenants import Words, in_language

SWITCH_LANGUAGE = "switch_language"
"""Name of the buttons with which a form is shown in another language, see ``language_switch.py``."""
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool = False
    button: bool = False
    """Shown as the button at the end, for the one thing people come to do."""


def includeme(config: Configurator) -> None:
    """Adds ``request.desk`` and ``request.say``, and the directives with which rooms add to every page."""
    config.add_request_method(desk, reify=True)
    config.add_request_method(localize, reify=True)
    config.add_request_method(action_context, reify=True)
    config.add_request_method(posted)
    config.add_request_method(PageContext, "page_context", reify=True)
    config.add_subscriber(add_page_globals, BeforeRender)
    config.registry.navigation = []
    config.registry.account_menu = []
    config.registry.banners = []
    config.registry.notices = {}
    config.registry.asset_paths = {}
    config.add_directive("add_navigation", add_navigation)
    config.add_directive("add_account_menu", add_account_menu)
    config.add_directive("add_banner", add_banner)
    config.add_directive("add_notice", add_notice)


def add_navigation(config: Configurator, items: Any) -> None:
    """Directive: ``items(request)`` returns the room's :class:`NavigationItem` for this person."""
    config.registry.navigation.append(items)


def add_account_menu(config: Configurator, items: Any) -> None:
    """Directive: ``items(request)`` returns the room's entries of the menu under the person's name."""
    config.registry.account_menu.append(items)


def add_banner(config: Configurator, sentence: Any) -> None:
    """Directive: ``sentence(request)`` is what stands on top of every page for this person; ``None`` for nothing."""
    config.registry.banners.append(sentence)


def add_notice(config: Configurator, code: str, text: Any) -> None:
    """Directive: the sentence shown after a redirect to ``?done=code``."""
    config.registry.notices[code] = text


def desk(request: Request) -> Desk:
    """The desk this request came to."""
    found: Desk = request.registry.desk
    return found


def localize(request: Request) -> Localizer:
    """Says things in the reader's language: their choice, else their browser's, else the desk's first."""
    offered = request.desk.tenant.languages
    chosen = asked_language(request) or request.cookies.get(request.desk.cookie("language")["name"], "")
    return Localizer(negotiate(request.headers.get("Accept-Language", ""), chosen, offered))


def asked_language(request: Request) -> str:
    """The language whose button was pressed in a form; empty for any other request."""
    asked = posted(request, SWITCH_LANGUAGE) if request.method == "POST" else ""
    return asked if asked in request.desk.tenant.languages else ""


def action_context(request: Request) -> ActionContext:
    """The person behind a request, about to do something."""
    identity = request.identity
    return ActionContext(
        portal=request.root,
        desk=request.desk,
        actor=identity.user_id if identity else NOBODY,
        principals=tuple(identity.principals) if identity else (Everyone,),
        now=clock.now(),
    )


def posted(request: Request, name: str) -> str:
    """The text posted under a name; empty when there is none, or when somebody posted a file there."""
    value = request.POST.get(name, "")
    return value if isinstance(value, str) else ""


def remember_language(request: Request, response: Response, language: str) -> None:
    """Keeps the choice of language in the browser."""
    response.set_cookie(value=language, max_age=YEAR, **request.desk.cookie("language"))


def add_page_globals(event: BeforeRender) -> None:
    """Gives every page template the speaker, the desk, the navigation and the translation of its texts."""
    request = event["request"]
    if request is None:
        return
    event["localize"] = request.localize
    event["translate"] = request.localize.translate
    event["desk"] = request.desk
    event["page"] = request.page_context
    event["layout"] = layout()
    event.setdefault("problems", ())


@cache
def layout() -> PageTemplateFile:
    """The frame around every page, compiled once for all pages and desks of this process."""
    return PageTemplateFile(str(files("guichet.web") / "templates" / "layout.pt"))


class PageContext:
    """What the frame around every page shows; worked out only when a template asks."""

    def __init__(self, request: Request) -> None:
        self._request = request

    @property
    def navigation(self) -> list[NavigationItem]:
        """The entries of all rooms for this person."""
        registry = self._request.registry
        return [item for items in registry.navigation for item in items(self._request)]

    @property
    def account_menu(self) -> list[NavigationItem]:
        """What is behind the person's name: their account, their company."""
        registry = self._request.registry
        return [item for items in registry.account_menu for item in items(self._request)]

    @property
    def banners(self) -> list[Any]:
        """What this person should know on whatever page they are."""
        said = (sentence(self._request) for sentence in self._request.registry.banners)
        return [one for one in said if one is not None]

    @property
    def notice(self) -> Any:
        """What was just done, after a redirect; ``None`` on any other page."""
        return self._request.registry.notices.get(self._request.GET.get("done"))

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """The other languages of the desk: code, name, address that switches to it."""
        here = self._request.path_qs if self._request.method == "GET" else self._request.path
        return [
            (language, LANGUAGES[language], self._request.route_path("language", _query={"to": language, "back": here}))
            for language in self._request.desk.tenant.languages
            if language != self._request.localize.language
        ]

    def words(self, texts: Mapping[str, Words]) -> Words:
        """What the office wrote in the reader's language."""
        return in_language(texts, self._request.localize.language)

    def asset(self, asset: str) -> str:
        """The address of a style sheet, script or picture."""
        known, key = self._request.registry.asset_paths, (self._request.script_name, asset)
        if key not in known:
            known[key] = self._request.static_path(asset)
        path: str = known[key]
        return path

    @property
    def csrf_token(self) -> str:
        """The token that a form has to carry."""
        token: str = get_csrf_token(self._request)
        return token
