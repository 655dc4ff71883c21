"""What every page template is given: the page around its content, CSRF inputs, links to the office.

The parts of the page that do not depend on what is on it (head, masthead with navigation, question at the session's
end, footer) are drawn once for the same facts and kept: Chameleon looks up 100 attributes and 340 names for them, a
third of what the sign-in page costs.
"""

from collections.abc import Callable, Mapping
from functools import cache, cached_property, lru_cache, partial
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from chameleon import PageTemplateFile
from chameleon.utils import Markup
from pyramid.config import Configurator
from pyramid.csrf import get_csrf_token
from pyramid.events import BeforeRender
from pyramid.request import Request

from guichet.i18n import LANGUAGES, Localizer
from guichet.interfaces import NavigationItem, Slot
from guichet.messages.contact_lines import ContactLine, contact_lines
from guichet.tenants import Words, in_language
from guichet.web.assets import STYLE
from guichet.web.html_frames import Frame, escape, frame_of
from guichet.web.plugin_panels import DrawnPanel, draw_panels
from guichet.web.unbroken import unbroken

MAX_PARTS = 1024
"""Kept parts of all desks of the process, 1 to 3 kB each; a masthead for each company, language and place in the
navigation is the most numerous."""
LAYOUT = "guichet.web:templates/layout"
UNSAID: Mapping[str, Any] = {"problems": (), "title_detail": "", "density": None, "refresh_seconds": None}
"""What the layout asks for beside the title, of a page that does not say it."""
# What is the person's own or changes with each second is no fact of a kept part: it would put the parts of others out.
OF_MASTHEAD = ("person", "token", "here")
"""Texts that are put into the kept masthead."""


def includeme(config: Configurator) -> None:
    """Adds ``request.page_context`` and gives it to every template."""
    config.add_request_method(PageContext, "page_context", reify=True)
    config.add_subscriber(add_page_globals, BeforeRender)
    config.registry.asset_paths = {}
    config.registry.same_for_all = {}


