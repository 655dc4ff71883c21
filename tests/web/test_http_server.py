"""The server in front of the desks: bodies that are too long, and other requests meanwhile."""

import configparser
import http.client
import re
import socket
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))
from running_server import inside, running, serving

from guichet.web import http_server
from guichet.web.form_readers import MAX_UPLOAD
from guichet.web.headers import HEADERS
from guichet.web.http_server import MAX_DROPPED, PROGRESS
from guichet.web.request_bounds import MAX_HEADER

MEGABYTE = 2**20
REPOSITORY = Path(__file__).parents[2]


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
    with closing(http.client.HTTPConnection(*address, timeout=30)) as client:
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


def chunked(address, megabytes):
    """Posts a body in chunks of a megabyte, as a program may; status and text of the answer."""
    with closing(http.client.HTTPConnection(*address)) as client:
        parts = (b"x" * MEGABYTE for _part in range(megabytes))
        client.request("POST", "/", body=parts, encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
        response = client.getresponse()
        return response.status, response.read(), response.getheader("Server")


def test_chunked_body_that_is_too_long_is_dropped_and_the_desk_answers(app, seen):
    with serving(app) as address:
        assert chunked(address, 80) == (413, b"own answer", None)
    ((said, got),) = seen
    assert said > 80 * MEGABYTE
    assert got == 0


def test_chunked_body_within_the_limit_arrives(app, seen):
    with serving(app) as address:
        chunked(address, 3)
    assert seen == [(3 * MEGABYTE, 3 * MEGABYTE)]


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


def exchange(address, sent):
    """Everything that the server answers to these bytes, until it closes the connection."""
    with closing(socket.create_connection(address, timeout=10)) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        answered = b""
        while part := client.recv(65_536):
            answered += part
    return answered


SECOND = b"GET /second HTTP/1.1\r\nHost: a\r\n\r\n"
AMBIGUOUS = {
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(SECOND),
    "a list of lengths": b"Content-Length: 0, %d\r\n\r\n" % len(SECOND),
    "a length with a sign": b"Content-Length: +0\r\n\r\n",
    "a length with an underscore": b"Content-Length: 0_0\r\n\r\n",
    "an unknown coding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "two codings": b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon": b"Content-Length : 0\r\n\r\n",
    "a line end in a name": b"X\n: a\r\n\r\n",
    "a chunk size with a prefix": b"Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
    "a negative chunk size": b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "a length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
}
"""Ends of a request whose length a proxy in front may read otherwise: a second one could be smuggled behind it."""


@pytest.mark.parametrize("what", AMBIGUOUS)
def test_request_of_ambiguous_length_is_refused_with_all_behind_it(app, seen, what):
    with serving(app) as address:
        answered = exchange(address, b"POST / HTTP/1.1\r\nHost: a\r\n" + AMBIGUOUS[what] + SECOND)
    assert answered.split(b" ")[1] in (b"400", b"501")
    assert (answered.count(b"HTTP/1."), seen) == (1, [])


def test_what_a_browser_forwards_is_dropped_unless_a_proxy_sent_it():
    found = []

    def application(environ, start_response):
        found.append(environ)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return []

    claimed = {"For": "203.0.113.7", "Proto": "https", "Host": "evil.example", "Prefix": "/evil", "Port": "1"}
    lines = "".join(f"X-Forwarded-{name}: {value}\r\n" for name, value in claimed.items())
    request = f"GET / HTTP/1.1\r\nHost: a\r\nForwarded: for=203.0.113.7;host=evil.example\r\n{lines}\r\n".encode()
    production = configparser.RawConfigParser()
    production.read(REPOSITORY / "production.ini")
    proxy = {name: value for name, value in production["server:main"].items() if name.startswith("trusted_proxy")}
    for options in ({}, proxy):
        with serving(application, **options) as address:
            exchange(address, request)
    direct, behind = found
    assert (direct["REMOTE_ADDR"], direct["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    assert (behind["REMOTE_ADDR"], behind["wsgi.url_scheme"]) == ("203.0.113.7", "https")
    for environ in found:
        assert (environ["HTTP_HOST"], environ["SCRIPT_NAME"]) == ("a", "")
        assert not {"HTTP_FORWARDED", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT"} & set(environ)
    assert "HTTP_X_FORWARDED_FOR" not in direct


def test_answer_does_not_name_the_server(app):
    with serving(app) as address:
        assert b"waitress" not in exchange(address, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").lower()


NO_REQUESTS = {
    "line": b"GET /\x00 x y HTTP/1.1\r\n\r\n",
    "header": b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "length": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n",
    "encoding": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
    "chunk": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n",
}
"""What waitress answers by itself."""


@pytest.mark.parametrize("what", NO_REQUESTS)
def test_what_is_no_request_gets_the_security_headers_and_an_end(app, seen, what):
    with serving(app) as address:
        answered = exchange(address, NO_REQUESTS[what] + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").decode()
    assert re.match(r"HTTP/1\.[01] (400|501) ", answered)
    assert [name for name, value in HEADERS.items() if f"\r\n{name}: {value}\r\n" not in answered] == []
    assert seen == [], "what follows is no request either"


HALF_SENT = {
    "headers": b"POST / HTTP/1.1\r\nHost: a\r\nX-Half: ",
    "body": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\nhalf",
    "chunk": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\nhalf",
    "nothing": b"",
}


def half_sent(server, parts):
    address = (server.effective_host, server.effective_port)
    clients = [socket.create_connection(address, timeout=10) for _part in parts]
    for client, part in zip(clients, parts, strict=True):
        client.sendall(part)
    return clients


def until_open(server, number):
    """Waits until the server has taken that many connections; each question lets it take some more."""
    for _question in range(20_000):
        if inside(server, lambda: len(server.active_channels)) == number:
            return
    raise AssertionError(f"{len(server.active_channels)} connections are open, not {number}")


def until_answered(server):
    """Waits until no thread answers; the end of an answer is progress, and comes after its first bytes."""
    for _question in range(20_000):
        if inside(server, lambda: server.task_dispatcher.active_count) == 0:
            return
    raise AssertionError("a request is still being answered")


def moments(server):
    """When something has come last, of each connection."""
    return [channel.last_activity for channel in server.active_channels.values()]


def closed_by(clients):
    """How many of the connections the server has closed."""
    closed = 0
    for client in clients:
        client.settimeout(10)
        closed += client.recv(1) == b""
    return closed


def test_hundreds_of_half_sent_requests_leave_room_for_others(app, seen):
    kinds = list(HALF_SENT.values()) * 90
    with running(app) as server, ExitStack() as stack:
        for client in half_sent(server, kinds):
            stack.enter_context(closing(client))
        until_open(server, len(kinds))
        answer((server.effective_host, server.effective_port), 0)
    assert seen == [(0, 0)]


def test_connection_of_which_nothing_comes_for_half_a_minute_is_closed(app):
    with running(app) as server, ExitStack() as stack:
        clients = [stack.enter_context(closing(one)) for one in half_sent(server, list(HALF_SENT.values()))]
        until_open(server, len(clients))
        # Moments are given to the server's own clean-up, which no test waits for.
        first, last = inside(server, lambda: (min(moments(server)), max(moments(server))))
        inside(server, lambda: server.maintenance(first + 30))
        assert inside(server, lambda: [one.will_close for one in server.active_channels.values()]) == [False] * 4
        inside(server, lambda: server.maintenance(last + 31))
        assert closed_by(clients) == 4
        until_open(server, 0)
    assert server.adj.cleanup_interval <= 5


TRICKLE = {"headers": b"a", "body": b"a", "chunk": b"a", "nothing": b"\r\n"}
"""What may come next of each of `HALF_SENT`; blank lines before a request are no request."""


@pytest.fixture
def moment(monkeypatch):
    """The clock of the connections, in seconds; a test sets it. An hour ahead of the server's own clean-up, which ends
    none of them then."""
    start = time.time() + 3600
    now = SimpleNamespace(time=lambda: start + now.seconds, seconds=0.0)
    monkeypatch.setattr("waitress.channel.time", now)
    return now


def came(server):
    """How many bytes have come, of each connection."""
    return [channel._received for channel in server.active_channels.values()]


def send_at(server, moment, seconds, clients, sent):
    """Sends something on each connection at that moment, and waits until it has come."""
    moment.seconds = seconds
    expected = [before + len(part) for before, part in zip(inside(server, lambda: came(server)), sent, strict=True)]
    for client, part in zip(clients, sent, strict=True):
        client.sendall(part)
    for _question in range(20_000):
        if inside(server, lambda: came(server)) == [number % PROGRESS for number in expected]:
            return
    raise AssertionError("not all has come")


def test_connection_with_a_byte_now_and_then_is_closed_as_one_without(app, moment):
    with running(app) as server, ExitStack() as stack:
        clients = [stack.enter_context(closing(one)) for one in half_sent(server, [b""] * 4)]
        until_open(server, 4)
        for seconds, sent in ((1, HALF_SENT), (2, TRICKLE), (15, TRICKLE), (30, TRICKLE)):
            send_at(server, moment, seconds, clients, sent.values())
        moment.seconds = 33
        inside(server, lambda: server.maintenance(moment.time()))
        assert closed_by(clients) == 4


def test_slow_upload_is_waited_for(app, moment):
    with running(app) as server, ExitStack() as stack:
        (client,) = [stack.enter_context(closing(one)) for one in half_sent(server, [b""])]
        until_open(server, 1)
        head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n"
        send_at(server, moment, 1, [client], [head])
        send_at(server, moment, 29, [client], [b"x" * (PROGRESS - len(head))])
        moment.seconds = 58
        inside(server, lambda: server.maintenance(moment.time()))
        assert inside(server, lambda: [one.will_close for one in server.active_channels.values()]) == [False]


def test_reader_who_takes_a_byte_now_and_then_is_closed(moment, monkeypatch):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "9000")])
        return [b"x" * 9000]

    taken = []

    def take(channel, data, do_close=True):
        # One byte each time the server tries, then nothing until it tries again.
        taken.append(len(taken) % 2)
        return taken[-1] and send(channel, data[:1])

    send = http_server.Channel.send
    monkeypatch.setattr(http_server.Channel, "send", take)
    with running(application) as server, ExitStack() as stack:
        (client,) = [stack.enter_context(closing(one)) for one in half_sent(server, [HALF_SENT["nothing"] + SECOND])]
        until_open(server, 1)
        client.recv(1)
        until_answered(server)
        moment.seconds = 31
        client.recv(1)
        moment.seconds = 33
        inside(server, lambda: server.maintenance(moment.time()))
        client.settimeout(10)
        while client.recv(9000):
            assert sum(taken) < 9000


def test_proxy_of_deploy_agrees_with_the_bounds_of_the_desk():
    nginx = (REPOSITORY / "deploy" / "nginx" / "guichet.conf").read_text()
    [megabytes] = re.findall(r"client_max_body_size (\d+)m;", nginx)
    assert MAX_UPLOAD < int(megabytes) * MEGABYTE <= MAX_DROPPED, "the desk answers what is a little too long"
    [kilobytes] = re.findall(r"large_client_header_buffers 4 (\d+)k;", nginx)
    assert MAX_HEADER < int(kilobytes) * 1024 <= 4 * MAX_HEADER, "the desk answers what is a little too long"
    production = configparser.RawConfigParser()
    production.read(REPOSITORY / "production.ini")
    sent = {name.lower() for name in re.findall(r"proxy_set_header (X-Forwarded-\w+)", nginx)}
    assert sent == set(production["server:main"]["trusted_proxy_headers"].split())
    assert "TLSv1.2 TLSv1.3" in nginx
