"""Files that programs look for at fixed addresses: robots.txt (RFC 9309) and security.txt (RFC 9116)."""

from datetime import timedelta

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response

from guichet import clock
from guichet.web.transactions import no_root
from guichet.web.view_permissions import PUBLIC

ROBOTS = "User-agent: *\nDisallow: /\n"
"""No search engine: pages are personal, and addresses of the public ones are on the office's site."""
SECURITY_TXT = ".well-known/security.txt"
VALID = timedelta(days=90)
"""RFC 9116, 2.5.5 recommends less than a year. From the clock, so that a desk that runs never shows an old date."""


def includeme(config: Configurator) -> None:
    """Registers the two addresses."""
    for name, path, view in (("robots", "/robots.txt", robots), ("security_txt", f"/{SECURITY_TXT}", security_txt)):
        config.add_route(name, path, factory=no_root)
        config.add_view(view, route_name=name, request_method="GET", permission=PUBLIC)


def robots(request: Request) -> Response:
    """Asks every crawler to stay away."""
    return _text(ROBOTS)


def security_txt(request: Request) -> Response:
    """Where to report a weakness; 404 where the office names no e-mail address."""
    desk = request.desk
    if not desk.plugins.contacts.email:
        raise HTTPNotFound()
    expires = (clock.now() + VALID).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    fields = {
        "Contact": f"mailto:{desk.plugins.contacts.email}",
        "Expires": expires,
        "Preferred-Languages": ", ".join(desk.tenant.languages),
        "Canonical": desk.url(SECURITY_TXT),
    }
    return _text("".join(f"{name}: {value}\n" for name, value in fields.items()))


def _text(text: str) -> Response:
    return Response(content_type="text/plain", charset="utf-8", text=text)
