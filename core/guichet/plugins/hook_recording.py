"""Which hooks are called while a request runs, what each plugin answers and how long it takes: for ``/_dev/hooks``."""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from inspect import isgenerator
from reprlib import Repr
from time import perf_counter
from typing import Any

SHOWN = 200
"""Characters shown of a plugin's answer."""
_shortened = Repr()
_shortened.maxstring = _shortened.maxother = SHOWN


@dataclass(frozen=True)
class HookCall:
    """One call of one plugin."""

    hook: str
    plugin: str
    answer: str
    """What it returned, as Python writes it and shortened; or what it raised."""
    milliseconds: float


_recorded: ContextVar[list[HookCall] | None] = ContextVar("recorded", default=None)


def start() -> list[HookCall]:
    """The list to which the calls of this thread are added from now on, until :func:`stop`."""
    calls: list[HookCall] = []
    _recorded.set(calls)
    return calls


def stop() -> None:
    """Ends what :func:`start` began."""
    _recorded.set(None)


def call(hook: str, plugin: str, function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """The answer of ``function``, recorded where :func:`start` was called in this thread; what it raises is raised."""
    recorded = _recorded.get()
    if recorded is None:
        return function(*arguments)
    began = perf_counter()
    try:
        answer = function(*arguments)
        # The work of a generator is done while it is read.
        if isgenerator(answer):
            answer = list(answer)
    except Exception as error:
        recorded.append(HookCall(hook, plugin, f"raised {_shortened.repr(error)}", _since(began)))
        raise
    recorded.append(HookCall(hook, plugin, _shortened.repr(answer), _since(began)))
    return answer


def _since(began: float) -> float:
    return (perf_counter() - began) * 1000
