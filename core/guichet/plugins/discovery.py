"""Finds the installed plugins, and those of them that belong to a desk.

A plugin that cannot be used is kept as a :class:`BrokenPlugin`. It stops the desks that would use it and no others:
a canton its own desk, a plugin shared by all every desk. A shared plugin is never left out silently: its checks would
then not run, and every invoice would pass them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

import click

from guichet import settings
from guichet.hookspecs import API_VERSION
from guichet.plugins.errors import PluginError, wrong_return
from guichet.plugins.hook_calls import HookCalls
from guichet.plugins.plugin_fault import import_fault
from guichet.plugins.plugin_settings import declared_settings, settings_of, with_values
from guichet.settings import Setting, Settings
from guichet.tenants import Tenant

ENTRY_POINT_GROUP = "guichet"
CANTON_PREFIX = "canton_"
"""Beginning of the name of a canton's plugin; the id of its desk follows."""
WRITTEN_FOR = "GUICHET_API"
"""Name of the optional constant in which a plugin states the API version it was written for, e.g. ``"1.0"``."""
ONLY_WHERE_ENABLED = frozenset({"guichet_invoice_types", "guichet_settings", "guichet_commands"})
"""Hooks without effect at a desk that enables none of the plugin's invoice types."""
_DEFINED = re.compile(r"^\s*def (guichet_\w+)", re.MULTILINE)


@dataclass(frozen=True)
class BrokenPlugin:
    """An installed plugin that cannot be used."""

    reason: str
    """Sentence with plugin and remedy."""
    hooks: frozenset[str] | None
    """Names of its hooks; ``None`` when they are not known."""

    @property
    def is_canton(self) -> bool:
        """Whether it is the plugin of a canton, which belongs to one desk at most."""
        return self.hooks is not None and "guichet_tenant" in self.hooks

    @property
    def may_be_left_out(self) -> bool:
        """Whether a desk that enables none of its invoice types runs the same without it."""
        return self.hooks is not None and self.hooks <= ONLY_WHERE_ENABLED


def installed() -> Mapping[str, object]:
    """Every installed plugin by its entry point's name: the module, or a :class:`BrokenPlugin`."""
    return {point.name: _load(point) for point in entry_points(group=ENTRY_POINT_GROUP)}


def canton_ids(available: Mapping[str, object]) -> list[str]:
    """The ids of the usable cantons among the plugins, in alphabetical order."""
    return sorted(canton for canton in (_canton(plugin) for _name, plugin in _usable(available)) if canton)


def desk_ids(available: Mapping[str, object]) -> list[str]:
    """The ids of all cantons among the plugins, in alphabetical order; of one that is broken by its plugin's name.

    Its desk is then there, and says what is wrong.
    """
    broken = [name for name, plugin in broken_plugins(available).items() if plugin.is_canton]
    of_names = {name.removeprefix(CANTON_PREFIX) for name in broken if name.startswith(CANTON_PREFIX)}
    return sorted({*canton_ids(available), *of_names})


def read_settings(raw: Mapping[str, str]) -> Settings:
    """The settings of an ini file's section; ``guichet.tenants = *`` are the installed cantons.

    Raises :class:`~guichet.settings.SettingsError`.
    """
    return settings.read(raw, lambda: desk_ids(installed()))


def plugins_of(tenant_id: str, available: Mapping[str, object]) -> dict[str, object]:
    """The plugins of a desk by name: its canton's, and those shared by all.

    Raises :class:`PluginError` when the canton's plugin is missing, there twice or broken, or a shared one is broken.
    """
    for broken in broken_plugins(available).values():
        if not broken.is_canton and not broken.may_be_left_out:
            raise PluginError(broken.reason)
    cantons = {name: _canton(plugin) for name, plugin in _usable(available)}
    own = [name for name, canton in cantons.items() if canton == tenant_id]
    if not own:
        raise PluginError(_no_canton(tenant_id, available))
    if len(own) > 1:
        raise PluginError(f"plugins {' and '.join(own)} are both the canton {tenant_id!r}; remove one of them")
    return {name: available[name] for name, canton in cantons.items() if canton in (None, tenant_id)}


