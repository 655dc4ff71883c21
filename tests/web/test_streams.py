"""Answers that are made while they are sent hold a place of a few, and give it back whatever becomes of them."""

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from guichet.web.streams import MAX_STREAMS, TooManyStreams, stream

SOURCES = Path(__file__).parents[2] / "core/guichet"


@pytest.fixture
def request_():
    """A request of a desk whose places are all free."""
    return SimpleNamespace(registry=SimpleNamespace(streams=threading.BoundedSemaphore(MAX_STREAMS)))


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
