"""Rules about a plugin's own pages: who may see them, at which desk, and what they look like to a machine."""

import re
from collections.abc import Iterator
from typing import Any

from pyramid.authorization import ACLHelper, Everyone
from pyramid.traversal import resource_path

from guichet.declaration import initial_cstruct
from guichet.demo import acting_as
from guichet.store.models import Folder, Resource
from guichet.testing.browser import DeskBrowser, FaultyPage, sign_in
from guichet.testing.people import user_of
from guichet.testing.plugin_under_test import OTHER_ID, PluginUnderTest
from guichet.web.view_permissions import PUBLIC

VISITORS = ("", "manager", "collaborator", "insured", "clerk", "supervisor", "administrator")
"""By the word before the @ of their address; the first is a person who has not signed in."""
CLOSED = (403, 404)
"""What a page answers to a person without its permission."""
_PART = re.compile(r"\{[^}]*\}")


def pages_guarded(subject: PluginUnderTest) -> Iterator[str]:
    """Pages of the plugin that a person without their permission is shown."""
    for visitor, browser, principals in _visitors(subject):
        for address, method, may in _places(subject, principals):
            if may:
                continue
            status = _status(browser, address, method)
            to_sign_in = not visitor and status == 303
            # Without a token no form is read: the permission has not been asked for, and nothing was done.
            refused_form = method != "GET" and status == 400
            if status not in CLOSED and not to_sign_in and not refused_form:
                yield f"{method} {address} answers {status} to {visitor or 'a person who has not signed in'}"


def pages_sound(subject: PluginUnderTest) -> Iterator[str]:
    """Pages of the plugin that break a rule for pages, in a language of the desk, for a person who may see them."""
    for language in subject.languages:
        for visitor, browser, address in shown_pages(subject):
            if visitor:
                with subject.desks.acting(subject.tenant_id) as ctx:
                    user_of(ctx, subject.email(visitor)).language = language
            if fault := _fault_of_page(browser, address, language):
                yield f"{visitor or 'not signed in'}, {language}: {fault}"


def shown_pages(subject: PluginUnderTest) -> Iterator[tuple[str, DeskBrowser, str]]:
    """Each page of the plugin with each visitor who may see it, and their browser."""
    for visitor, browser, principals in _visitors(subject):
        for address, method, may in _places(subject, principals):
            if may and method == "GET":
                yield visitor, browser, address


def _fault_of_page(browser: DeskBrowser, address: str, language: str) -> str:
    try:
        status = browser.get(address, headers={"Accept-Language": language}).status_int
    except AssertionError as faulty:
        return str(faulty)
    return f"{address} answers {status}" if status >= 400 and status not in CLOSED else ""


def other_owners_closed(subject: PluginUnderTest) -> Iterator[str]:
    """Drafts of the desk that another person of the desk, or another desk, is shown."""
    plugins = subject.desk.plugins
    strangers = [name for name in ("rival", "neighbour") if _is_there(subject, name)]
    browsers = [(f"{name} of the same desk", subject.signed_in(name)) for name in strangers]
    elsewhere = sign_in(subject.other_desks.browser(OTHER_ID), f"manager@{OTHER_ID}.example")
    browsers.append(("the desk of another canton", elsewhere))
    for invoice_type in list(plugins.invoice_types.values())[:1] if subject.is_canton else subject.invoice_types:
        draft = subject.draft(invoice_type, initial_cstruct(invoice_type.form))
        for who, browser in browsers:
            status = _status(browser, draft.address, "GET")
            if status != 404:
                yield f"{draft.address} answers {status} to {who}"


def other_desks_closed(subject: PluginUnderTest) -> Iterator[str]:
    """Pages of a canton's plugin that exist at the desk of another canton."""
    browser = subject.other_desks.browser(OTHER_ID)
    for address, method, _may in _places(subject, [Everyone]):
        status = _status(browser, address, method)
        if status != 404:
            yield f"{method} {address} answers {status} at the desk of another canton"


def _status(browser: DeskBrowser, address: str, method: str) -> int:
    try:
        return int(browser.request(address, method=method).status_int)
    except FaultyPage:
        return 200


def _visitors(subject: PluginUnderTest) -> Iterator[tuple[str, DeskBrowser, list[str]]]:
    """Each visitor with a browser, and what access lists may name them by."""
    if not list(_views(subject)):
        return
    for name in VISITORS:
        if not name:
            yield name, subject.desks.browser(subject.tenant_id), [Everyone]
        elif _is_there(subject, name):
            with subject.desks.looking(subject.tenant_id) as ctx:
                principals = [*acting_as(ctx, user_of(ctx, subject.email(name))).principals]
            yield name, subject.signed_in(name), principals


def _is_there(subject: PluginUnderTest, name: str) -> bool:
    with subject.desks.looking(subject.tenant_id) as ctx:
        return ctx.portal["users"].with_email(subject.email(name)) is not None


def _views(subject: PluginUnderTest) -> Iterator[tuple[Any, str, str]]:
    """The plugin's views with pattern of the route and permission."""
    introspector = subject.application.registry.introspector
    routes = {item["introspectable"]["name"]: item["introspectable"] for item in introspector.get_category("routes")}
    for item in introspector.get_category("views"):
        view = item["introspectable"]
        pattern = routes[view["route_name"]]["pattern"] if view["route_name"] in routes else ""
        permissions = [related["value"] for related in item["related"] if related.category_name == "permissions"]
        if pattern.lstrip("/").startswith(f"p/{subject.name}/") and permissions:
            yield view, pattern, permissions[0]


def _places(subject: PluginUnderTest, principals: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Address and method of each view of the plugin, and whether these principals have its permission.

    Where the path leads to an object, one that they may not see comes first: that of another owner.
    """
    with subject.desks.looking(subject.tenant_id) as ctx:
        found = []
        for view, pattern, permission in _views(subject):
            path = "/" + _PART.sub("1", pattern.lstrip("/"))
            methods = view["request_methods"] or ("GET",)
            objects = list(_tree(ctx.portal)) if path.endswith("*traverse") else [ctx.portal]
            wanted = [one for one in objects if view["context"] is None or isinstance(one, view["context"])]
            allowed = {permission == PUBLIC or bool(ACLHelper().permits(one, principals, permission)): one
                       for one in wanted}  # fmt: skip
            for may, one in allowed.items():
                address = path.replace("*traverse", resource_path(one).lstrip("/"))
                every = (methods,) if isinstance(methods, str) else methods
                found += [(address, method, may) for method in every]
    yield from found


def _tree(item: Any) -> Iterator[Any]:
    """Every object of a desk that an address can lead to."""
    yield item
    item._p_activate()
    for child in item.values() if isinstance(item, Folder) else list(vars(item).values()):
        if isinstance(child, Resource) and child.__parent__ is item:
            yield from _tree(child)
