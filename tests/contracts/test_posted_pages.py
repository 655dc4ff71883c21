"""Every address that takes a POST has a page: what a person sees survives reload, Back and a switch of language.

Pages, objects and people are found in the running desk: whatever is added is tried as well.
"""

import pytest
from deskpages import CANTONS, application, furnish, pages, views, visitors

SHOWN_ONCE = {"recovery-codes", "my-data"}
"""Ten codes, which no address may show a second time, and a download."""


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
    return answer.status_int, answer.html.h1 and answer.html.h1.text


def token(browser):
    browser.get("/")
    return browser.cookies[browser.desk.cookie("csrf")["name"]]


def key(view):
    return view["context"], view["route_name"], view["name"]
