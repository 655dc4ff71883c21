"""Every address that takes a form meets every hostile body; the work is counted, and limited to what is promised.

Addresses, objects and people are found in the running desk: whatever is added is tried as well.
"""

import http.client
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
import webob.request
from deskpages import CANTONS, furnish, pages, people, visitors
from pyramid.authorization import Everyone

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))
from hostile_bodies import MULTIPART, CountedBody, bodies, part
from running_server import serving

from guichet.web import form_readers
from guichet.web.form_body import FORM
from guichet.web.form_readers import MAX_FIELDS, MAX_FILES, MAX_FORM

HOSTILE = bodies()
TAKES_FILES = ("edit", "new-form", "upload", "replace", "add-power-of-attorney", "add", "import")
"""The form of an invoice, with a draft and before its first answer, its script, and the page of one of its files."""
NO_FORM = ["/", "/nowhere", "/look/x", "/issuers/x/invoices/y/edit"]
"""Addresses that take no form, or do not exist."""
ONE_TEXT = (MULTIPART, part(b"a", b"b") + b"--X--\r\n")
PEOPLE = {"stranger": "", "manager": "manager@be.example", "clerk": "clerk@be.example"}


@pytest.fixture
def desks(make_desks):
    return furnish(make_desks(CANTONS))


@pytest.fixture
def work(monkeypatch):
    """Parts and files made since it was last cleared; Python's ``cgi`` must not be reached at all."""
    made = {"parts": 0, "files": 0}

    def counted(what, make):
        def count(*given, **named):
            made[what] += 1
            return make(*given, **named)

        return count

    def reached(*given, **named):
        raise AssertionError("a body was read by cgi")

    monkeypatch.setattr(webob.request, "cgi_FieldStorage", reached)
    monkeypatch.setattr(form_readers, "_Part", counted("parts", form_readers._Part))
    monkeypatch.setattr(form_readers, "SpooledTemporaryFile", counted("files", form_readers.SpooledTemporaryFile))
    return made


def post(desks, browser, address, kind, body, method="POST", **environ):
    """Answer, and the body, which has counted what was read."""
    request = webob.Request.blank(address, base_url=browser.desk.tenant_settings.url, method=method, environ=environ)
    request.environ["wsgi.input"] = sent = CountedBody(body)
    request.environ |= {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "192.0.2.7"}
    request.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    request.headers["Accept-Language"] = "de"
    return request.get_response(desks.dispatcher), sent


def addresses(desks, email):
    """Addresses that take a form, and whether this person may send files there; for a stranger all there are."""
    principals = dict(people(desks, "be"))[email] if email else [Everyone]
    found = [page for page in pages(desks, "be", principals, "POST") if not email or (page.allowed and not page.public)]
    elsewhere = [] if email else NO_FORM
    return {page.address: page.allowed and page.view["name"] in TAKES_FILES for page in found} | dict.fromkeys(
        elsewhere, False
    )


@pytest.mark.parametrize("who", PEOPLE)
def test_hostile_body_costs_no_more_than_the_limits_anywhere(desks, sign_in, work, who):
    browser = desks.browser("be")
    if PEOPLE[who]:
        sign_in(browser, PEOPLE[who])
    for address, takes_files in addresses(desks, PEOPLE[who]).items():
        for name, (kind, body) in HOSTILE.items():
            work.update(parts=0, files=0)
            answer, sent = post(desks, browser, address, kind, body)
            where = f"{who}, {name}: {address} {answer.status}"
            assert answer.status_int < 500, where
            assert work["files"] <= (MAX_FILES if takes_files else 0), where
            assert work["parts"] <= (MAX_FIELDS + MAX_FILES if takes_files else 0), where
            if not (takes_files and kind.startswith("multipart")):
                assert sent.taken <= (MAX_FORM if kind.startswith("application/x-www-form") else 0), where


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_body_of_another_method_is_read_nowhere(desks, sign_in, work, method):
    manager = sign_in(desks.browser("be"), PEOPLE["manager"])
    for address in addresses(desks, PEOPLE["manager"]):
        for name in ("1,200 files", "a null character", "JSON"):
            answer, sent = post(desks, manager, address, *HOSTILE[name], method)
            assert (sent.taken, answer.status_int < 500) == (0, True), f"{method} {address}"


