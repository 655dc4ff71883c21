"""What every answer carries, and what no request may contain."""

from collections.abc import Callable
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

Handler = Callable[[Request], Response]

# Nothing inline, nothing from elsewhere: a text that a person typed can never become a script.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Pages show personal data: no cache on the way, and the Back button after signing out shows nothing.
    "Cache-Control": "no-store",
}
LINK = "link="
"""In the address of whoever follows a link of a mail: what comes after it opens something."""
# Not ``no-referrer``: a browser then says nothing of the site in forms sent from the page either, and a form of which
# nobody knows where it comes from is refused.
UNTOLD = "strict-origin"
FORM = "application/x-www-form-urlencoded"
MAX_FORM = 250_000
"""Bytes of a form without files, before it is parsed: a million bytes of empty fields take seconds (measured)."""
TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"


def secure(handler: Handler, registry: Any) -> Handler:
    """Tween: adds the security headers that a view has not set itself."""
    headers = [(name, name.lower(), value) for name, value in HEADERS.items()]
    if not registry.desk.settings.development:
        headers.append(("Strict-Transport-Security", "strict-transport-security", TRANSPORT_SECURITY))

    def tween(request: Request) -> Response:
        response = handler(request)
        if LINK in request.query_string:
            response.headers["Referrer-Policy"] = UNTOLD
        given = {name.lower() for name, _value in response.headerlist}
        response.headerlist.extend((name, value) for name, lower, value in headers if lower not in given)
        return response

    return tween


def refuse_junk(handler: Handler, registry: Any) -> Handler:
    """Tween: what is no text, in address, query or form, is answered with 400 before any view reads them."""

    def tween(request: Request) -> Response:
        try:
            _read_all(request)
        except (UnicodeError, ValueError, DeprecationWarning):  # the last is WebOb's error for a charset beside UTF-8
            return Response(status=400, content_type="text/plain", charset="utf-8", text="400 Bad Request\n")
        return handler(request)

    return tween


def _read_all(request: Request) -> None:
    if request.content_type == FORM and request.content_length and request.content_length > MAX_FORM:
        raise ValueError("a form longer than anybody types")
    # Such a path, put into a form or a redirect, would lead to another site.
    if request.path_info.startswith("//") or ".." in request.path_info.split("/"):
        raise ValueError("a path that leads elsewhere")
    for text in (request.path_info, *request.GET.items(), *request.cookies.items()):
        _refuse_null(text)
    if request.method == "POST":
        for name, value in request.POST.items():
            if name is None:
                raise ValueError("a part of a form without a name")
            _refuse_null(name)
            if isinstance(value, str):
                _refuse_null(value)


def _refuse_null(text: str | tuple[str, str]) -> None:
    if any("\0" in part for part in ((text,) if isinstance(text, str) else text)):
        raise ValueError("a null character")
