"""Pages of a :class:`~guichet.testing.browser.DeskBrowser` in Chromium, without a server: for pictures and for axe.

Needs the extra ``guichet[browser]`` and the system's Chromium; nothing is downloaded. axe-core comes from the extra, or
from the file that ``GUICHET_AXE`` names.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from guichet.testing.browser import DeskBrowser, FaultyPage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

Done = TypeVar("Done")
Look = Literal["desktop", "phone", "dark"]
LOOKS: dict[Look, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
AXE_VARIABLE = "GUICHET_AXE"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """tags => axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
  .then(found => found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${rule.help}: ${node.html}`)))"""
SHOWN = 200
"""Characters of an element in a fault."""


def take_picture(browser: DeskBrowser, address: str, file: Path, look: Look = "desktop") -> Path:
    """Photographs a whole page, as the person of a desk's browser sees it, into a PNG. Raises :class:`NoChromium`."""

    def photograph() -> None:
        with chromium() as chrome, shown(chrome, browser, address, look) as page:
            page.screenshot(path=file, full_page=True)

    in_own_thread(photograph)
    return file


def in_own_thread(work: Callable[[], Done]) -> Done:
    """What ``work`` returns, done in another thread while this one waits.

    Playwright starts once in a thread: tests of an author may drive a browser of their own in this one.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


class NoChromium(Exception):
    """Playwright, Chromium or axe is not there; the text says what to install."""


def missing() -> str:
    """What has to be installed before pages can be looked at in Chromium; empty where nothing is missing."""
    if find_spec("playwright") is None:
        return "Playwright is not there: pip install 'guichet[browser]'"
    if _program() is None:
        return "Chromium is not there: on Debian, apt-get install chromium-headless-shell"
    return ""


@contextmanager
def chromium() -> "Iterator[Browser]":
    """The system's Chromium, to be used :func:`in_own_thread`. Raises :class:`NoChromium`."""
    if reason := missing():
        raise NoChromium(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def shown(chrome: "Browser", browser: DeskBrowser, address: str, look: Look = "desktop") -> "Iterator[Page]":
    """A page as the person of a desk's browser sees it, with style sheets and scripts.

    Each request of Chromium is answered by the application itself, with the cookies of ``browser``.
    """
    context = chrome.new_context(reduced_motion="reduce", **LOOKS[look])
    try:
        page = context.new_page()
        page.route("**/*", lambda route: _answer(route, browser))
        page.goto(browser.desk.tenant_settings.url + address)
        yield page
    finally:
        context.close()


def axe_faults(page: "Page") -> list[str]:
    """What axe-core finds on a page, one line for each element. Raises :class:`NoChromium` without axe."""
    source = axe_source()
    if source is None:
        raise NoChromium(without_axe())
    # By the debugger: the page's policy would refuse a script element.
    page.evaluate(source.read_text("utf-8") + "\n;0")
    return [str(fault)[:SHOWN] for fault in page.evaluate(RUN_AXE, TAGS)]


def without_axe() -> str:
    """What to do where axe-core is not there."""
    return f"axe-core is not there: pip install 'guichet[browser]', or name its file in {AXE_VARIABLE}"


def axe_source() -> Path | None:
    """``axe.min.js``; None where it is not there."""
    named = os.environ.get(AXE_VARIABLE)
    if named:
        return Path(named)
    spec = find_spec("axe_playwright_python")
    folders = (spec.submodule_search_locations or ()) if spec else ()
    return next((file for folder in folders for file in Path(folder).rglob("axe.min.js")), None)


def _program() -> str | None:
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def _answer(route: "Route", browser: DeskBrowser) -> None:
    request = route.request
    if not request.url.startswith(browser.desk.tenant_settings.url):
        route.abort()
        return
    try:
        answer = browser.request(request.url, method=request.method)
        # Chromium follows no redirect that a route answers with.
        while 300 <= answer.status_int < 400:
            answer = answer.follow()
    except FaultyPage:
        route.abort()
        return
    headers = {name: value for name, value in answer.headers.items() if name.lower() != "content-length"}
    route.fulfill(status=answer.status_int, headers=headers, body=answer.body)
