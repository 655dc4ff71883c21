"""Errors of plugins."""

from typing import Any


class PluginError(Exception):
    """An error in a plugin; the text names plugin, hook, result and remedy, for its author and the operator."""


class MissingInvoiceType(PluginError):
    """No installed plugin brings the form of an invoice.

    Its sent revisions stay readable (docs/decisions/0005-frozen-revisions.md).
    """

    def __init__(self, type_id: str) -> None:
        super().__init__(f"no plugin brings the invoice type {type_id}; install the plugin that did")
        self.type_id = type_id


def wrong_return(plugin: str, hook: str, returned: Any, remedy: str) -> PluginError:
    """The error of a hook with an unusable result."""
    return PluginError(f"plugin {plugin}: {hook} returned {returned!r}; {remedy}, see guichet docs hooks")
