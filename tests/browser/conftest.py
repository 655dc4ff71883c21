"""One server and one Chromium for all browser tests of a run."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext

# The browser tests share a small package of their own, which ``tools/shots.py`` uses as well.
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

from deskbrowser.scene import ADDRESSES, NOBODY
from deskbrowser.server import Server, serving
from deskbrowser.visitor import Troubles, Visitor, chromium, new_context
from needed_program import needed

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks them; one worker runs them all, see ``tests/conftest.py``."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Both desks, served by a process of their own."""
    with serving(tmp_path_factory.mktemp("desks")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Without one the tests are skipped, and fail where CI is set."""
    with needed(chromium()) as running:
        yield running


Enter = Callable[..., Visitor]


@pytest.fixture
def enter(server: Server, browser: Browser) -> Iterator[Enter]:
    """``enter("be", "de")`` is a new visitor with a browser of their own and a language.

    Their pages must be free of troubles at the end.
    """
    opened: list[tuple[BrowserContext, Troubles]] = []
    readers: list[Visitor] = []

    def open_browser(desk: str, language: str = "fr", **options: object) -> Visitor:
        context = new_context(browser, locale=f"{language}-CH", **options)
        troubles = Troubles(context)
        opened.append((context, troubles))
        visitor = Visitor(server, desk, context.new_page(), language, troubles)
        if language != "fr" and options.get("storage_state"):
            visitor.switch_account(language)
            readers.append(visitor)
        return visitor

    yield open_browser
    for visitor in readers:
        visitor.switch_account("fr")
    for context, _troubles in opened:
        context.close()
    assert [trouble for _context, troubles in opened for trouble in troubles] == []


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scanned proof, ``billet.png``."""
    path = tmp_path_factory.mktemp("proofs") / "billet.png"
    Image.new("RGB", (420, 240), "white").save(path)
    return path


@pytest.fixture(scope="session")
def signed_in(server: Server, browser: Browser) -> Callable[[str, str], dict[str, object] | None]:
    """``signed_in("be", SENDER)``: the cookies of that person, who signs in again only when a test has ended that.

    Three or five sessions may be open at once, and journeys sign in as the same people.
    """
    known: dict[tuple[str, str], dict[str, object]] = {}

    def cookies(desk: str, who: str) -> dict[str, object] | None:
        if who == NOBODY:
            return None
        if (desk, who) not in known or not server.knows(desk, known[desk, who]):
            context = new_context(browser)
            visitor = Visitor(server, desk, context.new_page())
            visitor.open("/")
            visitor.sign_in(ADDRESSES[desk][who])
            visitor.page.get_by_role("button", name="Se déconnecter").wait_for()
            known[desk, who] = context.storage_state()
            context.close()
        return known[desk, who]

    return cookies