def test_files_are_read_at_the_forms_that_take_them_alone(desks, sign_in, work):
    read = set()
    for canton in CANTONS:
        for _who, browser, principals in visitors(desks, canton, sign_in):
            for page in pages(desks, canton, principals, "POST"):
                work.update(parts=0)
                post(desks, browser, page.address, *ONE_TEXT, HTTP_HOST=f"{canton}.localhost")
                assert not work["parts"] or page.allowed, page.address
                read |= {(page.view["context"].__name__, page.view["name"])} if work["parts"] else set()
    invoices = {("Invoice", "edit"), ("Invoice", "upload"), ("Issuer", "new-form"), ("Attachment", "replace")}
    assert read == invoices | {
        ("Beneficiary", "add-power-of-attorney"),
        ("Beneficiaries", "add"),
        ("Beneficiaries", "import"),
        ("Batches", "payments"),
    }


@pytest.mark.parametrize(
    ("name", "status", "advice"),
    [
        ("50,000 empty parts", 415, "Diese Seite nimmt keine Dateien entgegen"),
        ("a long form", 413, "Ihre Texte sind zu lang"),
        ("JSON", 415, "laden Sie die Seite neu"),
        ("bytes that are no text", 400, "unvollständig angekommen"),
    ],
)
def test_refusal_is_a_page_in_the_language_of_the_sender(desks, name, status, advice):
    browser = desks.browser("be")
    browser.get("/")
    answer, _sent = post(desks, browser, "/sign-in", *HOSTILE[name])
    assert (answer.status_int, answer.content_type) == (status, "text/html")
    assert advice in answer.text


def test_files_of_a_form_are_closed_once_it_is_answered(desks, sign_in):
    manager = sign_in(desks.browser("be"), PEOPLE["manager"])
    edit = next(one for one, files in addresses(desks, PEOPLE["manager"]).items() if files and one.endswith("edit"))
    body = part(b"file", b"x" * 100_000, b'; filename="a.pdf"') + b"--X--\r\n"
    request = webob.Request.blank(edit, base_url=manager.desk.tenant_settings.url, method="POST", body=body)
    request.environ |= {"CONTENT_TYPE": MULTIPART}
    request.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in manager.cookies.items())
    request.get_response(desks.dispatcher)
    assert request.environ[FORM]["file"].file.closed


def test_desk_answers_others_while_a_hostile_body_is_read(desks, sign_in, monkeypatch):
    manager = sign_in(desks.browser("be"), PEOPLE["manager"])
    takers = [address for address, takes_files in addresses(desks, PEOPLE["manager"]).items() if takes_files]
    edit = next(address for address in takers if address.endswith("edit"))
    reading, go_on, events = threading.Event(), threading.Event(), []
    begin = form_readers._Counts.begin

    def paused(counts, segment):
        if counts.texts == 100:
            reading.set()
            assert go_on.wait(60)
        return begin(counts, segment)

    monkeypatch.setattr(form_readers._Counts, "begin", paused)
    cookies = "; ".join(f"{name}={value}" for name, value in manager.cookies.items())
    kind, body = HOSTILE["50,000 empty parts"]

    def attack(address):
        headers = {"Host": "be.localhost", "Cookie": cookies, "Content-Type": kind}
        events.append(("attack", ask(address, "POST", edit, body, headers)))

    with serving(desks.dispatcher) as address:
        attacker = threading.Thread(target=attack, args=(address,))
        attacker.start()
        assert reading.wait(60)
        events.append(("stranger", ask(address, "GET", "/", None, {"Host": "be.localhost"})))
        events.append(
            (
                "manager",
                ask(address, "GET", edit.removesuffix("edit"), None, {"Host": "be.localhost", "Cookie": cookies}),
            )
        )
        go_on.set()
        attacker.join()
    assert events == [("stranger", 200), ("manager", 200), ("attack", 413)]


def ask(address, method, path, body, headers):
    """The status of one request to a server."""
    with closing(http.client.HTTPConnection(*address)) as client:
        client.request(method, path, body, headers)
        return client.getresponse().status
