"""nginx says in both languages what to do when guichet cannot."""

import http.client
import socket
import time
from contextlib import ExitStack, closing

import pytest
from needed_program import needed
from proxy import proxy_of

from guichet.testing.ports import reserved_port

HOST = "guichet.be.example"


@pytest.fixture
def proxy(tmp_path):
    """nginx in front of two processes that do not run."""
    with ExitStack() as ports:
        front, *behind = (ports.enter_context(reserved_port()) for _number in range(3))
        with needed(proxy_of(tmp_path, HOST, front, behind)) as running:
            yield running


def answer(proxy, method, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
    connection.connect()
    connection.sock = proxy.tls.wrap_socket(connection.sock, server_hostname=HOST)
    with closing(connection):
        connection.request(method, "/welcome?link=secret", headers={"Host": HOST} | headers)
        found = connection.getresponse()
        assert found.headers["Cache-Control"] == "no-store"
        assert found.headers["Content-Security-Policy"] == "default-src 'none'"
        return found.status, found.headers["Retry-After"], found.read().decode()


def test_page_without_a_process_asks_to_wait_and_to_look_in_the_history(proxy):
    status, seconds, page = answer(proxy, "GET")
    assert (status, seconds) == (502, "60")
    assert "regardez d’abord dans l’historique s’il est arrivé" in page
    assert "schauen Sie zuerst im Verlauf nach, ob es angekommen ist" in page


def test_absurd_body_is_refused_before_it_is_sent(proxy):
    status, seconds, page = answer(proxy, "POST", **{"Content-Length": str(300 * 2**20)})
    assert (status, seconds) == (413, None)
    assert "joignez vos fichiers un à un" in page
    assert "fügen Sie Ihre Dateien\neinzeln bei" in page


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "QUERY"])
def test_network_has_forty_bodies_under_way_and_no_more(proxy, method):
    head = f"{method} / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 90000000\r\n\r\nx".encode()
    with ExitStack() as held:
        for _number in range(41):
            plain = held.enter_context(socket.create_connection(("127.0.0.1", proxy.port), timeout=10))
            last = held.enter_context(proxy.tls.wrap_socket(plain, server_hostname=HOST))
            last.sendall(head)
        answered = last.makefile("rb")
        assert answered.readline().startswith(b"HTTP/1.1 503 ")
        assert "schauen Sie zuerst im Verlauf nach" in answered.read().decode()


@pytest.mark.parametrize("said", ["Content-Length: 90000000", "Content-Length: 5", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_page_that_is_read_takes_no_body(proxy, method, said):
    head = f"{method} / HTTP/1.1\r\nHost: {HOST}\r\n{said}\r\n\r\n".encode()
    assert beginning(proxy, head + b"5000\r\n" + b"x" * 0x5000).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(("length", "status"), [(12_000, 502), (20_000, 400)])
def test_header_that_is_a_little_too_long_is_left_to_the_desk(proxy, length, status):
    head = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nCookie: {'x' * length}\r\n\r\n".encode()
    assert beginning(proxy, head).startswith(f"HTTP/1.1 {status} ".encode())


def beginning(proxy, request):
    """The first bytes of the answer."""
    plain = socket.create_connection(("127.0.0.1", proxy.port), timeout=10)
    with plain, proxy.tls.wrap_socket(plain, server_hostname=HOST) as connection:
        connection.sendall(request)
        return connection.recv(100)


def test_log_of_nginx_names_neither_address_nor_path(proxy):
    answer(proxy, "GET")
    deadline = time.monotonic() + 10
    while not proxy.requests() and time.monotonic() < deadline:  # nginx writes the line after the answer
        time.sleep(0.02)
    logged = "".join((proxy.folder / name).read_text() for name in ("guichet.log", "error.log"))
    assert HOST in logged
    for hidden in ("127.0.0.1,", '"127.0.0.1"', "client:", "welcome", "secret"):
        assert hidden not in logged
