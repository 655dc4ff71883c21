"""Names of the public interface that are on their way out: each warns with the plugin that uses it, and what to take.

A deprecated name works for one major version of :data:`guichet.hookspecs.API_VERSION`, at least for a year.
"""

import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

log = structlog.get_logger()


class PluginDeprecationWarning(DeprecationWarning):
    """A plugin uses a name that the next major version of the interface no longer has."""


@dataclass(frozen=True)
class Deprecated:
    """A name that another one replaces."""

    instead: str
    """What to write, e.g. ``"Decision"``."""
    since: str
    """The first version of the interface in which it is deprecated, e.g. ``"1.4"``."""
    gone_in: str
    """The version without it, e.g. ``"2.0"``."""
    value: Any
    """What the name still stands for."""


DEPRECATED: dict[str, Deprecated] = {}
"""Names of :mod:`guichet.sdk`. To deprecate one: take it out of ``__all__`` there and put it here; it keeps working."""


def deprecated_name(module: str, name: str, table: Mapping[str, Deprecated] = DEPRECATED) -> Any:
    """The value of a deprecated name of a module; for its ``__getattr__``.

    Warns and logs with the plugin that imports it. Raises ``AttributeError`` for a name that is not there either.
    """
    found = table.get(name)
    if found is None:
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    plugin = _importer()
    text = f"plugin {plugin}: {module}.{name} is deprecated since {found.since} and gone in {found.gone_in}"
    warnings.warn(f"{text}; write {found.instead}", PluginDeprecationWarning, stacklevel=3)
    log.warning("plugin_uses_deprecated_name", plugin=plugin, name=name, instead=found.instead, gone_in=found.gone_in)
    return found.value


def _importer() -> str:
    """The top-level package of the module that asks for the name."""
    frame = sys._getframe(1)
    while frame is not None:
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if package not in ("guichet", "importlib", "_frozen_importlib"):
            return package
        frame = frame.f_back  # type: ignore[assignment]  # None ends the loop
    return "unknown"
