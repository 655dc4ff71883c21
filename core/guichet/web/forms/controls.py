"""From what a browser posted to the raw answers, without judging them."""

from collections.abc import Iterable
from typing import Any

import peppercorn
from pyramid.httpexceptions import HTTPBadRequest

_MARKERS = (peppercorn.START, peppercorn.END)


class MalformedForm(HTTPBadRequest):
    """The posted controls cannot come from one of our forms: unbalanced markers, a file where a text belongs, a list
    where one answer belongs. No words at the fields would help; left alone, it becomes the reply 400.
    """


def parse(controls: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The posted ``controls``, in document order, as nested dicts and lists.

    :raises Malformed: for markers that do not balance.
    """
    tokens = list(controls)
    # peppercorn takes markers for strings and would stumble over an uploaded file.
    if any(key in _MARKERS and not isinstance(value, str) for key, value in tokens):
        raise MalformedForm("a marker is not a text")
    try:
        return dict(peppercorn.parse(tokens))
    except ValueError as error:
        raise MalformedForm(str(error)) from error


def clean(text: str) -> str:
    """``text`` as it may be stored and shown again: plain line ends, no half characters, which no page can hold."""
    if text.isascii() and "\r" not in text:
        return text
    return text.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")
