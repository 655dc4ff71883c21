"""Views that answer a button and have no page of their own.

Their address stays in the browser when an answer to it is an error, and it is the address to return to after signing in
when the session was over. So each answers GET too, with a redirect to the page that has the button.
"""

from collections.abc import Callable
from typing import Any

import venusian
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.web.personal_data import REDIRECTS

View = Callable[..., Any]


def post_view(*, page: Callable[[Any, Request], str], permission: str, **options: Any) -> Callable[[View], View]:
    """Decorator: the function answers POST at the address that ``options`` give, and GET leads to ``page``.

    ``page(context, request)`` is the path of the page with the button. ``permission`` and ``options`` (``context``,
    ``name``, ``reauth``, …) are those of ``add_view``.
    """

    def decorate(view: View) -> View:
        def register(scanner: Any, _name: str, found: View) -> None:
            config = scanner.config.with_package(info.module)
            options.setdefault("personal_data", REDIRECTS)
            config.add_view(found, request_method="POST", permission=permission, **options)
            place = {name: options[name] for name in ("context", "name", "personal_data") if name in options}
            config.add_view(_lead_to(page), request_method="GET", permission=permission, **place)

        info = venusian.attach(view, register, category="pyramid")
        return view

    return decorate


def below_root(*elements: str) -> Callable[[Any, Request], str]:
    """The path of the page at ``elements`` of the desk's root, for `post_view`."""

    def path(_context: Any, request: Request) -> str:
        found: str = request.resource_path(request.root, *elements)
        return found

    return path


def _lead_to(page: Callable[[Any, Request], str]) -> View:
    def lead(context: Any, request: Request) -> HTTPSeeOther:
        return HTTPSeeOther(page(context, request))

    return lead
