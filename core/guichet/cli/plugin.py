"""``guichet plugin``: commands for authors of plugins."""

import click


@click.group()
def plugin() -> None:
    """For authors of plugins."""
