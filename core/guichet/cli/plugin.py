"""``guichet plugin``: commands for authors of plugins."""

import click

from guichet.cli.new_plugin import new_plugin
from guichet.cli.plugin_check import check
from guichet.cli.plugin_list import plugin_list
from guichet.cli.plugin_upgrade import interface, upgrade_check


@click.group()
def plugin() -> None:
    """For authors of plugins."""


for command in (new_plugin, check, plugin_list, upgrade_check, interface):
    plugin.add_command(command)
