"""The public interface as lines of text: what plugins may rely on, compared by a test and by ``upgrade-check``.

One line for each name of :mod:`guichet.sdk` and :mod:`guichet.testing`, and each hook, with the arguments it takes:
``guichet.sdk Tenant(id, office_code, …)``. Types are left out: a wider one breaks no plugin.
"""

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from guichet import hookspecs, sdk
from guichet.plugins.hook_calls import HOOKS

FILE = "public_interface.txt"
"""Beside this module, and so in the wheel."""
WITH_METHODS = (sdk.InvoiceType, sdk.FormBuilder)
"""Classes whose methods plugins write or call; of a protocol it is all of them."""
_STARS: dict[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def interface_lines() -> list[str]:
    """Every line, in order; the first one is the version."""
    hooks = [f"hook {name}{_arguments(getattr(hookspecs, name))}" for name in HOOKS]
    return [f"version {hookspecs.API_VERSION}", *sorted([*hooks, *_names(sdk), *_names_of_testing()])]


def _names_of_testing() -> Iterator[str]:
    # Imported here: the extra guichet[testing] is not on a server.
    from guichet import testing

    yield from _names(testing)


def _names(module: ModuleType) -> Iterator[str]:
    for name in module.__all__:
        value = getattr(module, name)
        where = f"{module.__name__} {name}"
        if inspect.isclass(value):
            yield f"{where}{_arguments(value)}"
            yield from (f"{where}.{method}" for method in _methods(value))
        elif inspect.isfunction(value):
            yield f"{where}{_arguments(value)}"
        elif inspect.ismodule(value):
            own = (name for name in vars(value) if not name.startswith("_") and _is_own(value, name))
            yield from (f"{where}.{name}{_arguments(getattr(value, name))}" for name in own)
        else:
            yield where


def _methods(kind: type) -> Iterator[str]:
    """The methods that a plugin writes or calls, with their arguments."""
    if kind in WITH_METHODS or getattr(kind, "_is_protocol", False):
        methods = ((name, value) for name, value in vars(kind).items() if inspect.isfunction(value))
        yield from sorted(f"{name}{_arguments(value)}" for name, value in methods if not name.startswith("_"))


def _is_own(module: ModuleType, name: str) -> bool:
    value = getattr(module, name)
    return getattr(value, "__module__", "") == module.__name__


def _arguments(function: Any) -> str:
    """The names of the arguments, with ``*`` and ``=`` where they have them; ``self`` is left out."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return ""
    texts, by_name = [], False
    for one in parameters:
        if one.name in ("self", "cls"):
            continue
        if one.kind is one.KEYWORD_ONLY and not by_name:
            texts.append("*")
            by_name = True
        by_name = by_name or one.kind is one.VAR_POSITIONAL
        texts.append(f"{_STARS.get(one.kind, '')}{one.name}{'' if one.default is one.empty else '='}")
    return f"({', '.join(texts)})"
