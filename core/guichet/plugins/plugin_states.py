"""What is known of each installed plugin without a desk: version, hooks, the canton it is, why it cannot be used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from guichet.hookspecs import API_VERSION
from guichet.plugins.discovery import ENTRY_POINT_GROUP, WRITTEN_FOR, BrokenPlugin, broken_plugins
from guichet.plugins.hook_calls import HOOKS


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
