"""Posted controls to raw answers, unchecked."""

from collections.abc import Iterable
from typing import Any

import peppercorn
from pyramid.httpexceptions import HTTPBadRequest

_MARKERS = (peppercorn.START, peppercorn.END)


class MalformedForm(HTTPBadRequest):
    """Posted controls that no form of the desk can have sent: unbalanced markers, a file where a text belongs, a list
    where one answer belongs. Such a request is forged, so the reply is 400 and there is no message at a field.
    """


def parse(controls: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The posted ``controls``, in document order, as nested dicts and lists.

    :raises MalformedForm: for markers that do not balance.
    """
    tokens = list(controls)
    # peppercorn expects markers to be texts and fails on an uploaded file with an error of another kind.
    if any(key in _MARKERS and not isinstance(value, str) for key, value in tokens):
        raise MalformedForm("a marker is not a text")
    try:
        return dict(peppercorn.parse(tokens))
    except ValueError as error:
        raise MalformedForm(str(error)) from error


def clean(text: str) -> str:
    """``text`` fit to be stored and shown: line ends as LF, each lone surrogate as « ? ».

    Browsers post line ends as CR LF (HTML standard, form submission). A lone surrogate has no UTF-8, so no page could
    show it.
    """
    if text.isascii() and "\r" not in text:
        return text
    return text.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")
