"""The error of a plugin that is wrong."""

from typing import Any


class PluginError(Exception):
    """A plugin is wrong; the text names the plugin, the hook, what was returned and the remedy."""


def wrong_return(plugin: str, hook: str, returned: Any, remedy: str) -> PluginError:
    """The error of a hook that returned something unusable."""
    return PluginError(f"plugin {plugin}: {hook} returned {returned!r}; {remedy}, see docs/hooks.md")
