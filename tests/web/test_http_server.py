"""The server in front of the desks: bodies that are too long, and other requests meanwhile."""

import http.client
import socket
import sys
from contextlib import closing
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))
from running_server import serving

from guichet.web import http_server
from guichet.web.form_readers import MAX_UPLOAD
from guichet.web.http_server import MAX_DROPPED

MEGABYTE = 2**20


@pytest.fixture
def seen():
    """Length that a request said, and bytes of body that the application got."""
    return []


@pytest.fixture
def app(seen):
    """Answers with the length of the body that it got."""

    def application(environ, start_response):
        body = environ["wsgi.input"].read()
        seen.append((int(environ.get("CONTENT_LENGTH") or 0), len(body)))
        start_response("413 Content Too Large", [("Content-Type", "text/plain"), ("Content-Length", "10")])
        return [b"own answer"]

    return application


def answer(address, length, sent=None, **headers):
    """Posts a body of a length in megabytes; the answer, read after all has been sent, as a browser does."""
    with closing(http.client.HTTPConnection(*address)) as client:
        client.putrequest("POST", "/")
        for name, value in ({"Content-Length": str(length)} | headers).items():
            client.putheader(name, value)
        client.endheaders()
        for _part in range((length if sent is None else sent) // MEGABYTE):
            client.send(b"x" * MEGABYTE)
        response = client.getresponse()
        return response.status, response.read()


def test_body_that_is_too_long_is_dropped_and_the_desk_itself_answers(app, seen):
    with serving(app) as address:
        assert answer(address, 80 * MEGABYTE) == (413, b"own answer")
    assert seen == [(80 * MEGABYTE, 0)]


def test_body_within_the_limit_arrives(app, seen):
    with serving(app) as address:
        answer(address, 3 * MEGABYTE)
    assert seen == [(3 * MEGABYTE, 3 * MEGABYTE)]


def test_nothing_of_a_dropped_body_is_stored(app, monkeypatch):
    kept = []
    monkeypatch.setattr(
        "waitress.buffers.OverflowableBuffer.append", lambda self, data, real=None: kept.append(len(data))
    )
    parser = http_server.Parser(
        type(
            "Adj",
            (),
            {
                "max_request_body_size": MAX_UPLOAD,
                "max_request_header_size": 9999,
                "inbuf_overflow": 999,
                "url_scheme": "http",
            },
        )()
    )
    parser.received(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (80 * MEGABYTE))
    for _part in range(80):
        assert not parser.completed
        assert parser.received(b"x" * MEGABYTE) == MEGABYTE
    assert (parser.completed, parser.error, kept) == (True, None, [])


@pytest.mark.parametrize("headers", [{"Content-Length": str(MAX_DROPPED + 1)}, {"X-Long": "x" * 40_000}])
def test_what_the_desk_does_not_wait_for_never_reaches_it(app, seen, headers):
    with serving(app) as address:
        status, text = answer(address, 0, **headers)
    assert status in (413, 431)
    assert (b"own answer" in text, seen) == (False, [])


def test_next_request_of_the_connection_is_answered(app, seen):
    with serving(app) as address, closing(http.client.HTTPConnection(*address)) as client:
        for length in (70 * MEGABYTE, 1, 70 * MEGABYTE):
            client.request("POST", "/", b"x" * length)
            assert client.getresponse().read() == b"own answer"
    assert seen == [(70 * MEGABYTE, 0), (1, 1), (70 * MEGABYTE, 0)]


def test_stopped_upload_does_not_reach_the_desk(app, seen):
    with serving(app) as address:
        with closing(socket.create_connection(address)) as stopped:
            stopped.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf")
        answer(address, 0)
    assert seen == [(0, 0)]
