"""Who may use a view, and by which method, is said at the view; read from the running applications."""

from collections import deque
from dataclasses import replace
from urllib.parse import quote

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.interfaces import IExceptionResponse
from pyramid.traversal import resource_path
from webtest import TestApp

from guichet.app import application
from guichet.auth.security_policy import SecurityPolicy
from guichet.issuers.models import POWERS_OF_ATTORNEY
from guichet.store.database import read_transaction
from guichet.store.models import Folder
from guichet.web.personal_data import REDIRECTS

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
CANTONS = ("be", "ne")
REAUTHENTICATED = {
    "Company": ("add-bank-account", "change-bank-account", "remove-bank-account")
    + ("add-member", "change-member", "invite-again", "remove-member"),
    "Portal": ("account-email", "account-phone", "authenticator", "authenticator-qr", "close-account", "my-data")
    + ("recovery-codes", "erase-person", "invite-colleague", "sign-people-out"),
    "User": ("deactivate", "lost-phone", "resend-invitation", "roles", "sign-out-everywhere", "withdraw-invitation"),
}
"""Pages that ask for password and code again, by the class of their object (ASVS 7.5.1)."""


@pytest.fixture(scope="module")
def applications(demo_desks):
    return {canton: application(demo_desks[canton]) for canton in CANTONS}


def views(app):
    """Every view that a request can be led to; pages for errors are shown by the house itself."""
    for item in app.registry.introspector.get_category("views"):
        view = item["introspectable"]
        context = view["context"]
        of_an_error = context is IExceptionResponse or (isinstance(context, type) and issubclass(context, Exception))
        if not of_an_error:
            yield view, [related for related in item["related"] if related.category_name == "permissions"]


def methods(app, view):
    """The methods of a view or of the route that leads to it."""
    route = app.registry.introspector.get("routes", view["route_name"]) if view["route_name"] else None
    said = view["request_methods"] or (route["request_methods"] if route else None)
    return {said} if isinstance(said, str) else set(said or ())


def leads_elsewhere(view):
    """The GET of a button's address."""
    return view.get("personal_data") is REDIRECTS


def is_static(view):
    """Style sheets, scripts and pictures."""
    return (view["route_name"] or "").startswith("__")


@pytest.mark.parametrize("canton", CANTONS)
def test_every_view_has_a_permission(applications, canton):
    bare = [view["callable"] for view, permissions in views(applications[canton]) if not permissions]
    assert bare == []


@pytest.mark.parametrize("canton", CANTONS)
def test_every_view_declares_its_method(applications, canton):
    app = applications[canton]
    open_to_all = [v["callable"] for v, _ in views(app) if not methods(app, v) and not is_static(v)]
    assert open_to_all == []


@pytest.mark.parametrize("canton", CANTONS)
def test_no_view_reads_and_writes(applications, canton):
    app = applications[canton]
    both = [v["callable"] for v, _ in views(app) if methods(app, v) & UNSAFE and methods(app, v) - UNSAFE]
    assert both == []


def test_every_page_of_the_list_asks_for_password_and_code_again(applications):
    asked = {name: set() for name in REAUTHENTICATED}
    for view, _permissions in (found for app in applications.values() for found in views(app)):
        context = getattr(view["context"], "__name__", "")
        if view["name"] in REAUTHENTICATED.get(context, ()):
            # The redirect of a button's address to its page shows nothing.
            asked[context] |= {view["name"]} if view.get("reauth") or leads_elsewhere(view) else {"", view["callable"]}
        else:
            assert not view.get("reauth"), f"{context} {view['name']} is missing in the list"
    assert asked == {context: set(names) for context, names in REAUTHENTICATED.items()}


@pytest.mark.parametrize("canton", CANTONS)
def test_no_view_is_excused_from_the_token(applications, canton):
    assert [view["callable"] for view, _ in views(applications[canton]) if view["require_csrf"] is False] == []


@pytest.mark.parametrize("canton", CANTONS)
def test_every_unsafe_view_refuses_a_request_without_token(demo_desks, canton, monkeypatch):
    # Everybody may do everything here, so that nothing but the token stands in the way.
    monkeypatch.setattr(SecurityPolicy, "permits", lambda *arguments: True)
    app = application(demo_desks[canton])
    browser = TestApp(app, extra_environ={"HTTP_HOST": f"{canton}.localhost"})
    tried = 0
    for view, _permissions in views(app):
        for method in sorted(methods(app, view) & UNSAFE):
            place = _address(demo_desks[canton], view["context"])
            if place is None:
                continue
            address = place + quote(view["name"])
            answer = browser.request(address, method=method, body=b"", expect_errors=True)
            assert answer.status_int == 400, f"{method} {address}"
            tried += 1
    assert tried > 10


def test_every_class_of_object_that_has_a_form_is_at_a_desk(applications, demo_desks):
    # Not at every desk: where insured persons alone register there is no company.
    forms = [view for app in applications.values() for view, _ in views(app) if methods(app, view) & UNSAFE]
    contexts = {view["context"] for view in forms}
    assert [kind for kind in contexts if not any(_address(demo_desks[canton], kind) for canton in CANTONS)] == []


def test_a_view_without_permission_stops_the_start(demo_desks):
    config = Configurator()
    config.registry.desk = demo_desks["be"]
    config.include("guichet.web.view_permissions")
    config.add_route("open", "/open")
    config.add_view(_open, route_name="open")
    with pytest.raises(ConfigurationError, match=r"the view <function _open .* names no permission"):
        config.make_wsgi_app()


def test_the_outbox_page_does_not_exist_in_production(demo_desks):
    desk = demo_desks["be"]
    production = replace(desk, settings=replace(desk.settings, environment="production"))
    browser = TestApp(application(production), extra_environ={"HTTP_HOST": "be.localhost", "wsgi.url_scheme": "https"})
    assert browser.get("/_dev/outbox", expect_errors=True).status_int == 404


def _open(request):
    return {}


def _address(desk, context):
    """The address of some object of the desk that the view stands for; ``None`` when it has none."""
    with read_transaction(desk.db) as portal:
        waiting = deque([portal])
        while waiting:
            item = waiting.popleft()
            if isinstance(item, context):
                return resource_path(item).rstrip("/") + "/"
            names = (
                list(item)
                if isinstance(item, Folder)
                else ("beneficiaries", "invoices", "attachments", POWERS_OF_ATTORNEY)
            )
            waiting += [item[name] for name in names if _has(item, name)]
    return None


def _has(item, name):
    try:
        return item[name] is not None
    except (KeyError, TypeError):
        return False
