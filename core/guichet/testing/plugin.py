"""The pytest plugin: options and fixtures.

Imports are inside the fixtures: pytest loads the plugin in every project of an environment where it is installed, and
before ``pytest_load_initial_conftests`` has set Chameleon's cache.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from guichet.testing.browser import DeskBrowser
    from guichet.testing.chromium import Look
    from guichet.testing.desks import DeskFactory, Desks
    from guichet.testing.moving_clock import MovingClock
    from guichet.testing.outbox import TestOutbox
    from guichet.testing.plugin_under_test import PluginUnderTest
    from guichet.testing.sent_invoices import SentInvoice

MakeDesks = Callable[..., "Desks"]
SignIn = Callable[..., "DeskBrowser"]
WARNINGS = (
    # WebOb imports the standard library's cgi module; pyramid and deform import pkg_resources, which declares "paste".
    "'cgi' is deprecated:DeprecationWarning",
    "pkg_resources is deprecated:UserWarning",
    "Deprecated call to `pkg_resources:DeprecationWarning",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds ``--storage-uri``."""
    parser.getgroup("guichet").addoption(
        "--storage-uri",
        metavar="URI",
        default=os.environ.get("GUICHET_TEST_STORAGE", ""),
        help="PostgreSQL for the test desks, with {tenant} in the database's name; erased before each test. "
        "Default: $GUICHET_TEST_STORAGE, else memory. See guichet.testing.storages.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Leaves out the warnings about libraries that no author of a plugin can mend."""
    for warning in WARNINGS:
        config.addinivalue_line("filterwarnings", f"ignore:{warning}")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Caches compiled templates between runs: compiling all takes longer than most tests (60 templates: some 8 s).

    Before any ``conftest.py``, since one that imports the desk imports Chameleon.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "guichet" / "templates"
    # Chameleon reads the variable when it is imported, and files each template under a hash of its source.
    if "CHAMELEON_CACHE" not in os.environ:
        with suppress(OSError):  # where there is no home to write to, tests are merely slower
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.environ["CHAMELEON_CACHE"] = str(folder)


@pytest.fixture(scope="session")
def _desk_factory(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> "DeskFactory":
    _find_package_data()
    from guichet.testing.desks import DeskFactory

    return DeskFactory(tmp_path_factory.mktemp("guichet"), request.config.getoption("--storage-uri"))


@pytest.fixture
def clock() -> Iterator["MovingClock"]:
    """The time: stands still at 14 November 2026, 12:00 UTC, until a test moves it."""
    import time_machine

    from guichet.testing.moving_clock import START, MovingClock

    with time_machine.travel(START, tick=False) as traveller:
        yield MovingClock(traveller)


@pytest.fixture(scope="session")
def _installed() -> Mapping[str, object]:
    """The installed plugins. Raises ``PluginError`` for one that cannot be used: its tests would otherwise not run."""
    from guichet.plugins import PluginError, broken_plugins, installed

    available = installed()
    broken = broken_plugins(available)
    if broken:
        raise PluginError("\n".join(one.reason for one in broken.values()))
    return available


@pytest.fixture
def make_desks(
    _desk_factory: "DeskFactory", _installed: Mapping[str, object], clock: "MovingClock"
) -> Iterator[MakeDesks]:
    """Runs desks for one test: ``make_desks(["ju"], plugins={"canton_ju": module, …}, settings={…})``.

    ``plugins`` are those of the desks and no others; without, all installed plugins are taken. ``settings`` are keys
    of the ini file without their prefix, e.g. ``{"environment": "production"}``.
    """
    with ExitStack() as running:

        def make(
            tenants: Iterable[str],
            plugins: Mapping[str, object] | None = None,
            settings: Mapping[str, str] | None = None,
        ) -> "Desks":
            chosen = _installed if plugins is None else plugins
            return running.enter_context(_desk_factory.desks(tenants, chosen, settings or {}, clock))

        yield make


@pytest.fixture
def desks(make_desks: MakeDesks, _installed: Mapping[str, object]) -> "Desks":
    """The desks of all installed cantons, which ``outbox`` reads; override it to test others."""
    from guichet.plugins import canton_ids

    return make_desks(canton_ids(_installed))


@pytest.fixture
def outbox(desks: "Desks") -> "TestOutbox":
    """All messages of the desks."""
    return desks.outbox()


@pytest.fixture(scope="class")
def plugin_under_test(request: pytest.FixtureRequest, _desk_factory: "DeskFactory") -> Iterator["PluginUnderTest"]:
    """The plugin of a :class:`~guichet.testing.PluginContract` at its desk, shared by the tests of the class."""
    from guichet.testing.plugin_under_test import plugin_under_test

    contract = request.cls
    with plugin_under_test(contract.plugin, _desk_factory, contract.settings) as subject:
        yield subject


@pytest.fixture(scope="session")
def sign_in() -> SignIn:
    """``sign_in(be, "manager@be.example")``."""
    from guichet.testing.browser import sign_in

    return sign_in


@pytest.fixture
def company_user(desks: "Desks", sign_in: SignIn) -> "DeskBrowser":
    """The manager of a company, signed in at the first of the desks."""
    return sign_in(*_at_first_desk(desks, "manager"))


@pytest.fixture
def insured_user(desks: "Desks", sign_in: SignIn) -> "DeskBrowser":
    """An insured person, signed in at the first of the desks."""
    return sign_in(*_at_first_desk(desks, "insured"))


@pytest.fixture
def clerk(desks: "Desks", sign_in: SignIn) -> "DeskBrowser":
    """A clerk of the office, signed in at the first of the desks."""
    return sign_in(*_at_first_desk(desks, "clerk"))


def _at_first_desk(desks: "Desks", name: str) -> tuple["DeskBrowser", str]:
    tenant_id = next(iter(desks.running))
    return desks.browser(tenant_id), f"{name}@{tenant_id}.example"


@pytest.fixture
def submit_invoice(desks: "Desks") -> Callable[..., "SentInvoice"]:
    """``submit_invoice("manager@ju.example", "350.1", {"rides": […]}, documents=["receipt"])``."""
    from guichet.testing.sent_invoices import submit_invoice

    return partial(submit_invoice, desks)


@pytest.fixture(scope="session")
def decide() -> Callable[..., None]:
    """``decide(sent, "accept")``, ``"refuse"`` or ``"correct"``: the clerk decides what `submit_invoice` sent."""
    return lambda sent, decision: sent.decide(decision)


@pytest.fixture(scope="session")
def pdf_text() -> Callable[[bytes], str]:
    """``pdf_text(browser.get(sent.pdf).body)``: the words of a PDF."""
    from guichet.testing.sent_invoices import pdf_text

    return pdf_text


@pytest.fixture
def page_picture(tmp_path: Path) -> Callable[..., Path]:
    """``page_picture(browser, "/", look="phone")``: a PNG of a page; without Chromium the test is skipped."""
    from guichet.testing.chromium import missing, take_picture

    if reason := missing():
        pytest.skip(reason)

    def take(browser: "DeskBrowser", address: str, look: "Look" = "desktop") -> Path:
        number = len(list(tmp_path.glob("page-*.png"))) + 1
        return take_picture(browser, address, tmp_path / f"page-{number}-{look}.png", look)

    return take


@pytest.fixture(scope="session")
def press() -> Callable[..., Any]:
    """``press(form, "add", "details.lines")``."""
    from guichet.testing.browser import press

    return press


def _find_package_data() -> None:
    """Lets Pyramid find the templates of an installed wheel.

    pytest loads every module of a distribution with a pytest plugin through a loader of its own, which rewrites
    asserts. ``pkg_resources``, with which Pyramid 2.1 looks for assets, finds no data beside modules of a loader that
    it does not know. An editable installation lists no modules, so that pytest leaves its loader alone.
    """
    import pkg_resources

    import guichet

    pkg_resources.register_loader_type(type(guichet.__loader__), pkg_resources.DefaultProvider)
