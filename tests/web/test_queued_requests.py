"""Requests that wait for a thread of the server: those that have waited too long are told to come back."""

import http.client
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))
from running_server import inside, running

from guichet import settings
from guichet.dispatcher import MAX_QUEUED, Dispatcher
from guichet.metrics import REQUESTS_TOO_LATE
from guichet.web import http_server

THREADS = 2


class Desk:
    """Holds a thread for each request of ``/slow`` until it is released."""

    def __init__(self):
        self.begun = threading.Semaphore(0)
        self.released = threading.Event()
        self.asked = []

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        if environ["PATH_INFO"] == "/slow":
            self.begun.release()
            self.released.wait(60)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"ok"]


@pytest.fixture
def desk():
    """A slow desk, released at the end of the test."""
    desk = Desk()
    yield desk
    desk.released.set()


def ask(server, path):
    """Status, ``Retry-After`` and text of an answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=60)) as client:
        client.request("POST", path, body=b"", headers={"Host": "be.localhost"})
        response = client.getresponse()
        return response.status, response.getheader("Retry-After"), response.read().decode()


def asked_late(desk, monkeypatch, seconds):
    """The answer to a request that waits while all threads are held, and for which time goes on by so many seconds."""
    own = settings.TenantSettings("be", ("be.localhost",), "http://be.localhost", "", "")
    read = settings.Settings("production", b"", "memory://", settings.MailSettings(), (own,))
    now = [1000.0]
    monkeypatch.setattr(http_server, "monotonic", lambda: now[0])
    with running(Dispatcher(read, {own: desk})) as server, ThreadPoolExecutor(THREADS + 1) as visitors:
        slow = [visitors.submit(ask, server, "/slow") for _number in range(THREADS)]
        for _one in slow:
            assert desk.begun.acquire(timeout=60)
        waiting = visitors.submit(ask, server, "/page")
        while not inside(server, lambda: len(server.task_dispatcher.queue)):
            pass
        now[0] += seconds
        desk.released.set()
        assert [one.result()[0] for one in slow] == [200, 200]
        return waiting.result()


def test_request_that_waited_too_long_is_told_to_come_back_and_not_begun(desk, monkeypatch):
    before = REQUESTS_TOO_LATE._value.get()
    status, retry_after, text = asked_late(desk, monkeypatch, MAX_QUEUED + 0.1)
    assert (status, retry_after) == (503, "60")
    assert "ce que vous avez enregistré est gardé" in text
    assert "/page" not in desk.asked
    assert REQUESTS_TOO_LATE._value.get() == before + 1


def test_request_that_waited_for_less_is_answered(desk, monkeypatch):
    assert asked_late(desk, monkeypatch, MAX_QUEUED - 0.1) == (200, None, "ok")
    assert "/page" in desk.asked
