"""Chromium as the tests use it: what goes wrong behind a page is remembered, and people sign in with their phone."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from ipaddress import IPv4Network
from itertools import count
from string import Template
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    expect,
    sync_playwright,
)
from translationstring import TranslationString

from deskbrowser.server import Server
from guichet.demo import PASSWORD
from guichet.i18n import Localizer, catalogues

TURNED_OFF = (
    # Each new tab would start two processes for the suggestions below an address bar, half of what the tab costs.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "PreloadTopChromeWebUI"),
    # Those that Playwright turns off on this system: of two lists Chromium obeys the last one alone.
    *("AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose"),
    *("HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    "PreconnectToSearch",
)
"""Features of Chromium."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    # What little is drawn without a graphics card needs no process of its own.
    "--in-process-gpu",
    # A page lives for a second: compiling its scripts a second time, optimised, takes longer than that saves.
    "--js-flags=--no-opt --no-maglev",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The shell would round the width of each letter to whole pixels, and lines would break elsewhere than on a screen.
    "--font-render-hinting=none",
    f"--disable-features={','.join(TURNED_OFF)}",
]
TIMEOUT = 15_000
"""Milliseconds an element may take to appear, on a busy machine."""
WORKER_SECONDS = 10
_machines = (IPv4Network("198.18.0.0/15")[number] for number in count(1))
CODE = re.compile("est votre code|ist Ihr Code")
REFUSED_LOAD = "Failed to load resource: the server responded with a status of "


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's own Chromium; no browser is downloaded. Raises ``FileNotFoundError`` when there is none.

    The shell without windows where there is one, since drawing windows takes longer than the tests themselves.
    """
    executable = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if executable is None:
        raise FileNotFoundError("Chromium is not installed; on Debian: apt-get install chromium-headless-shell")
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


class Troubles(list[str]):
    """Console errors and warnings, script errors and policy violations of a page; a good page has none."""

    def __init__(self, context: BrowserContext) -> None:
        super().__init__()
        self.status = 0
        """Of the latest page."""
        self.expected: tuple[int, ...] = ()
        """Statuses of 400 or more that pages are meant to have: Chromium reports them as errors."""
        context.on("console", self._hear)
        context.on("response", self._look)
        context.on("weberror", lambda problem: self.append(f"script: {problem.error}"))

    def _look(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        # 422 is how a form comes back with what is to be mended.
        allowed = [f"{REFUSED_LOAD}{status} " for status in (422, *self.expected)]
        page = message.page
        about_page = page is not None and message.location.get("url", "").split("#")[0] == page.url.split("#")[0]
        if not (about_page and message.text.startswith(tuple(allowed))):
            self.append(f"console {message.type}: {message.text}")


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A browser without cookies whose user reads French and wants no animation."""
    settings = {"locale": "fr-CH", "reduced_motion": "reduce", "viewport": {"width": 1280, "height": 900}}
    # Each visitor comes from a machine of their own, as a proxy would say; addresses for measurements (RFC 2544).
    settings["extra_http_headers"] = {"X-Forwarded-For": str(next(_machines))}
    context = browser.new_context(**(settings | options))
    context.set_default_timeout(TIMEOUT)
    return context


class Visitor:
    """One person at one desk, on one page.

    Tests name labels, links and buttons in French, as the source does; the visitor looks for them in their language.
    """

    def __init__(
        self, server: Server, desk: str, page: Page, language: str = "fr", troubles: Troubles | None = None
    ) -> None:
        self.server, self.desk, self.page, self.troubles = server, desk, page, troubles
        self._say = Localizer(language, tuple(plugin.locales for plugin in catalogues.installed_plugins()))
        self._outbox: Page | None = None

    def words(self, french: str, **mapping: str) -> str:
        """A text of the desk in the visitor's language. Raises ``KeyError`` when it is not translated."""
        if self._say.language == "fr":
            return Template(french).safe_substitute(mapping)
        domain = _domains(self._say.language)[french]
        return self._say(TranslationString(french, domain=domain, mapping=mapping or None))

    def url(self, path: str) -> str:
        """The address of a path at this desk, which may name a place: ``{home}new-invoice``."""
        return self.server.url(self.desk) + path.format_map(self.server.places[self.desk])

    def open(self, path: str) -> None:
        """Goes to a page."""
        self.page.goto(self.url(path))

    def switch_account(self, language: str) -> None:
        """Gives the account of a signed-in visitor a language, which all its pages have."""
        self.open("/")
        button = self.page.locator(f".tools button[lang={language}]")
        if button.count():
            self._arrive(button)

    def fill(self, answers: dict[str, str], within: str = "") -> None:
        """Types into fields by their whole labels, inside of a group if one is named."""
        scope = self.page.get_by_role("group", name=within, exact=True) if within else self.page
        for label, value in answers.items():
            scope.get_by_label(_whole(self.words(label))).fill(value)

    def press(self, button: str) -> None:
        """Presses a button by its whole words, and waits for the next page."""
        self._arrive(self.page.get_by_role("button", name=self.words(button), exact=True))

    def follow(self, link: str) -> None:
        """Follows a link by its whole words to the next page; two with the same words lead to the same one."""
        self._arrive(self.page.get_by_role("link", name=self.words(link), exact=True).first)

    def _arrive(self, control: Locator) -> None:
        # Playwright looks again after half a second for what is not there yet: waiting for the page is faster.
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            control.click()

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """From the page with the form to the page behind it."""
        self.fill({"Adresse e-mail": email, "Mot de passe": password})
        self.press("Se connecter")
        self.give_code()

    def give_code(self) -> None:
        """Types the code of the latest text message."""
        sent = re.search(r"(\d{6}) (est votre code|ist Ihr Code)", self.message(CODE))
        self.fill({"Code": sent[1]})
        self.press("Continuer")

    def message(self, words: "str | re.Pattern[str]") -> str:
        """The text of the latest mail or text message with these words."""
        with self._letter(words) as letter:
            return letter.inner_text()

    def link(self, words: "str | re.Pattern[str]", label: str, to: str = "") -> str:
        """The address of the link ``label`` in the latest mail with these words, of those to an address."""
        with self._letter(words, to) as letter:
            return letter.get_by_role("link", name=self.words(label), exact=True).get_attribute("href")

    @contextmanager
    def _letter(self, words: "str | re.Pattern[str]", to: str = "") -> Iterator[Locator]:
        """A message on the page that shows every message of the desk, newest first, in a second tab.

        Some mails are written by the worker, a second after the page that asked for them.
        """
        self._outbox = self._outbox or self.page.context.new_page()
        found = self._outbox.get_by_role("article").filter(has_text=words).filter(has_text=to).first
        for _second in range(WORKER_SECONDS):
            self._outbox.goto(self.url("/_dev/outbox"))
            if found.count():
                break
            self._outbox.wait_for_timeout(1000)
        yield found
        # Chromium draws a tab behind another one once a second only.
        self.page.bring_to_front()


@cache
def _domains(language: str) -> dict[str, str]:
    """The texts of the core and of the plugins that there are in a language, with the domain of each."""
    return {
        str(message.id): package.domain
        for package in (*catalogues.installed_plugins(), catalogues.core_texts())
        if language in package.languages
        for message in catalogues.read_catalogue(package.po_path(language, package.domain))
        if message.string
    }


def _whole(label: str) -> "re.Pattern[str]":
    """A label as a person reads it: « (facultatif) » and the blanks of French punctuation are not part of it."""
    return re.compile(rf"^\s*{re.escape(label)}\s*(\(.*\))?\s*$")
