"""HTML to a PDF that can be kept (PDF/A-3a) and heard (PDF/UA-1), with the data attached; same input, same bytes."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from guichet.documents.fonts import printable

_one_at_a_time = threading.Lock()
"""Pango's font map is shared by all copies and is not made for several threads."""


def render_pdf(
    html: str,
    *,
    attachment: bytes,
    attachment_name: str,
    attachment_description: str,
    moment: datetime,
    files: Mapping[str, bytes | Path],
    stylesheet: str = "",
) -> bytes:
    """The document, the same to the byte in every run, process and time zone.

    ``html`` needs a ``lang``, a title and one ``h1``; it reaches the ``files`` as ``document:name`` and nothing else:
    any other address raises :class:`~guichet.documents.engine.Forbidden`. ``moment`` is aware and becomes the file's
    date. ``stylesheet`` is parsed once and kept, so give the same text for every document of a kind. Characters that
    no typeface draws are replaced (see :func:`guichet.documents.fonts.printable`); ``attachment`` is left as it is.
    Raises :class:`~guichet.documents.noto_fonts.MissingFonts` where only the machine's typefaces are behind.
    """
    at = moment.astimezone(UTC)
    with _one_at_a_time:
        from guichet.documents import engine  # on first use: WeasyPrint takes half a second to load

        attached = engine.attach(attachment, attachment_name, attachment_description, at)
        return engine.write(printable(html), stylesheet, files, attached, at)
