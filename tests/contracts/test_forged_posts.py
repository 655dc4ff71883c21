"""Every form of every page refuses what another site sends in a user's name, and changes nothing.

Pages, objects and people are found in the running desk: whatever is added is tried as well.
"""

from types import SimpleNamespace

import pytest
from deskpages import CANTONS, application, furnish, pages, people, views, visitors
from pyramid.authorization import Everyone
from pyramid.config import Configurator
from pyramid.csrf import CookieCSRFStoragePolicy
from pyramid.request import Request
from pyramid.response import Response
from webtest import TestApp

from guichet.web.view_permissions import PUBLIC

EVIL = "https://evil.example"
REFUSED = ("n’avons pas pris en compte votre envoi", "ne vient pas d’une page du guichet", "n’a pas envoyé de cookie")
"""On the pages for a form without a fresh token, from another site and without any cookie, and on no other."""

FORGERIES = {
    "no token": lambda own: ({}, own.origin, ""),
    "an empty token": lambda own: ({"csrf_token": ""}, own.origin, ""),
    "a token of another user": lambda own: ({"csrf_token": own.token_of_another}, own.origin, ""),
    "the token in the address only": lambda own: ({}, own.origin, f"?csrf_token={own.token}"),
    "another site": lambda own: ({"csrf_token": own.token}, {"Origin": EVIL}, ""),
    "a site without a name": lambda own: ({"csrf_token": own.token}, {"Origin": "null"}, ""),
    "another site that hides its origin": lambda own: ({"csrf_token": own.token}, {"Referer": f"{EVIL}/"}, ""),
    "its own host without https": lambda own: ({"csrf_token": own.token}, own.origin_without_https, ""),
    "another site without token": lambda own: ({}, {"Origin": EVIL}, ""),
}
"""What is sent, from which site, and what is added to the address."""


@pytest.fixture
def production(make_desks):
    """Desks as an office runs them; without https a browser's word about the site is not asked for."""
    return furnish(make_desks(CANTONS, settings={"environment": "production"}))


@pytest.mark.parametrize("canton", CANTONS)
def test_a_forged_post_is_refused_and_changes_nothing(production, sign_in, canton):
    for who, browser, principals in visitors(production, canton, sign_in):
        own = forger(production, browser)
        before = production[canton].db.lastTransaction()
        for page, forgery in attempts(production, canton, who, principals):
            sent, headers, query = FORGERIES[forgery](own)
            answer = browser.post(page.address + query, {"message": "forged", **sent}, headers)
            assert is_refused(answer, page, who), f"{who}, {forgery}: {page.address} {answer.status}"
            assert production[canton].db.lastTransaction() == before, f"{who}, {forgery}: {page.address}"


def test_every_form_is_tried_by_a_user_who_may_use_it(production):
    tried, there = set(), set()
    for canton in CANTONS:
        for principals in ([Everyone], *(principals for _email, principals in people(production, canton))):
            tried |= {key(page.view) for page in pages(production, canton, principals, "POST") if page.allowed}
        there |= {key(view) for view, _permission in views(application(production, canton), "POST")}
    assert tried == there


@pytest.mark.parametrize("canton", CANTONS)
def test_an_honest_post_is_not_taken_for_a_forged_one(production, sign_in, canton):
    for who, browser, principals in visitors(production, canton, sign_in):
        for page in pages(production, canton, principals, "POST"):
            if who and browser.get("/").status_int == 200:
                sign_in(browser.open("/"), who)
            sent = {"message": "honest", "csrf_token": token(browser)}
            answer = browser.post(page.address, sent, {"Origin": browser.desk.tenant_settings.url})
            assert not (page.allowed and is_refused(answer, page, who)), f"{who}: {page.address}"


@pytest.mark.parametrize("canton", CANTONS)
def test_no_view_is_excused(production, canton):
    assert excused(application(production, canton)) == []


def test_a_view_that_is_excused_is_found():
    config = Configurator()
    config.include("guichet.web.view_permissions")
    config.set_csrf_storage_policy(CookieCSRFStoragePolicy())
    config.add_view(change, name="guarded", request_method="POST", permission=PUBLIC)
    config.add_view(change, name="open", request_method="POST", permission=PUBLIC, require_csrf=False)
    app = config.make_wsgi_app()
    assert excused(app) == ["open"]
    browser = TestApp(app)
    assert browser.post("/guarded", status=400)
    assert browser.post("/open").text == "changed"


def attempts(desks, canton, who, principals):
    """Every forgery of the forms a user may use; one of those that refuse them anyhow, or that anyone may use."""
    for page in pages(desks, canton, principals, "POST"):
        thorough = page.allowed and not (page.public and who)
        for forgery in FORGERIES if thorough else ("another site without token",):
            yield page, forgery


def is_refused(answer, page, who):
    """Whether the post came to nothing: for the token's sake where the person may use the page at all."""
    if page.allowed:
        return answer.status_int == 400 and any(title in answer.text for title in REFUSED)
    return answer.status_int == 404 if who else answer.status_int == 303 and "/?next=" in answer.location


def excused(app):
    """Names of the views that look at no token."""
    return [view["name"] for view, _permission in views(app, "POST") if view["require_csrf"] is False]


def key(view):
    """What a view stands for: an object's class and the name behind its address."""
    return view["context"], view["name"]


def forger(desks, browser):
    """What a forger could know, and the person's own token, which he could not."""
    stranger = desks.browser(browser.desk.tenant.id)
    return SimpleNamespace(
        origin={"Origin": browser.desk.tenant_settings.url},
        origin_without_https={"Origin": browser.desk.tenant_settings.url.replace("https:", "http:")},
        token=token(browser),
        token_of_another=token(stranger),
    )


def token(browser):
    """The token of the forms that a browser is shown now."""
    browser.get("/")
    return browser.cookies[browser.desk.cookie("csrf")["name"]]


def change(request: Request) -> Response:
    return Response("changed")
