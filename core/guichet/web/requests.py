"""Attributes of every request (desk, action context), and directives with which rooms add to every page."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pyramid.authorization import Everyone
from pyramid.config import Configurator
from pyramid.encode import urlencode
from pyramid.events import ApplicationCreated
from pyramid.request import Request
from pyramid.traversal import PATH_SEGMENT_SAFE
from pyramid.url import ANCHOR_SAFE

from guichet import clock
from guichet.action_context import ANONYMOUS, ActionContext
from guichet.desk import Desk

_UNQUOTED = re.compile(r"[\w.-]*", re.ASCII).fullmatch
"""Whether a text stays as it is in a path, as nearly all do."""


def includeme(config: Configurator) -> None:
    """Adds ``request.desk`` and its like, and the directives with which rooms add to every page."""
    # Reified: worked out once per request, and again in a retry, which has a new request.
    config.add_request_method(desk, reify=True)
    config.add_request_method(action_context, reify=True)
    config.add_request_method(posted)
    config.add_request_method(resource_path)
    config.add_subscriber(make_request_class, ApplicationCreated)
    config.registry.navigation = []
    config.registry.account_menu = []
    config.registry.banners = []
    config.registry.notices = {}
    config.add_directive("add_navigation", add_navigation)
    config.add_directive("add_account_menu", add_account_menu)
    config.add_directive("add_banner", add_banner)
    config.add_directive("add_notice", add_notice)


def make_request_class(event: ApplicationCreated) -> None:
    """Gives the attributes that rooms and libraries add to requests to a class, once for each application.

    Pyramid itself makes a class with them for each request: 25 µs, and a circle for the garbage collector.
    """
    router = event.app
    added, made = router.request_extensions, router.request_factory
    # One that is tried again, or made by an exception view, comes from the same factory.
    router.request_factory = type(made.__name__, (made,), {**added.methods, **added.descriptors})
    router.request_extensions = None


def add_navigation(config: Configurator, items: Any) -> None:
    """Directive: ``items(request)`` returns the room's :class:`NavigationItem` for this person."""
    config.registry.navigation.append(items)


def add_account_menu(config: Configurator, items: Any) -> None:
    """Directive: ``items(request)`` returns the room's entries of the menu under the person's name."""
    config.registry.account_menu.append(items)


def add_banner(config: Configurator, sentence: Any) -> None:
    """Directive: ``sentence(request)`` is shown on top of every page of this person; ``None`` for nothing."""
    config.registry.banners.append(sentence)


def add_notice(config: Configurator, code: str, text: Any) -> None:
    """Directive: the sentence shown after a redirect to ``?done=code``."""
    config.registry.notices[code] = text


def desk(request: Request) -> Desk:
    """The desk this request came to."""
    found: Desk = request.registry.desk
    return found


def action_context(request: Request) -> ActionContext:
    """The execution context of the actions of this request, for the signed-in user or an anonymous one."""
    identity = request.identity
    return ActionContext(
        portal=request.root,
        desk=request.desk,
        actor=identity.user_id if identity else ANONYMOUS,
        principals=tuple(identity.principals) if identity else (Everyone,),
        now=clock.now(),
    )


def resource_path(
    request: Request, resource: Any, *elements: str, query: Mapping[str, str] | None = None, anchor: str = ""
) -> str:
    """As Pyramid's own, in a tenth of its time (a page has a dozen): no desk has a virtual root to look for."""
    names = []
    while (parent := resource.__parent__) is not None:
        names.append(resource.__name__)
        resource = parent
    parts = ("", *reversed(names), *(elements or ("",)))
    # Not by Pyramid's quoting, which keeps each text for good: there is no end of ids.
    path = "/".join(parts if _UNQUOTED("".join(parts)) else [quote(part, PATH_SEGMENT_SAFE) for part in parts])
    behind = f"?{urlencode(query)}" if query else ""
    if anchor:
        behind += f"#{quote(anchor, ANCHOR_SAFE)}"
    return f"{request.script_name}{path}{behind}"


def posted(request: Request, name: str) -> str:
    """The text posted under a name; empty when there is none, or when it is a file."""
    value = request.POST.get(name, "")
    return value if isinstance(value, str) else ""
