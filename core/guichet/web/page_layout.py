"""The page around its content: head, masthead with navigation, question at the session's end, footer.

Parts that do not depend on what is on the page are drawn once for the same facts and kept: Chameleon looks up 100
attributes and 340 names for them, a third of what the sign-in page costs.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote

from chameleon.utils import Markup
from pyramid.config import Configurator
from pyramid.events import BeforeRender
from pyramid.request import Request

from guichet.i18n import LANGUAGES
from guichet.interfaces import NavigationItem
from guichet.web.html_frames import escaped
from guichet.web.page_context import PageContext, template

LAYOUT = "guichet.web:templates/layout"
UNSAID: Mapping[str, Any] = {"problems": (), "title_detail": "", "density": None, "refresh_seconds": None}
"""What the layout asks for beside the title, of a page that does not say it."""
# What is the person's own or changes with each second is no fact of a kept part: it would put the parts of others out.
OF_MASTHEAD = ("person", "token", "here")
"""Texts that are put into the kept masthead."""


def includeme(config: Configurator) -> None:
    """Gives every page template the layout."""
    config.add_subscriber(add_layout, BeforeRender)


def add_layout(event: BeforeRender) -> None:
    """Gives a page template the layout, and what that asks for."""
    request = event["request"]
    if request is None:
        return
    event["layout"] = template(f"{LAYOUT}.pt")
    event["page_layout"] = PageLayout(request)
    for name, unsaid in UNSAID.items():
        event.setdefault(name, unsaid)


class PageLayout:
    """What is around the content of one page; drawn only when a template asks."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._page: PageContext = request.page_context

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
        page = self._page.frame(
            f"{LAYOUT}_page.pt",
            (*texts, *inside, "content"),
            office=self._page.office,
            wrong=wrong,
            density=density,
            refresh_seconds=refresh_seconds,
            signed_in=bool(identity),
            banners=len(banners),
            noticed=bool(notice),
        )
        before, after = page.filled_around("content", {**escaped(texts), **inside})
        return Markup(before), Markup(after)

    @property
    def head(self) -> Markup:
        """Style sheets, scripts and icon."""
        drawn: Markup = self._page.same_for_all("head", self._draw_head, bool(self._request.identity))
        return drawn

    def _draw_head(self, signed_in: bool) -> Markup:
        return self._page.part(
            f"{LAYOUT}_head.pt",
            style=self._page.style,
            logo=self._page.asset(self._request.desk.plugins.branding.logo),
            script=self._page.asset("guichet.themes:base/desk.js"),
            session_script=self._page.asset("guichet.themes:base/session.js") if signed_in else None,
        )

    @property
    def masthead(self) -> Markup:
        """The office, the languages, the person's menu and the navigation."""
        identity, about = self._request.identity, self._page.same_for_all("about", self._about)
        frame = self._page.frame(
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
            texts["token"] = self._page.csrf_token
        if identity:
            texts["person"] = identity.name
        return Markup(frame.filled(escaped(texts)))

    def _about(self) -> dict[str, str]:
        """What each masthead of the desk says in this language."""
        branding = self._request.desk.plugins.branding
        return {
            "logo": self._page.asset(branding.logo),
            "office": self._page.office,
            "tagline": self._page.words(branding.tagline),
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
        return self._page.filled(f"{LAYOUT}_session_end.pt", texts)

    @property
    def footer(self) -> Markup:
        """Where to find help, and what the law wants on every page."""
        drawn: Markup = self._page.same_for_all("footer", self._draw_footer)
        return drawn

    def _draw_footer(self) -> Markup:
        plugins = self._request.desk.plugins
        return self._page.part(
            f"{LAYOUT}_footer.pt",
            contact_lines=self._page.contact_lines,
            address=", ".join(self._page.words(plugins.contacts.address)),
            website=plugins.branding.website,
            website_name=plugins.branding.website_name,
        )

    def _entries(self, items: list[NavigationItem]) -> tuple[tuple[str, str, bool, bool], ...]:
        # Localized first: translation strings of different mappings are equal, and would be one key of the cache.
        localize = self._request.localize
        return tuple((localize(item.label), item.url, item.current, item.button) for item in items)

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

    @cached_property
    def _changes_account(self) -> bool:
        found: bool = self._request.registry.account_language.is_changeable(self._request)
        return found

    @property
    def _other_languages(self) -> tuple[tuple[str, str], ...]:
        # Between password and code the page has the language of an account that nothing may change yet.
        if not self._changes_account and self._request.registry.account_language.find(self._request):
            return ()
        found: tuple[tuple[str, str], ...] = self._page.same_for_all("languages", self._languages)
        return found

    def _languages(self) -> tuple[tuple[str, str], ...]:
        offered = self._request.desk.tenant.languages
        return tuple(
            (language, LANGUAGES[language]) for language in offered if language != self._request.localize.language
        )

    @property
    def _here(self) -> str:
        # Of a POST too: what answers it has a page at the same address, with the same query.
        here: str = self._request.path_qs
        return here
