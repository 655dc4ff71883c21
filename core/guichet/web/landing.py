"""The page on ``localhost`` that lists the desks of a development server, in the look of the desks."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from pyramid.response import Response

from guichet.desk import BrokenDesk
from guichet.settings import TenantSettings
from guichet.web.assets import SHARED, folder
from guichet.web.headers import HEADERS


def landing_page(desks: Iterable[TenantSettings], broken: Iterable[BrokenDesk] = ()) -> Callable[..., Any]:
    """A WSGI application that answers every path with the list of desks, and with the error of each broken one.

    Only ``/desk.css`` and the fonts that it names are files of the shared theme.
    """
    reasons = {desk.tenant_settings: desk.reason for desk in broken}
    items = "".join(
        f'<li><a href="{escape(desk.url)}/"><b>{escape(desk.url)}</b></a>{_reason(reasons.get(desk))}</li>'
        for desk in desks
    )
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Desks on this machine</title>'
        '<link rel="stylesheet" href="/desk.css"></head><body><header class="masthead"></header>'
        '<main><div class="wrap"><div class="measure stack"><h1>Desks on this machine</h1>'
        f'<ul class="types">{items}</ul></div></div></main></body></html>'
    )
    fonts = (folder(SHARED) / "fonts").glob("*.woff2")
    answers = {"/desk.css": _file("desk.css", "text/css")}
    answers |= {f"/fonts/{font.name}": _file(f"fonts/{font.name}", "font/woff2") for font in fonts}
    listed = _with_headers(Response(text=page, content_type="text/html", charset="utf-8"))

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer: Iterable[bytes] = answers.get(environ["PATH_INFO"], listed)(environ, start_response)
        return answer

    return application


def _file(path: str, kind: str) -> Response:
    return _with_headers(Response(body=(folder(SHARED) / path).read_bytes(), content_type=kind))


def _with_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _reason(reason: str | None) -> str:
    return f"<p>This desk is closed:</p><pre>{escape(reason)}</pre>" if reason else ""
