"""Compression of answers: pages with gzip where that reveals nothing, static files once for each content.

Why a page is left as it is when another site has led to it: docs/decisions/0008-compressed-pages.md (BREACH).
"""

import gzip
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from webob.acceptparse import create_accept_encoding_header

Handler = Callable[[Request], Response]
TYPES = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml")
"""What gets smaller; fonts, photos and PDFs are compressed already."""
WORTH = 500
"""Bytes; what is shorter fits one packet of the network anyhow."""
PAGE_LEVEL = 5
"""A page of 20 kB takes 0.25 ms; level 9 takes twice as long for 1 per cent (measured)."""
FILES = 64
"""Static files of all desks that are kept compressed."""
HEADERS = 64
"""Values of ``Accept-Encoding`` that are remembered."""


def compress(handler: Handler, registry: Any) -> Handler:
    """Tween factory: compresses answers for browsers that accept gzip."""

    def tween(request: Request) -> Response:
        response = handler(request)
        if response.content_type not in TYPES or "Content-Encoding" in response.headers:
            return response
        # WebOb takes the header apart even where there is none, as on all pages.
        kept = response.cache_control.max_age if "Cache-Control" in response.headers else None
        if kept:
            # For caches of a proxy, which may be asked by browsers of both kinds.
            response.vary = "Accept-Encoding"
        # A part of a file is a part of the file as it is stored.
        wanted = accepts_gzip(request) and "Range" not in request.headers and (kept or reveals_nothing(request))
        if wanted and len(body := response.body) >= WORTH:
            response.body = compressed_file(body) if kept else gzip.compress(body, PAGE_LEVEL, mtime=0)
            response.content_encoding = "gzip"
        return response

    return tween


def accepts_gzip(request: Request) -> bool:
    """Whether the browser says that it reads gzip. One without the header is a program, which gets the plain text."""
    header = request.environ.get("HTTP_ACCEPT_ENCODING")
    return header is not None and _names_gzip(header)


# Kept, since WebOb takes the header apart with several expressions, and browsers send one of a few.
@lru_cache(HEADERS)
def _names_gzip(header: str) -> bool:
    return bool(create_accept_encoding_header(header).acceptable_offers(["gzip"]))


def reveals_nothing(request: Request) -> bool:
    """Whether no other site can have chosen a part of this page and watch how long it gets.

    True for a request from a page of the desk itself or from the address bar (Fetch Metadata), and for one without any
    cookie, whose page holds no personal data.
    """
    return request.headers.get("Sec-Fetch-Site") in ("same-origin", "none") or "Cookie" not in request.headers


@lru_cache(FILES)
def compressed_file(content: bytes) -> bytes:
    """A static file with gzip, compressed when it is asked for the first time."""
    return gzip.compress(content, mtime=0)
