"""Downloads that are made for their reader: few at a time, since each holds a thread until it is made, or sent.

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
"""Of one desk at a time."""
MAX_IN_PROCESS = 8
"""Of all desks of a process at a time: half of its sixteen threads, however many desks it has."""
_process = threading.BoundedSemaphore(MAX_IN_PROCESS)

Places = tuple[threading.Semaphore, ...]


class TooManyStreams(Exception):
    """As many are being sent as may be: nothing was begun."""


@runtime_checkable
class Closable(Protocol):
    """Parts that hold something open, e.g. a file."""

    def close(self) -> None:
        """Lets it go."""


class Stream:
    """The parts of an answer, with its places, which are free again once it is sent, given up or dropped."""

    def __init__(self, places: Places, parts: Iterable[bytes]) -> None:
        self._parts, self._left = parts, iter(parts)
        # Once, and without `close` too: an attempt that meets a conflict drops its answer.
        self._free = weakref.finalize(self, _release, places)

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
    places: Places = (request.registry.streams, _process)
    for number, place in enumerate(places):
        if not place.acquire(blocking=False):
            _release(places[:number])
            raise TooManyStreams
    return Stream(places, parts)


def _release(places: Places) -> None:
    for place in places:
        place.release()
