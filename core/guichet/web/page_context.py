"""What every page template is given: kept drawings, the office's words, addresses of assets, CSRF inputs."""

from collections.abc import Callable, Mapping
from functools import cache, cached_property, lru_cache, partial
from importlib.resources import files
from typing import Any

from chameleon import PageTemplateFile
from chameleon.utils import Markup
from pyramid.config import Configurator
from pyramid.csrf import get_csrf_token
from pyramid.events import BeforeRender
from pyramid.request import Request

from guichet.i18n import Localizer
from guichet.interfaces import Slot
from guichet.messages.contact_lines import ContactLine, contact_lines
from guichet.tenants import Words, in_language
from guichet.web.assets import STYLE
from guichet.web.html_frames import Frame, escape, escaped, frame_of
from guichet.web.plugin_panels import DrawnPanel, draw_panels
from guichet.web.unbroken import unbroken

MAX_PARTS = 1024
"""Kept parts of all desks of the process, 1 to 3 kB each; a masthead for each company, language and place in the
navigation is the most numerous."""


def includeme(config: Configurator) -> None:
    """Adds ``request.page_context`` and gives it to every template."""
    config.add_request_method(PageContext, "page_context", reify=True)
    config.add_subscriber(add_page_globals, BeforeRender)
    config.registry.asset_paths = {}
    config.registry.same_for_all = {}


def add_page_globals(event: BeforeRender) -> None:
    """Gives every page template the localizer, the desk and the translation of its texts."""
    request = event["request"]
    if request is None:
        return
    event["localize"] = request.localize
    event["translate"] = request.localize.translate
    event["unbroken"] = unbroken
    event["desk"] = request.desk
    event["page"] = request.page_context


@cache
def template(asset: str) -> PageTemplateFile:
    """A template that several pages share, by its asset name, compiled once for all desks of this process."""
    package, _colon, path = asset.partition(":")
    return PageTemplateFile(str(files(package) / path))


@lru_cache(MAX_PARTS)
def draw_part(asset: str, localize: Localizer, facts: tuple[tuple[str, Any], ...]) -> str:
    """The template ``asset``, which is given nothing but ``facts``: so the cache is keyed by all it depends on."""
    drawn: str = template(asset)(translate=localize.translate, localize=localize, **dict(facts))
    return drawn


@lru_cache(MAX_PARTS)
def draw_frame(asset: str, localize: Localizer, names: tuple[str, ...], facts: tuple[tuple[str, Any], ...]) -> Frame:
    """The template ``asset`` as a frame, see `~guichet.web.html_frames.frame_of`."""
    return frame_of(partial(template(asset), translate=localize.translate, localize=localize), names, facts)


class PageContext:
    """What a template may show on any page; worked out only when it asks."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._language: str = request.localize.language

    @property
    def office(self) -> str:
        """The name of the office."""
        found: str = self.same_for_all("office", lambda: str(self.words(self._request.desk.tenant.names)))
        return found

    def panels(self, slot: Slot, context: object) -> list[DrawnPanel]:
        """The sections that plugins add to the page, drawn; a panel that fails is logged and left out."""
        return draw_panels(self._request, slot, context)

    def part(self, asset: str, **facts: Any) -> Markup:
        """A template that depends on nothing but the language and the hashable ``facts``: drawn once for them."""
        draw = draw_part.__wrapped__ if self._request.desk.settings.development else draw_part
        return Markup(draw(asset, self._request.localize, tuple(facts.items())))

    def frame(self, asset: str, names: tuple[str, ...], **facts: Any) -> Frame:
        """A template with places for the texts ``names``, drawn once for the hashable ``facts``."""
        draw = draw_frame.__wrapped__ if self._request.desk.settings.development else draw_frame
        return draw(asset, self._request.localize, names, tuple(facts.items()))

    def filled(
        self, asset: str, texts: Mapping[str, str], inside: Mapping[str, Markup] | None = None, **facts: Any
    ) -> Markup:
        """A template with what is a person's own or differs each time, drawn once for the hashable ``facts``.

        ``texts`` are escaped, ``inside`` is other HTML. The template has both as names, and may print them, not test
        them.
        """
        inside = inside or {}
        frame = self.frame(asset, (*texts, *inside), **facts)
        return Markup(frame.filled({**escaped(texts), **inside}))

    def same_for_all(self, name: str, make: Callable[..., Any], *facts: bool) -> Any:
        """What ``make`` returns of ``facts``, the desk and the language: kept by the desk, as it never changes."""
        if self._request.desk.settings.development:
            return make(*facts)
        known, key = self._request.registry.same_for_all, (self._request.script_name, self._language, name, *facts)
        if key not in known:
            known[key] = make(*facts)
        return known[key]

    def words(self, texts: Mapping[str, Words]) -> Words:
        """What the office wrote in the reader's language."""
        return in_language(texts, self._language)

    def asset(self, asset: str) -> str:
        """The address of a style sheet, script or picture."""
        return self._kept_path(asset, self._request.static_path)

    @property
    def style(self) -> str:
        """The address of the style sheet of the desk."""
        return self._kept_path(STYLE, self._request.route_path)

    def _kept_path(self, name: str, make: Callable[[str], str]) -> str:
        known, key = self._request.registry.asset_paths, (self._request.script_name, name)
        if key not in known:
            known[key] = make(name)
        path: str = known[key]
        return path

    @cached_property
    def csrf_token(self) -> str:
        """The token that a form has to carry."""
        token: str = get_csrf_token(self._request)
        return token

    @property
    def csrf_input(self) -> Markup:
        """The hidden input with the token, for forms that a template writes itself."""
        return Markup(f'<input type="hidden" name="csrf_token" value="{escape(self.csrf_token)}">')

    @property
    def phone_link(self) -> Markup:
        """The office's telephone number, as a link that dials it."""
        contacts = self._request.desk.plugins.contacts
        return Markup(f'<a class="num" href="{escape(contacts.dial)}">{escape(contacts.phone)}</a>')

    @property
    def contact_lines(self) -> tuple[ContactLine, ...]:
        """Phone, text relay and e-mail of the office, those that it names."""
        return contact_lines(self._request.desk.plugins.contacts, self._request.localize)
