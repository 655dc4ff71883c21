"""Commands of plugins: ``guichet NAME …``, where NAME is the plugin's; only then is it loaded."""

from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any

import click

from guichet.plugins import PluginError, commands_of, installed
from guichet.plugins.discovery import ENTRY_POINT_GROUP


class GroupWithPlugins(click.Group):
    """The core's commands, then one group per plugin with commands; a plugin cannot replace a command of the core."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names shown by ``--help``."""
        available = installed()
        return [
            *super().list_commands(context),
            *(name for name in sorted(available) if _has_commands(name, available)),
        ]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """A command of the core, or the group of a plugin."""
        found = super().get_command(context, name)
        if found is None and name in entry_points(group=ENTRY_POINT_GROUP).names:
            return _group(name, installed())
        return found


def _has_commands(name: str, available: Mapping[str, Any]) -> bool:
    try:
        return commands_of(name, available[name]) is not None
    except PluginError:  # reported when its own group is called; ``--help`` and the other commands work
        return False


def _group(name: str, available: Mapping[str, Any]) -> click.Group | None:
    try:
        return commands_of(name, available[name])
    except PluginError as error:
        raise click.ClickException(str(error)) from None