def commands_of(name: str, plugin: object) -> click.Group | None:
    """The commands of one plugin as a group of its name; ``None`` when it has none.

    Raises :class:`PluginError` for a plugin that cannot be used.
    """
    broken = _examine(name, plugin)
    if broken is not None:
        raise PluginError(broken.reason)
    if not hasattr(plugin, "guichet_commands"):
        return None
    calls = HookCalls()
    calls.register(plugin, name)
    group = click.Group(name, help=f"Commands of the plugin {name}.")
    list(calls.each("guichet_commands", cli=group))
    return group


def with_plugin_settings(read: Settings, available: Mapping[str, object]) -> Settings:
    """The settings together with those of the plugins. Raises :class:`~guichet.settings.SettingsError`."""
    return with_values(read, dict(_usable(available)), broken_plugins(available))


def installed_settings() -> dict[str, Sequence[Setting]]:
    """The settings that the installed plugins declare, by plugin; of a broken one none."""
    return settings_of(dict(_usable(installed())))


def broken_plugins(available: Mapping[str, object]) -> dict[str, BrokenPlugin]:
    """The plugins that cannot be used, by name."""
    examined = {name: _examine(name, plugin) for name, plugin in sorted(available.items())}
    return {name: found for name, found in examined.items() if found is not None}


def _usable(available: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    broken = broken_plugins(available)
    return ((name, plugin) for name, plugin in sorted(available.items()) if name not in broken)


def _no_canton(tenant_id: str, available: Mapping[str, object]) -> str:
    reasons = [broken.reason for broken in broken_plugins(available).values() if broken.is_canton]
    if reasons:
        return f"no plugin that works is the canton {tenant_id!r}: {'; '.join(reasons)}"
    return f"no installed plugin is the canton {tenant_id!r}; install it, or take {tenant_id} out of guichet.tenants"


def _load(point: EntryPoint) -> object:
    try:
        return point.load()
    except Exception as error:  # a plugin's module may raise whatever it likes while it is imported
        reason = f"{point.value} cannot be imported: {import_fault(error, point.module.partition('.')[0])}"
        return BrokenPlugin(f"plugin {point.name}: {reason}; mend it, or remove the plugin", _hooks_in_source(point))


def _examine(name: str, plugin: object) -> BrokenPlugin | None:
    if isinstance(plugin, BrokenPlugin):
        return plugin
    hooks = frozenset(attribute for attribute in dir(plugin) if attribute.startswith("guichet_"))
    written_for = getattr(plugin, WRITTEN_FOR, API_VERSION)
    if not _is_served(written_for):
        reason = f"{WRITTEN_FOR} is {written_for!r}, and this is API version {API_VERSION!r}"
        return BrokenPlugin(f"plugin {name}: {reason}; install the versions that fit each other", hooks)
    try:
        _checked_tenant(name, plugin)
        declared_settings(name, plugin)
    except PluginError as error:
        return BrokenPlugin(str(error), hooks)
    return None


def _is_served(written_for: object) -> bool:
    """Whether a plugin of that API version runs here: the same major version, no newer minor one."""
    found = re.fullmatch(r"(\d+)\.(\d+)", written_for) if isinstance(written_for, str) else None
    major, minor = map(int, API_VERSION.split("."))
    return found is not None and int(found[1]) == major and int(found[2]) <= minor


def _canton(plugin: object) -> str | None:
    """The id of the canton a usable plugin stands for, or ``None`` for a plugin shared by all."""
    hook = getattr(plugin, "guichet_tenant", None)
    return None if hook is None else str(hook().id)


def _checked_tenant(name: str, plugin: object) -> None:
    hook = getattr(plugin, "guichet_tenant", None)
    if hook is None:
        return
    try:
        tenant = hook()
    except Exception as error:
        raise PluginError(f"plugin {name}: guichet_tenant raised {error!r}; return a Tenant") from error
    if not isinstance(tenant, Tenant):
        raise wrong_return(name, "guichet_tenant", tenant, "return Tenant")


def _hooks_in_source(point: EntryPoint) -> frozenset[str] | None:
    """The hooks that a module defines, read from its text, since it cannot be imported."""
    top, _, below = point.module.partition(".")
    try:
        # A top-level package is found without being run.
        spec = find_spec(top)
    except (ImportError, ValueError):
        return None
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder, *below.split(".")).with_suffix(".py")
        if file.is_file():
            return frozenset(_DEFINED.findall(file.read_text("utf-8", errors="replace")))
    return None
