"""The plain page on ``localhost`` that lists the desks of a development server."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from pyramid.response import Response

from guichet.desk import BrokenDesk
from guichet.settings import TenantSettings
from guichet.web.headers import HEADERS


def landing_page(desks: Iterable[TenantSettings], broken: Iterable[BrokenDesk] = ()) -> Callable[..., Any]:
    """A WSGI application that answers every path with the list of desks, and with the error of each broken one."""
    reasons = {desk.tenant_settings: desk.reason for desk in broken}
    items = "".join(
        f'<li><a href="{escape(desk.url)}/">{escape(desk.url)}</a>{_reason(reasons.get(desk))}</li>' for desk in desks
    )
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Desks on this machine</title></head>'
        f"<body><main><h1>Desks on this machine</h1><ul>{items}</ul></main></body></html>"
    )
    response = Response(text=page, content_type="text/html", charset="utf-8")
    response.headers.update(HEADERS)
    answer: Callable[..., Any] = response
    return answer


def _reason(reason: str | None) -> str:
    return f"<p>This desk is closed:</p><pre>{escape(reason)}</pre>" if reason else ""
