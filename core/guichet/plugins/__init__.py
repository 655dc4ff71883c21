"""Plugins: discovery, one plugin manager per desk, and a typed method for each hook.

Nothing outside this room uses ``pluggy``, apart from the markers of :mod:`guichet.hookspecs`. A desk's
:class:`Plugins` reads and checks every fact once, at start; behaviour is called through its methods.
"""

from guichet.plugins.desk_plugins import Plugins
from guichet.plugins.discovery import (
    BrokenPlugin,
    broken_plugins,
    canton_ids,
    commands_of,
    desk_ids,
    installed,
    installed_settings,
    read_settings,
    with_plugin_settings,
)
from guichet.plugins.errors import MissingInvoiceType, PluginError

__all__ = [
    "BrokenPlugin",
    "MissingInvoiceType",
    "PluginError",
    "Plugins",
    "broken_plugins",
    "canton_ids",
    "commands_of",
    "desk_ids",
    "installed",
    "installed_settings",
    "read_settings",
    "with_plugin_settings",
]
