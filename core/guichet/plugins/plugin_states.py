"""What is known of each installed plugin without a desk: version, hooks, the canton it is, why it cannot be used."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, distributions, entry_points

from guichet.hookspecs import API_VERSION
from guichet.plugins.discovery import ENTRY_POINT_GROUP, WRITTEN_FOR, BrokenPlugin, broken_plugins
from guichet.plugins.hook_calls import HOOKS

NEEDS_THE_CORE = re.compile(r"guichet *([<>=!~(@].*)?")
"""A requirement of a distribution, as its metadata have it; one of an extra, such as its tests, is another."""


@dataclass(frozen=True)
class PluginState:
    """An installed plugin."""

    name: str
    """Of its entry point."""
    distribution: str
    """What was installed, ``"guichet-canton-be"``; empty for a plugin of a test."""
    version: str
    """Of the distribution."""
    api: str
    """The version of the public interface that it was written for; empty where it states none."""
    hooks: tuple[str, ...]
    """Those it implements, in alphabetical order; empty where they are not known."""
    canton: str
    """Id of the canton that it is; empty for a plugin of all desks, and for one that cannot be used."""
    problem: str = ""
    """Why it cannot be used, with the remedy; empty for one that can."""


def plugin_states(available: Mapping[str, object]) -> list[PluginState]:
    """Every plugin by name. ``available`` are modules or :class:`BrokenPlugin`, as :func:`installed` returns them."""
    points = {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}
    return list(_states(available, points))


def _states(available: Mapping[str, object], points: Mapping[str, EntryPoint]) -> Iterator[PluginState]:
    broken = broken_plugins(available)
    for name, plugin in sorted(available.items()):
        distribution = points[name].dist if name in points else None
        problem = broken.get(name)
        yield PluginState(
            name=name,
            distribution=distribution.name if distribution else "",
            version=distribution.version if distribution else "",
            api=str(getattr(plugin, WRITTEN_FOR, "")),
            hooks=_hooks(plugin),
            canton="" if problem else _canton(plugin),
            problem=problem.reason if problem else "",
        )


def _hooks(plugin: object) -> tuple[str, ...]:
    if isinstance(plugin, BrokenPlugin):
        return tuple(sorted(plugin.hooks or ()))
    return tuple(hook for hook in HOOKS if hasattr(plugin, hook))


def _canton(plugin: object) -> str:
    hook = getattr(plugin, "guichet_tenant", None)
    return str(hook().id) if hook else ""


def written_for(state: PluginState) -> str:
    """« API 1.0 », or that the plugin states none and is taken to fit the present one."""
    return f"API {state.api}" if state.api else f"API not stated, taken as {API_VERSION}"


def without_entry_point() -> list[str]:
    """The installed distributions that need the core and name no plugin, each as a sentence with the remedy."""
    return sorted({_unnamed(one) for one in distributions() if _is_unnamed(one)})


def _is_unnamed(one: Distribution) -> bool:
    groups = {point.group for point in one.entry_points}
    return ENTRY_POINT_GROUP not in groups and any(map(NEEDS_THE_CORE.fullmatch, one.requires or ()))


def _unnamed(one: Distribution) -> str:
    found = ", ".join(f"{point.group}.{point.name}" for point in one.entry_points) or "none"
    name = re.sub(r"\W", "_", one.name.removeprefix("guichet-"))
    line = f'entry-points.guichet.{name} = "{name}.plugin"'
    remedy = f"Write {line} into its pyproject.toml, and install it again: pip install -e ."
    return f"{one.name} needs guichet and names no plugin; its entry points are: {found}. {remedy}"
