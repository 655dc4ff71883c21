"""The hooks of one desk: registers its plugins with ``pluggy`` and calls them, each result with its plugin's name.

pluggy is stricter here than by itself: it ignores misspelt hooks until ``check_pending``, ignores functions without a
marker, and does not say whose result a value is.
"""

import difflib
from collections.abc import Iterable, Iterator
from inspect import isgenerator, signature
from typing import Any, TypeVar

import pluggy
import structlog
from transaction.interfaces import TransientError

from guichet import hookspecs
from guichet.plugins import hook_recording
from guichet.plugins.errors import PluginError, wrong_return
from guichet.settings import SettingsError

log = structlog.get_logger()
HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("guichet_"))
Item = TypeVar("Item")


class HookCalls:
    """The plugin manager of one desk, with every hook of :mod:`guichet.hookspecs`."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager("guichet")
        self._manager.add_hookspecs(hookspecs)

    def register(self, plugin: object, name: str) -> None:
        """Adds a plugin. Raises :class:`PluginError` for a function that is no hook, or does not fit its hook."""
        self._check_names(plugin, name)
        try:
            self._manager.register(plugin, name)
        except (pluggy.PluginValidationError, ValueError) as error:
            raise PluginError(f"plugin {name}: {error}; compare with guichet docs hooks") from None

    @property
    def plugins(self) -> list[tuple[str, object]]:
        """The plugins with their names, in the order of registration."""
        return [(name, plugin) for name, plugin in self._manager.list_name_plugin() if plugin is not None]

    def has(self, hook: str) -> bool:
        """Whether any plugin implements a hook."""
        return bool(getattr(self._manager.hook, hook).get_hookimpls())

    def each(self, hook: str, **arguments: Any) -> Iterator[tuple[str, Any]]:
        """The result of each plugin with its name, in the order of the calls; ``None`` counts as none.

        Raises :class:`PluginError` when a plugin raises anything; an error of the settings file stays what it is.
        """
        for name, implementation in self.implementations(hook):
            try:
                answer = implementation(**arguments)
                # What a generator raises, it raises while it is read.
                answer = list(answer) if isgenerator(answer) else answer
            except SettingsError:
                raise
            except Exception as error:
                raise PluginError(f"plugin {name}: {hook} raised {error!r}; see guichet docs hooks") from error
            if answer is not None:
                yield name, answer

    def package(self, name: str) -> str:
        """The package or module that a plugin's relative asset paths start from."""
        plugin = self._manager.get_plugin(name)
        module: str = getattr(plugin, "__name__", type(plugin).__module__)
        return module.rpartition(".")[0] or module

    def implementations(self, hook: str) -> Iterator[tuple[str, Any]]:
        """Name and function of each plugin in pluggy's order of calls, the plugin registered last first.

        The function takes all arguments of the hook and passes on those that the plugin's own function names.
        """
        # ``get_hookimpls`` lists them in the reverse of that order.
        for implementation in reversed(getattr(self._manager.hook, hook).get_hookimpls()):
            yield implementation.plugin_name, _caller(implementation)

    def tolerant(self, hook: str, kind: type[Item], **arguments: Any) -> list[tuple[str, Item]]:
        """Every item the plugins return, of one ``kind``, with the plugin's name, in the order of registration.

        A plugin that raises or returns anything else is logged and left out. A conflict in the database is raised: a
        retry of the request may mend it.
        """
        found = []
        for name, implementation in reversed(list(self.implementations(hook))):
            try:
                items = list(implementation(**arguments) or ())
                if not all(isinstance(item, kind) for item in items):
                    raise wrong_return(name, hook, items, f"return a list of {kind.__name__}")
            except TransientError:
                raise
            except Exception as error:
                log.error("plugin_hook_failed", plugin=name, hook=hook, exc_info=error)
            else:
                found += [(name, item) for item in items]
        return found

    def first(self, hook: str, method: str, **arguments: Any) -> Any:
        """The first answer, an object with ``method``; None when no plugin answers.

        Raises :class:`PluginError` when a plugin raises anything or returns another object, but leaves an error of the
        settings file as it is.
        """
        for name, answer in self.each(hook, **arguments):
            if not callable(getattr(answer, method, None)):
                raise wrong_return(name, hook, answer, f"return an object with a method {method}()")
            return answer
        return None

    def joined(self, hook: str, kind: type[Item], **arguments: Any) -> list[Item]:
        """The items of all answers in one list, in the order in which the plugins were registered.

        Raises :class:`PluginError` when a plugin raises anything or returns something else.
        """
        found: list[Item] = []
        for name, answer in reversed(list(self.each(hook, **arguments))):
            if isinstance(answer, str | bytes) or not isinstance(answer, Iterable):
                raise wrong_return(name, hook, answer, f"return a list of {kind.__name__}")
            for item in answer:
                if not isinstance(item, kind):
                    raise wrong_return(name, hook, item, f"return a list of {kind.__name__}")
                found.append(item)
        return found

    def tell(self, hook: str, **arguments: Any) -> None:
        """Calls every implementation, in the order of the calls; what one raises is raised."""
        for _name, implementation in self.implementations(hook):
            implementation(**arguments)

    def _check_names(self, plugin: object, name: str) -> None:
        for attribute in dir(plugin):
            if not attribute.startswith("guichet_"):
                continue
            if attribute not in HOOKS:
                nearest = difflib.get_close_matches(attribute, HOOKS, n=1, cutoff=0.0)[0]
                raise PluginError(f"plugin {name}: {attribute} is no hook; did you mean {nearest}?")
            options = self._manager.parse_hookimpl_opts(plugin, attribute)
            if options is None:
                raise PluginError(f"plugin {name}: {attribute} would never be called; write @hookimpl above it")
            self._check_arguments(plugin, name, attribute)
            # A wrapper changes the results of other plugins, which an error could then no longer name.
            if options["wrapper"] or options["hookwrapper"]:
                raise PluginError(f"plugin {name}: {attribute} wraps the others; write a plain @hookimpl")

    def _check_arguments(self, plugin: object, name: str, hook: str) -> None:
        allowed = getattr(self._manager.hook, hook).spec.argnames
        # An argument with a default is the plugin's own, and pluggy never passes it.
        asked = signature(getattr(plugin, hook)).parameters.values()
        unknown = [one.name for one in asked if one.name not in allowed and one.default is one.empty]
        if unknown:
            of = f"it has {', '.join(allowed)}, of which any may be left out" if allowed else "it has none"
            raise PluginError(f"plugin {name}: {hook} has no argument {unknown[0]}; {of}, see guichet docs hooks")


def _caller(implementation: pluggy.HookImpl) -> Any:
    # pluggy itself passes only the arguments that a function names; called directly, it would need all of them.
    hook = implementation.function.__name__

    def call(**arguments: Any) -> Any:
        given = [arguments[name] for name in implementation.argnames]
        return hook_recording.call(hook, implementation.plugin_name, implementation.function, given)

    return call