def add_page_globals(event: BeforeRender) -> None:
    """Gives every page template the localizer, the desk, the layout and the translation of its texts."""
    request = event["request"]
    if request is None:
        return
    event["localize"] = request.localize
    event["translate"] = request.localize.translate
    event["unbroken"] = unbroken
    event["desk"] = request.desk
    event["page"] = request.page_context
    event["layout"] = template(f"{LAYOUT}.pt")
    for name, unsaid in UNSAID.items():
        event.setdefault(name, unsaid)


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
    """What the page around the content shows; worked out only when a template asks."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._language: str = request.localize.language

    # The layout and its parts.

    def around(
        self, title: str, detail: str, wrong: bool, density: str | None, refresh_seconds: int | None
    ) -> tuple[Markup, Markup]:
        """The page before its content and behind it; ``wrong`` for one with a problem."""
        localize, identity = self._request.localize, self._request.identity
        texts = {"title": f"{title}, {detail}" if detail else title}
        for number, banner in enumerate(banners := self.banners):
            texts[f"banner{number}"] = localize(banner)
        if notice := self.notice:
            texts["notice"] = localize(notice)
        if identity:
            texts["seconds_left"] = str(identity.seconds_left)
            texts["session_ends"] = localize.clock(identity.session_ends)
        inside = {
            "head": self.head,
            "masthead": self.masthead,
            "session_end": self.session_end,
            "footer": self.footer,
        }
        page = self._frame(
            f"{LAYOUT}_page.pt",
            (*texts, *inside, "content"),
            office=self.office,
            wrong=wrong,
            density=density,
            refresh_seconds=refresh_seconds,
            signed_in=bool(identity),
            banners=len(banners),
            noticed=bool(notice),
        )
        before, after = page.filled_around("content", {**_escaped(texts), **inside})
        return Markup(before), Markup(after)

    @property
    def head(self) -> Markup:
        """Style sheets, scripts and icon."""
        drawn: Markup = self._same_for_all("head", self._draw_head, bool(self._request.identity))
        return drawn

    def _draw_head(self, signed_in: bool) -> Markup:
        drawn = self._drawn(
            f"{LAYOUT}_head.pt",
            style=self._kept_path(STYLE, self._request.route_path),
            logo=self.asset(self._request.desk.plugins.branding.logo),
            script=self.asset("guichet.themes:base/desk.js"),
            session_script=self.asset("guichet.themes:base/session.js") if signed_in else None,
        )
        return Markup(drawn)

    @property
    def masthead(self) -> Markup:
        """The office, the languages, the person's menu and the navigation."""
        identity, about = self._request.identity, self._same_for_all("about", self._about)
        frame = self._frame(
            f"{LAYOUT}_masthead.pt",
            OF_MASTHEAD,
            **about,
            languages=self._other_languages,
            account_language=self._changes_account,
            signed_in=bool(identity),
            menu=self._entries(self.account_menu) if identity else (),
            navigation=self._entries(self.navigation),
        )
        texts = {"here": quote(self._here, safe="")}
        # Where there is no button, the browser gets no cookie with a token.
        if "token" in frame:
            texts["token"] = self.csrf_token
        if identity:
            texts["person"] = identity.name
        return Markup(frame.filled(_escaped(texts)))

    def _about(self) -> dict[str, str]:
        """What each masthead of the desk says in this language."""
        branding = self._request.desk.plugins.branding
        return {
            "logo": self.asset(branding.logo),
            "office": self.office,
            "tagline": self.words(branding.tagline),
            "language_path": self._request.script_name + "/language",
        }

    @property
    def session_end(self) -> Markup:
        """What session.js shows in time before a person is signed out; empty for a page without a session."""
        identity = self._request.identity
        if not identity:
            return Markup("")
        here = self._request.path if self._request.method == "GET" else "/"
        texts = {"here": here, "idle": str(identity.seconds_idle), "longest": str(identity.seconds_longest)}
        return self.filled(f"{LAYOUT}_session_end.pt", texts)

    @property
    def footer(self) -> Markup:
        """Where to find help, and what the law wants on every page."""
        drawn: Markup = self._same_for_all("footer", self._draw_footer)
        return drawn

    def _draw_footer(self) -> Markup:
        plugins = self._request.desk.plugins
        drawn = self._drawn(
            f"{LAYOUT}_footer.pt",
            contact_lines=self.contact_lines,
            address=", ".join(self.words(plugins.contacts.address)),
            website=plugins.branding.website,
            website_name=plugins.branding.website_name,
        )
        return Markup(drawn)

    def _same_for_all(self, name: str, make: Callable[..., Any], *facts: bool) -> Any:
        """What ``make`` returns of ``facts``, the desk and the language: kept by the desk, as it never changes."""
        if self._request.desk.settings.development:
            return make(*facts)
        known, key = self._request.registry.same_for_all, (self._request.script_name, self._language, name, *facts)
        if key not in known:
            known[key] = make(*facts)
        return known[key]

    def _drawn(self, asset: str, **facts: Any) -> str:
        draw = draw_part.__wrapped__ if self._request.desk.settings.development else draw_part
        return draw(asset, self._request.localize, tuple(facts.items()))

    def _frame(self, asset: str, names: tuple[str, ...], **facts: Any) -> Frame:
        draw = draw_frame.__wrapped__ if self._request.desk.settings.development else draw_frame
        return draw(asset, self._request.localize, names, tuple(facts.items()))

    def _entries(self, items: list[NavigationItem]) -> tuple[tuple[str, str, bool, bool], ...]:
        # Localized first: translation strings of different mappings are equal, and would be one key of the cache.
        localize = self._request.localize
        return tuple((localize(item.label), item.url, item.current, item.button) for item in items)

    # What they are made of.

    @property
    def office(self) -> str:
        """The name of the office."""
        found: str = self._same_for_all("office", lambda: str(self.words(self._request.desk.tenant.names)))
        return found

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

    def panels(self, slot: Slot, context: object) -> list[DrawnPanel]:
        """The sections that plugins add to the page, drawn; a panel that fails is logged and left out."""
        return draw_panels(self._request, slot, context)

    @property
    def banners(self) -> list[Any]:
        """What this person should know on whatever page they are."""
        said = (sentence(self._request) for sentence in self._request.registry.banners)
        return [one for one in said if one is not None]

    @property
    def notice(self) -> Any:
        """What was just done, after a redirect; ``None`` on any other page."""
        return self._request.registry.notices.get(self._request.GET.get("done"))

    @cached_property
    def _changes_account(self) -> bool:
        found: bool = self._request.registry.account_language.is_changeable(self._request)
        return found

    @property
    def _other_languages(self) -> tuple[tuple[str, str], ...]:
        # Between password and code the page has the language of an account that nothing may change yet.
        if not self._changes_account and self._request.registry.account_language.find(self._request):
            return ()
        found: tuple[tuple[str, str], ...] = self._same_for_all("languages", self._languages)
        return found

    def _languages(self) -> tuple[tuple[str, str], ...]:
        offered = self._request.desk.tenant.languages
        return tuple((language, LANGUAGES[language]) for language in offered if language != self._language)

    @property
    def _here(self) -> str:
        # Of a POST too: what answers it has a page at the same address, with the same query.
        here: str = self._request.path_qs
        return here

    # For any template.

    def part(self, asset: str, **facts: Any) -> Markup:
        """A template that depends on nothing but the language and the hashable ``facts``: drawn once for them."""
        return Markup(self._drawn(asset, **facts))

    def filled(
        self, asset: str, texts: Mapping[str, str], inside: Mapping[str, Markup] | None = None, **facts: Any
    ) -> Markup:
        """A template with what is a person's own or differs each time, drawn once for the hashable ``facts``.

        ``texts`` are escaped, ``inside`` is other HTML. The template has both as names, and may print them, not test
        them.
        """
        inside = inside or {}
        frame = self._frame(asset, (*texts, *inside), **facts)
        return Markup(frame.filled({**_escaped(texts), **inside}))

    def words(self, texts: Mapping[str, Words]) -> Words:
        """What the office wrote in the reader's language."""
        return in_language(texts, self._language)

    def asset(self, asset: str) -> str:
        """The address of a style sheet, script or picture."""
        return self._kept_path(asset, self._request.static_path)

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


def _escaped(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: escape(text) for name, text in texts.items()}
