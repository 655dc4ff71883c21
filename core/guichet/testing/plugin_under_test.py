"""A plugin at a desk of its own, with what the rules of :mod:`guichet.testing.quality` ask about it."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from guichet.declaration import InvoiceType
from guichet.desk import Desk
from guichet.i18n import LANGUAGES
from guichet.plugins import BrokenPlugin, PluginError, broken_plugins, installed
from guichet.plugins.discovery import ENTRY_POINT_GROUP
from guichet.plugins.plugin_fault import fault_in
from guichet.settings import SettingsError
from guichet.testing.browser import DeskBrowser, sign_in
from guichet.testing.desks import DeskFactory, Desks
from guichet.testing.drafts import Draft, save_draft
from guichet.testing.moving_clock import MovingClock
from guichet.testing.sample_canton import SAMPLE_ID, sample_canton

OTHER_ID = "zy"
"""Id of the made-up canton whose desk is another one."""


def entry_point(name: str) -> EntryPoint:
    """The entry point of an installed plugin. Raises :class:`PluginError` with those there are."""
    found = {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}
    if name not in found:
        there = ", ".join(sorted(found)) or "none"
        line = f'entry-points.guichet.{name} = "{name}.plugin"'
        remedy = f"Name it in its pyproject.toml, {line}, and install it: pip install -e ."
        raise PluginError(f"no installed plugin is called {name}; there are: {there}. {remedy}")
    return found[name]


class PluginUnderTest:
    """An installed plugin, at its own desk or, if it is no canton, at that of a made-up office.

    Parts are made when they are first asked for and shared by all rules. A part that cannot be made raises
    :class:`~guichet.plugins.PluginError` or :class:`~guichet.settings.SettingsError`.
    """

    def __init__(
        self, name: str, factory: DeskFactory, clock: MovingClock, running: ExitStack, settings: Mapping[str, str]
    ) -> None:
        """:param running: closes the desks. :param settings: keys of the ini file, without ``guichet.``."""
        self.name = name
        self.settings = settings
        self._factory = factory
        self._clock = clock
        self._running = running
        self._browsers: dict[str, DeskBrowser] = {}

    @cached_property
    def plugin(self) -> Any:
        """The plugin itself, a module as a rule."""
        entry_point(self.name)
        plugin = self._installed[self.name]
        if isinstance(plugin, BrokenPlugin):
            raise PluginError(plugin.reason)
        return plugin

    @cached_property
    def package(self) -> str:
        """The top-level package of the plugin."""
        return entry_point(self.name).module.partition(".")[0]

    @cached_property
    def files(self) -> list[Path]:
        """The modules of the plugin's package; without the tests, should they stand in it."""
        _loaded = self.plugin
        module = sys.modules[self.package]
        folders = [Path(folder) for folder in getattr(module, "__path__", ())]
        found = [file for folder in folders for file in sorted(folder.rglob("*.py")) if "tests" not in file.parts]
        return found or [Path(str(module.__file__))]

    def place(self, file: Path) -> str:
        """A module's path from the folder that holds the plugin's package."""
        parts = file.parts
        return "/".join(parts[parts.index(self.package) :]) if self.package in parts else file.name

    def fault(self, error: Exception) -> str:
        """Kind and text of an error, after the innermost place in the plugin's own code, if it went through that."""
        # What stops a desk names plugin, hook and remedy by itself, and a plugin that is not installed has no package.
        found = None if isinstance(error, PluginError | SettingsError) else fault_in(error, (self.package,))
        if found is None:
            return f"{type(error).__name__}: {error}"
        return f"{self.place(Path(found.file))}, line {found.line}, {found.function}: {found.text}"

    @property
    def is_canton(self) -> bool:
        """Whether the plugin is the one of a canton."""
        return hasattr(self.plugin, "guichet_tenant")

    @cached_property
    def tenant_id(self) -> str:
        """The canton of the desk that the plugin is at."""
        return str(self.plugin.guichet_tenant().id) if self.is_canton else SAMPLE_ID

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the desk: a canton's own, else French and those that the plugin is translated into."""
        if self.is_canton:
            return tuple(self.plugin.guichet_tenant().languages)
        folders = [file.parent / "locales" for file in self.files]
        there = {language for language in LANGUAGES for folder in folders if (folder / language).is_dir()}
        return ("fr", *(language for language in LANGUAGES if language in there - {"fr"}))

    @cached_property
    def desks(self) -> Desks:
        """The running desk of the plugin."""
        plugins = {**self._shared, self.name: self.plugin}
        if not self.is_canton:
            plugins["sample_canton"] = sample_canton(self._type_ids(), self.languages)
        return self._run(self.tenant_id, plugins)

    @cached_property
    def other_desks(self) -> Desks:
        """The desk of another canton, to which the plugin of a canton does not belong."""
        plugins = {name: plugin for name, plugin in self._shared.items() if name != self.name}
        return self._run(OTHER_ID, {**plugins, "sample_canton": sample_canton(tenant_id=OTHER_ID)})

    @property
    def desk(self) -> Desk:
        """The desk itself, with plugins, localizers and database."""
        return self.desks[self.tenant_id]

    @cached_property
    def application(self) -> Any:
        """The Pyramid application of the desk."""
        return self.desks.dispatcher._by_host[self.desk.tenant_settings.hosts[0]]

    @cached_property
    def invoice_types(self) -> list[InvoiceType]:
        """The invoice types that the plugin brings, with their forms as this desk has them."""
        return [self.desk.plugins.invoice_type(type_id) for type_id in self._own_type_ids()]

    @cached_property
    def senders(self) -> dict[str, DeskBrowser]:
        """Who sends invoices at this desk, by the word before the @ of their address, signed in."""
        kinds = {kind.kind: kind for kind in self.desk.plugins.user_kinds}
        names = [name for kind, name in (("company", "manager"), ("insured", "insured")) if kind in kinds]
        return {name: self.signed_in(name) for name in names}

    def email(self, name: str) -> str:
        """The address of one of the desk's people, see :mod:`guichet.testing.people`."""
        return f"{name}@{self.tenant_id}.example"

    def signed_in(self, name: str) -> DeskBrowser:
        """A browser in which one of the desk's people has signed in, the same for all rules.

        Of the codes that one account may ask for in an hour, several rules would use up all: the clock stands still.
        """
        if name not in self._browsers:
            self._browsers[name] = sign_in(self.desks.browser(self.tenant_id), self.email(name))
        return self._browsers[name]

    def draft(self, invoice_type: InvoiceType, answers: Mapping[str, Any]) -> Draft:
        """A draft of the first sender, with raw answers of a type's form."""
        name, browser = next(iter(self.senders.items()))
        return save_draft(self.desks, browser, self.email(name), invoice_type, answers)

    @cached_property
    def _installed(self) -> Mapping[str, object]:
        return installed()

    @cached_property
    def _shared(self) -> dict[str, object]:
        """The usable plugins of all desks."""
        broken = broken_plugins(self._installed)
        usable = {name: plugin for name, plugin in self._installed.items() if name not in broken}
        return {name: plugin for name, plugin in usable.items() if not hasattr(plugin, "guichet_tenant")}

    def _own_type_ids(self) -> list[str]:
        bring = getattr(self.plugin, "guichet_invoice_types", None)
        return [str(getattr(one, "id", "")) for one in bring() or ()] if bring else []

    def _type_ids(self) -> list[str]:
        """What the made-up office accepts: the plugin's own types; for a plugin without any, those of the others."""
        others: list[Any] = [getattr(plugin, "guichet_invoice_types", tuple)() for plugin in self._shared.values()]
        return self._own_type_ids() or [invoice_type.id for brought in others for invoice_type in brought]

    def _run(self, tenant_id: str, plugins: Mapping[str, object]) -> Desks:
        return self._running.enter_context(self._factory.desks([tenant_id], plugins, self.settings, self._clock))


@contextmanager
def plugin_under_test(name: str, factory: DeskFactory, settings: Mapping[str, str]) -> Iterator[PluginUnderTest]:
    """A plugin at its desk, until the block ends; the clock stands still at the time of all tests."""
    import time_machine

    from guichet.testing.moving_clock import START

    with time_machine.travel(START, tick=False) as traveller, ExitStack() as running:
        yield PluginUnderTest(name, factory, MovingClock(traveller), running, settings)
