"""``guichet plugin list``: the installed plugins, what they do, and why one of them is not used."""

from collections.abc import Iterator, Mapping

import click

from guichet.app import DEFAULTS
from guichet.plugins import PluginError, Plugins, installed
from guichet.plugins.plugin_states import PluginState, plugin_states, without_entry_point, written_for


@click.command(name="list")
@click.option("--hooks", "with_hooks", is_flag=True, help="Print the hooks of each plugin.")
def plugin_list(with_hooks: bool) -> None:
    """Prints each installed plugin with its state, version and interface, and why one is not used.

    The exit code is 1 if a plugin cannot be used. The desks of cantons are put together without their database.
    """
    available = installed()
    states = plugin_states(available)
    problems = dict(_problems(states, available))
    if not states:
        click.echo("no plugin is installed; guichet plugin new makes one, pip install takes it in")
    for state in states:
        role = f"canton {state.canton}" if state.canton else "for all desks"
        click.echo(
            f"{state.name:<20} {'not used' if state.name in problems else role:<14} {state.version:<10} "
            f"{written_for(state)}, {_count(state.hooks)}"
        )
        if with_hooks:
            click.echo(f"  {', '.join(state.hooks) or 'hooks are not known'}")
        if state.name in problems:
            click.echo("  " + problems[state.name].replace("\n", "\n  "))
    for sentence in without_entry_point():
        click.echo(sentence)
    if problems:
        raise SystemExit(1)


def _problems(states: list[PluginState], available: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Why a plugin is not used, by its name: itself wrong, or a canton whose desk could not be put together."""
    for state in states:
        if state.problem:
            yield state.name, state.problem
        elif state.canton:
            try:
                Plugins(state.canton, available, defaults=DEFAULTS)
            except PluginError as error:
                yield state.name, str(error)


def _count(hooks: tuple[str, ...]) -> str:
    return "1 hook" if len(hooks) == 1 else f"{len(hooks)} hooks"
