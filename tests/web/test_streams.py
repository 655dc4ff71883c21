"""Answers that are made while they are sent hold a place of a few, and give it back whatever becomes of them."""

import configparser
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from guichet.web import streams
from guichet.web.streams import MAX_IN_PROCESS, MAX_STREAMS, TooManyStreams, stream

SOURCES = Path(__file__).parents[2] / "core/guichet"


def of_another_desk():
    """A request of a desk whose places are all free."""
    return SimpleNamespace(registry=SimpleNamespace(streams=threading.BoundedSemaphore(MAX_STREAMS)))


@pytest.fixture
def request_(monkeypatch):
    """A request of a desk, of a process, whose places are all free."""
    monkeypatch.setattr(streams, "_process", threading.BoundedSemaphore(MAX_IN_PROCESS))
    return of_another_desk()


def parts(closed):
    try:
        yield from (b"a", b"b")
    finally:
        closed.append(True)


def test_no_more_than_a_few_are_sent_at_a_time(request_):
    begun = [stream(request_, parts([])) for _place in range(MAX_STREAMS)]
    with pytest.raises(TooManyStreams):
        stream(request_, parts([]))
    begun[0].close()
    assert list(stream(request_, parts([]))) == [b"a", b"b"]


def test_slow_readers_of_many_desks_leave_half_of_the_threads_to_pages(request_):
    desks = [of_another_desk() for _desk in range(26)]
    begun = [stream(desk, parts([])) for desk in desks[:MAX_IN_PROCESS]]
    for _press in range(MAX_STREAMS + 1):
        with pytest.raises(TooManyStreams):
            stream(desks[-1], parts([]))
    assert len(begun) <= http_threads() / 2
    # Who was refused holds no place of the desk either.
    begun.pop().close()
    stream(desks[-1], parts([]))


def http_threads():
    """Threads of the server of a process, as the documented ini files have them."""
    production = configparser.RawConfigParser()
    production.read(SOURCES.parents[1] / "production.ini")
    return production["server:main"].getint("threads")


@pytest.mark.parametrize("read", [0, 1, 2, 3])
def test_a_place_is_free_once_when_the_answer_ends(request_, read):
    closed = []
    sent = stream(request_, parts(closed))
    for _part in range(read):
        next(sent, None)
    # A semaphore that is bounded raises for a place that is given back twice.
    sent.close()
    sent.close()
    assert closed == [True] * (read > 0)
    assert len([stream(request_, parts([])) for _place in range(MAX_STREAMS)]) == MAX_STREAMS


def test_an_answer_that_is_dropped_holds_no_place(request_):
    for _attempt in range(MAX_STREAMS + 1):
        stream(request_, parts([]))


def test_every_answer_that_is_made_while_it_is_sent_has_a_place():
    texts = {file.relative_to(SOURCES): file.read_text() for file in SOURCES.rglob("*.py")}
    made = [file for file, text in texts.items() if "app_iter=" in text]
    assert len(made) >= 3
    assert [file for file in made if "stream(request, " not in texts[file]] == []
