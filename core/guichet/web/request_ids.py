"""Ids of requests: a line of the log, and the error page that a person saw, name the same one (ASVS 16.2.1)."""

import re
import secrets
from collections.abc import Callable, MutableMapping
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from guichet import logs

Handler = Callable[[Request], Response]
REQUEST_ID = "guichet.request_id"
"""Key in the environment of a request, which all its attempts share."""
OF_PROXY = re.compile("[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
"""As nginx (``$request_id``), HAProxy, Caddy and Traefik write it. Anything else could be text of the browser."""
SIZE = 6
"""Bytes of an id made here: twelve characters can be read out on the telephone, and no two of a year are the same."""


def request_id(environ: MutableMapping[str, Any], from_proxy: bool) -> str:
    """The id of a request, made at the first call, or the proxy's, where ``from_proxy`` says that it writes one."""
    found: str | None = environ.get(REQUEST_ID)
    if found is None:
        given = environ.get("HTTP_X_REQUEST_ID", "") if from_proxy else ""
        found = environ[REQUEST_ID] = given if OF_PROXY.fullmatch(given) else secrets.token_hex(SIZE)
    return found


def with_id(handler: Handler, registry: Any) -> Handler:
    """Tween factory: the id of the request is on every line that is logged during it."""
    from_proxy = registry.desk.settings.monitoring.request_id_from_proxy

    def tween(request: Request) -> Response:
        logs.request_id.set(request_id(request.environ, from_proxy))
        return handler(request)

    return tween
