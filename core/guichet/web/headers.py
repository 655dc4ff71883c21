"""Security headers of every response, and redirects without a body."""

from collections.abc import Callable
from typing import Any

from pyramid.httpexceptions import HTTPRedirection
from pyramid.request import Request
from pyramid.response import Response

Handler = Callable[[Request], Response]

# Nothing inline and nothing from other hosts, so that typed text cannot become a script even where escaping fails
# (ASVS 3.4.3). No nonce: none is needed without inline scripts, and one inside injected markup would execute.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    # ASVS 3.4.8 and 3.5.8: other sites neither script a window of the desk nor embed its files.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Pages show personal data: nothing is cached on the way, and Back after signing out shows nothing (ASVS 14.3.2).
    "Cache-Control": "no-store",
}
OF_DOCUMENTS = {"Permissions-Policy", "Cross-Origin-Opener-Policy"}
"""Headers that browsers read with a document alone."""
# No documents, also when their address is opened by itself. A picture is one: SVG.
PARTS = {"text/css", "text/javascript", "application/javascript", "font/woff2"}
LINK = "link="
"""Part of the query of an address from a mail; the secret behind it must not leave in a Referer header."""
# Not ``no-referrer``: with it a browser posts the forms of the page with ``Origin: null`` (Fetch standard, 3.2), which
# Pyramid's check of the origin refuses (BadCSRFOrigin).
LINK_REFERRER_POLICY = "strict-origin"
TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"
"""Two years; ASVS 3.4.1 asks for one at least."""


def secure(handler: Handler, registry: Any) -> Handler:
    """Tween factory: adds the security headers that a view has not set itself, and leaves redirects without a body."""
    headers = [(name, name.lower(), value) for name, value in HEADERS.items()]
    # A first visit has four parts: half a kilobyte less on a slow line.
    of_parts = [header for header in headers if header[0] not in OF_DOCUMENTS]
    if not registry.desk.settings.development:
        for each in (headers, of_parts):
            each.append(("Strict-Transport-Security", "strict-transport-security", TRANSPORT_SECURITY))

    def tween(request: Request) -> Response:
        response = handler(request)
        if isinstance(response, HTTPRedirection):
            # Pyramid would write a page into it, in English, that no browser shows.
            response.empty_body = True
        if LINK in request.query_string:
            response.headers["Referrer-Policy"] = LINK_REFERRER_POLICY
        given = {name.lower() for name, _value in response.headerlist}
        wanted = of_parts if response.content_type in PARTS else headers
        response.headerlist.extend((name, value) for name, lower, value in wanted if lower not in given)
        return response

    return tween
