"""A program of the system that tests start."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar

import pytest

T = TypeVar("T")


@contextmanager
def needed(program: AbstractContextManager[T]) -> Iterator[T]:
    """Runs it for the block. A developer without it goes on, with a skip that says what to install; CI fails.

    An error of the block itself is never taken for a program that is not there.
    """
    with ExitStack() as running:
        try:
            started = running.enter_context(program)
        except FileNotFoundError as problem:
            if os.environ.get("CI"):
                raise
            pytest.skip(str(problem))
        yield started
