"""Sixteen people send documents over a slow line, eight for each thread of the server: others read pages meanwhile."""

import http.client
import socket
from contextlib import ExitStack, closing

import pytest
from running_server import serving

UPLOADS = 16
BOUNDARY = "c0ffee"


@pytest.fixture
def person(be, sign_in):
    """A manager with a draft; the browser's cookies and the address of the draft's documents."""
    sign_in(be, "manager@be.example")
    be.open("/").follow("Nouvelle facture").fill("Bénéficiaire", "Anna Muster")
    return be.tick("Frais de voyage et nourriture").press("Continuer")


def header_of(browser):
    cookies = "; ".join(f"{one.name}={one.value}" for one in browser.cookiejar)
    return {"Host": "be.localhost", "Cookie": cookies}


def test_others_read_while_sixteen_documents_arrive_slowly(desks, person):
    with serving(desks.dispatcher) as address, ExitStack() as lines:
        head = "".join(f"{name}: {value}\r\n" for name, value in header_of(person).items())
        kind = f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: 2000000\r\n"
        for _number in range(UPLOADS):
            line = lines.enter_context(closing(socket.create_connection(address, timeout=30)))
            line.sendall(f"POST {person.page.url} HTTP/1.1\r\n{head}{kind}\r\n--{BOUNDARY}\r\n".encode())
            # A part of the document, and then nothing for now.
            line.sendall(b"x" * 100_000)
        with closing(http.client.HTTPConnection(*address, timeout=30)) as reader:
            reader.request("GET", person.page.url, headers=header_of(person))
            answer = reader.getresponse()
            assert answer.status == 200
            assert "Frais de voyage" in answer.read().decode()
