"""Bounds of address and headers, checked before any code reads them; the body has its own, see ``form_body``."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from guichet.web import security_log

Handler = Callable[[Request], Response]
MAX_HEADER = 8_192
"""Characters of a header, the query included; nginx refuses longer ones by default."""
MAX_HEADERS = 100
"""Headers of a request; browsers send 20, proxies add 5. Apache has the same limit."""
JUNK = "400 Bad Request\n"
TOO_LARGE = (
    "Votre navigateur a envoyé plus de données que le guichet n’en accepte. Effacez les cookies de ce site, puis "
    "réessayez.\n"
    "Ihr Browser hat mehr Daten gesendet, als der Online-Schalter annimmt. Löschen Sie die Cookies dieser Website und "
    "versuchen Sie es noch einmal.\n"
)
"""In two languages: the header with the reader's language may be the one that is too long."""


def refuse_junk(handler: Handler, registry: Any) -> Handler:
    """Tween factory: 431 for headers that are too long, 400 for an address, query or cookie that is no text.

    Otherwise the first view, lookup or log entry that meets such a value raises: a 500 for each scanner.
    """

    def tween(request: Request) -> Response:
        headers = [value for name, value in request.environ.items() if name.startswith("HTTP_")]
        lines = (*headers, request.query_string, request.environ.get("CONTENT_TYPE", ""))
        if len(headers) > MAX_HEADERS or max(map(len, lines)) > MAX_HEADER:
            return _answer(request, 431, TOO_LARGE)
        try:
            _require_text(request)
        except (UnicodeError, ValueError):
            return _answer(request, 400, JUNK)
        return handler(request)

    return tween


def _answer(request: Request, status: int, text: str) -> Response:
    security_log.record(request, "request_refused", status=status)
    return Response(status=status, content_type="text/plain", charset="utf-8", text=text)


def _require_text(request: Request) -> None:
    path = request.path_info
    # Such a path, put into a form or a redirect, would lead to another site.
    if path.startswith("//") or ".." in path.split("/"):
        raise ValueError("a path that leads elsewhere")
    # Joined, since each request has them looked through.
    texts = chain((path,), *request.GET.items(), *request.cookies.items())
    if "\0" in "".join(texts):
        raise ValueError("a null character")
