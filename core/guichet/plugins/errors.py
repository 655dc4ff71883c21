"""The error of a plugin that is wrong."""

from typing import Any


class PluginError(Exception):
    """A plugin is wrong; the text names the plugin, the hook, what was returned and the remedy."""


class MissingInvoiceType(PluginError):
    """An invoice was made with a form that no plugin brings any more. What was sent stays readable."""

    def __init__(self, type_id: str) -> None:
        super().__init__(f"no plugin brings the invoice type {type_id}; install the plugin that did")
        self.type_id = type_id


def wrong_return(plugin: str, hook: str, returned: Any, remedy: str) -> PluginError:
    """The error of a hook that returned something unusable."""
    return PluginError(f"plugin {plugin}: {hook} returned {returned!r}; {remedy}, see docs/hooks.md")
