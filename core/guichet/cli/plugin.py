"""``guichet plugin``: commands for authors of plugins."""

import click

from guichet.cli.plugin_check import check


@click.group()
def plugin() -> None:
    """For authors of plugins."""


plugin.add_command(check)
