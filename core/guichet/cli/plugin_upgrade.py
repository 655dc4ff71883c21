"""``guichet plugin upgrade-check``: what of a plugin another version of the public interface would break."""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from guichet.cli.public_interface import FILE, interface_lines
from guichet.plugins import BrokenPlugin, installed
from guichet.plugins.deprecation import DEPRECATED
from guichet.plugins.discovery import WRITTEN_FOR
from guichet.plugins.hook_calls import HOOKS

_LINE = re.compile(r"(?P<name>[^(]+)(?:\((?P<arguments>.*)\))?")


@click.command(name="upgrade-check")
@click.argument("names", nargs=-1)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The interface of another core, printed there by guichet plugin interface; default: that of this core.",
)
def upgrade_check(names: tuple[str, ...], against: Path | None) -> None:
    """Prints what of the plugins NAMES (default: all installed ones) an interface breaks or is about to break.

    Names and arguments that are gone, hooks that have changed, deprecated names, and the version a plugin was written
    for. The exit code is 1 if something is broken; what is deprecated still works.
    """
    available = installed()
    unknown = set(names) - available.keys()
    if unknown:
        raise click.ClickException(f"no plugin {', '.join(unknown)}; there are: {', '.join(available) or 'none'}")
    target = Interface((against or Path(__file__).with_name(FILE)).read_text("utf-8"))
    broken = False
    for name in names or sorted(available):
        plugin = available[name]
        if isinstance(plugin, BrokenPlugin):
            click.echo(f"{name}: cannot be looked at: {plugin.reason}")
            broken = True
            continue
        breaks = [*target.breaks_plugin(plugin), *(one for file in _files(plugin) for one in target.breaks(file))]
        warned = [one for file in _files(plugin) for one in _deprecated(file)]
        for line in (*breaks, *warned):
            click.echo(f"{name}: {line}")
        if not breaks:
            click.echo(f"{name}: works with the interface {target.version}")
        broken = broken or bool(breaks)
    if broken:
        raise SystemExit(1)


@click.command()
def interface() -> None:
    """Prints the public interface, one line for each name, for --against of guichet plugin upgrade-check."""
    for line in interface_lines():
        click.echo(line)


class Interface:
    """A version of the public interface, read from the lines of ``guichet plugin interface``."""

    def __init__(self, text: str) -> None:
        version, *lines = text.splitlines()
        self.version = version.removeprefix("version ")
        self._arguments: dict[str, str | None] = {}
        for line in lines:
            if found := _LINE.fullmatch(line):
                self._arguments[found["name"]] = found["arguments"]

    def breaks_plugin(self, plugin: Any) -> Iterator[str]:
        """Version and hooks of a plugin that do not fit."""
        written_for = str(getattr(plugin, WRITTEN_FOR, ""))
        if not written_for:
            yield f'says not what it was written for; write {WRITTEN_FOR} = "…" with the version you test with'
        elif written_for.partition(".")[0] != self.version.partition(".")[0]:
            yield f"was written for the interface {written_for}, and this is {self.version}: read CHANGES.md"
        for hook in HOOKS:
            if hasattr(plugin, hook):
                yield from self._breaks_hook(hook, inspect.signature(getattr(plugin, hook)).parameters)

    def _breaks_hook(self, hook: str, given: Mapping[str, Any]) -> Iterator[str]:
        known = self._arguments.get(f"hook {hook}", None)
        if f"hook {hook}" not in self._arguments:
            yield f"implements {hook}, which is gone"
            return
        for argument in given.keys() - _names(known):
            yield f"{hook} takes {argument}, which the hook no longer has; it has: {known or 'none'}"

    def breaks(self, file: Path) -> Iterator[str]:
        """Names that a module imports from the interface and that are gone, and arguments that they no longer take."""
        tree = ast.parse(file.read_bytes())
        imported = dict(_imports(tree))
        for module, name, line in imported.values():
            if f"{module} {name}" not in self._arguments and not _is_submodule(f"{module}.{name}"):
                yield f"{file.name}:{line} imports {name} from {module}, which is gone"
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            alias = call.func.id if isinstance(call.func, ast.Name) else ""
            if alias in imported:
                yield from self._breaks_call(file, call, *imported[alias][:2])

    def _breaks_call(self, file: Path, call: ast.Call, module: str, name: str) -> Iterator[str]:
        arguments = self._arguments.get(f"{module} {name}")
        if arguments is None or "**" in arguments:
            return
        for keyword in call.keywords:
            if keyword.arg and keyword.arg not in _names(arguments):
                yield f"{file.name}:{call.lineno} gives {name} the argument {keyword.arg}, which is gone"


def _names(arguments: str | None) -> set[str]:
    return {one.strip("*= ") for one in (arguments or "").split(",")} - {""}


def _imports(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str, int]]]:
    """Each name of the interface by what the module calls it: where it is from, its name there, the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("guichet.sdk", "guichet.testing"):
            yield from ((one.asname or one.name, (node.module, one.name, node.lineno)) for one in node.names)


def _is_submodule(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ImportError:
        return False


def _deprecated(file: Path) -> Iterator[str]:
    for _alias, (module, name, line) in _imports(ast.parse(file.read_bytes())):
        if module == "guichet.sdk" and name in DEPRECATED:
            found = DEPRECATED[name]
            yield f"{file.name}:{line} imports {name}, which is gone in {found.gone_in}: write {found.instead}"


def _files(plugin: Any) -> list[Path]:
    """The modules of a plugin's package."""
    spec = find_spec(str(getattr(plugin, "__name__", type(plugin).__module__)).partition(".")[0])
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    found = [file for folder in folders for file in sorted(folder.rglob("*.py"))]
    return found or ([Path(spec.origin)] if spec and spec.origin else [])
