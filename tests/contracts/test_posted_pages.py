"""Every address that takes a POST has a page: what a person sees survives reload, Back and a switch of language.

Pages, objects and people are found in the running desk: whatever is added is tried as well.
"""

import inspect

import lxml.html
import pytest
from deskpages import CANTONS, application, furnish, pages, views, visitors
from pyramid.interfaces import IContextFound

from guichet.ratelimit.hash_queue import HashQueueFull
from guichet.web.forms.form import Form
from guichet.web.reader_language import SWITCH_LANGUAGE

SHOWN_ONCE = {"recovery-codes", "my-data", "export-invoices"}
"""Ten codes, which no address may show a second time, and downloads."""

BUSY = (503, "Le guichet est très sollicité")


@pytest.fixture
def desks(make_desks):
    return furnish(make_desks(CANTONS))


@pytest.mark.parametrize("canton", CANTONS)
def test_every_address_that_takes_a_post_has_a_page(desks, canton):
    app = application(desks, canton)
    with_page = {key(view) for view, _permission in views(app, "GET")}
    assert {key(view) for view, _permission in views(app, "POST")} - with_page == set()


@pytest.mark.parametrize("canton", CANTONS)
def test_a_post_leads_to_a_page_that_can_be_loaded_again(desks, sign_in, canton):
    for who, browser, principals in visitors(desks, canton, sign_in):
        for page in pages(desks, canton, principals, "POST"):
            if page.allowed and page.view["name"] not in SHOWN_ONCE:
                if who and browser.get("/").status_int == 200:
                    sign_in(browser.open("/"), who)
                answer = browser.post(page.address, [("csrf_token", token(browser)), ("email", "typed@typed.example")])
                assert leads_to_page(browser, answer), f"{who}: {page.address} {answer.status}"


class FullQueue:
    """Every POST that is sent through it finds no place in the queue, in the middle of its view."""

    def __init__(self, app, monkeypatch):
        self.is_full = False
        self.refused = 0
        read = Form.read
        monkeypatch.setattr(Form, "read", lambda form, controls: self.check() or read(form, controls))
        self.registry = app.registry
        self.of_a_button = False
        app.registry.registerHandler(lambda event: self.of_a_button and self.check(), (IContextFound,))

    def check(self):
        if self.is_full:
            self.refused += 1
            raise HashQueueFull

    def post(self, browser, page):
        # A form is read by its view. The view of a button reads none: it is stopped before.
        self.of_a_button = not inspect.isclass(page.view["callable"]) or page.view["attr"] != "submit"
        typed = [("csrf_token", token(browser)), ("email", "typed@typed.example")]
        self.is_full = True
        try:
            return browser.post(page.address, typed)
        finally:
            self.is_full = False


@pytest.mark.parametrize("canton", CANTONS)
def test_a_post_that_has_to_wait_leads_to_a_page_that_says_so_again(desks, sign_in, canton, monkeypatch):
    queue = FullQueue(application(desks, canton), monkeypatch)
    for who, browser, principals in visitors(desks, canton, sign_in):
        for page in pages(desks, canton, principals, "POST"):
            before = queue.refused
            answer = queue.post(browser, page) if page.allowed else None
            # Without an attempt or a link under way, the view leads on before it reads anything.
            if queue.refused > before:
                shown, plain = heading(landed(answer)), browser.get(page.address)
                # E.g. the sign-in page of a signed-in person leads on, and the page of a lost phone is there for one
                # alone that is lost.
                is_form = inspect.isclass(page.view["callable"])
                is_over = (is_form and plain.status_int == 303) or landed(plain).status_int == 404
                assert shown == BUSY or (is_over and shown == heading(landed(plain))), f"{who}: {page.address}"
                assert leads_to_page(browser, answer), f"{who}: {page.address}"
    assert queue.refused > 40


def test_language_within_a_form_changes_nothing_else(desks, sign_in):
    number = 0
    for canton in CANTONS:
        for who, browser, principals in visitors(desks, canton, sign_in):
            sent = len(browser.outbox)
            for page in pages(desks, canton, principals, "POST"):
                if not page.allowed or not inspect.isclass(page.view["callable"]):
                    continue
                for language in ("de", "fr"):
                    typed = [("csrf_token", token(browser)), ("email", "no address"), (SWITCH_LANGUAGE, language)]
                    switched, plain = landed(browser.post(page.address, typed)), landed(browser.get(page.address))
                    # A page that is not there says after a POST that nothing was stored.
                    shown = plain.status_int != 404
                    assert not shown or heading(switched) == heading(plain), f"{who}: {page.address}"
                number += shown
            assert len(browser.outbox) == sent
    assert number > 100


def leads_to_page(browser, answer):
    """Whether the answer is a redirect to a page that shows the same when it is loaded again."""
    if answer.status_int != 303:
        return answer.status_int == 404
    first = landed(answer)
    address = first.request.path_qs
    return first.request.method == "GET" and heading(browser.get(address)) == heading(first)


def landed(answer):
    """The page after the redirects."""
    while 300 <= answer.status_int < 400:
        answer = answer.follow()
    return answer


def heading(answer):
    found = lxml.html.document_fromstring(answer.text).find(".//h1")
    return answer.status_int, found is not None and found.text_content()


def token(browser):
    """The token of the browser's forms: its cookie, which the first page brings, and the first after a sign-out."""
    name = browser.desk.cookie("csrf")["name"]
    if name not in browser.cookies:
        browser.get("/")
    return browser.cookies[name]


def key(view):
    return view["context"], view["route_name"], view["name"]
