"""A server that is asked to stop, or restarted by systemd: no visitor sees it."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing, contextmanager

import pytest

from guichet.testing.ports import reserved_port

SERVER = """
import os, sys
from guichet.web import http_server

if len(sys.argv) > 2:  # as systemd starts a service
    os.dup2(int(sys.argv[2]), 3)
    os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}

def application(environ, start_response):
    answer = b"done"
    if environ["PATH_INFO"] == "/slow":
        print("begun", flush=True)
        sys.stdin.readline()
    if environ["PATH_INFO"] == "/large":
        answer *= 5_000_000
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
    return [answer]

http_server.serve(application, None, listen=sys.argv[1], threads="2")
print("ended", flush=True)
"""


@pytest.fixture
def listening():
    """A socket that listens, as systemd holds it for a service."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        yield held


@pytest.fixture
def free():
    """An address on which nothing listens yet."""
    with reserved_port() as port:
        yield "127.0.0.1", port


@contextmanager
def started(held=None, listen="127.0.0.1:0"):
    """A server in a process of its own; on the socket that is ``held``, if there is one."""
    files = () if held is None else (held.fileno(),)
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", SERVER, listen, *map(str, files)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=files,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def get(address, path="/"):
    with closing(http.client.HTTPConnection(*address, timeout=30)) as client:
        client.request("GET", path)
        answer = client.getresponse()
        return answer.status, answer.read()


def in_thread(work):
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    return thread, found


def test_answer_that_has_begun_is_given_before_the_server_ends(listening):
    address = listening.getsockname()
    with started(listening) as process:
        thread, found = in_thread(lambda: get(address, "/slow"))
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGTERM)
        process.stdin.write("go on\n")
        process.stdin.flush()
        thread.join()
        assert found == [(200, b"done")]
        assert process.stdout.readline() == "ended\n"
        assert process.wait() == 0


def test_request_waits_for_the_next_process_while_a_service_restarts(listening):
    address = listening.getsockname()
    with started(listening) as process:
        assert get(address) == (200, b"done")
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
    thread, found = in_thread(lambda: get(address))
    with started(listening):
        thread.join()
    assert found == [(200, b"done")]


def test_server_without_a_socket_of_systemd_refuses_once_it_stops(free):
    with started(listen=f"{free[0]}:{free[1]}") as process, closing(http.client.HTTPConnection(*free)) as reader:
        connect(reader)
        reader.request("GET", "/large")
        answer = reader.getresponse()
        process.send_signal(signal.SIGTERM)
        refused(free)
        assert len(answer.read()) == 20_000_000
        assert process.wait() == 0


def connect(client):
    """Returns once the server listens."""
    while True:
        try:
            client.connect()
        except ConnectionRefusedError:
            continue
        return


def refused(address):
    """Returns once nothing listens any more."""
    while True:
        try:
            socket.create_connection(address, timeout=30).close()
        except ConnectionRefusedError:
            return
