"""Downloads that are made while they are sent: few at a time, since each holds a thread until its reader has it all.

A reader who takes a few bytes a second keeps a thread for hours, and sixteen of them every page. The proxy of
docs/operations.md takes such answers off the desk; here is what holds without one.
"""

import threading
import weakref
from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from pyramid.config import Configurator
from pyramid.request import Request

MAX_STREAMS = 4
"""Of one desk at a time; a process has sixteen threads."""


class TooManyStreams(Exception):
    """As many are being sent as may be: nothing was begun."""


@runtime_checkable
class Closable(Protocol):
    """Parts that hold something open, e.g. a file."""

    def close(self) -> None:
        """Lets it go."""


class Stream:
    """The parts of an answer, with one of the places, which is free again once it is sent, given up or dropped."""

    def __init__(self, places: threading.Semaphore, parts: Iterable[bytes]) -> None:
        self._parts, self._left = parts, iter(parts)
        # Once, and without `close` too: an attempt that meets a conflict drops its answer.
        self._free = weakref.finalize(self, places.release)

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> bytes:
        return next(self._left)

    def close(self) -> None:
        """What a server calls at the end, also when the reader has gone (PEP 3333)."""
        try:
            if isinstance(self._parts, Closable):
                self._parts.close()
        finally:
            self._free()


def includeme(config: Configurator) -> None:
    """Sets the places of the desk."""
    config.registry.streams = threading.BoundedSemaphore(MAX_STREAMS)


def stream(request: Request, parts: Iterable[bytes]) -> Stream:
    """The ``app_iter`` of an answer. Raises `TooManyStreams`."""
    places: threading.Semaphore = request.registry.streams
    if not places.acquire(blocking=False):
        raise TooManyStreams
    return Stream(places, parts)
