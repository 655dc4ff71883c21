"""HTML to a PDF that can be kept (PDF/A-3a) and heard (PDF/UA-1), with the data attached; same input, same bytes."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from guichet.documents.drawing import Drawing, DrawingProcess
from guichet.documents.fonts import printable

_one_at_a_time = threading.Lock()
"""Pango's font map is shared by all copies and is not made for several threads."""
_process: DrawingProcess | None = None
"""None in commands, where drawing holds up no page and no queue."""


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
    Raises :class:`~guichet.documents.noto_fonts.MissingFonts` where only the machine's typefaces are behind, and
    ``TimeoutError`` where the process that draws took too long.
    """
    drawing = Drawing(
        html, attachment, attachment_name, attachment_description, moment.astimezone(UTC), files, stylesheet
    )
    drawn = _process.draw(drawing) if _process is not None else None
    return draw(drawing) if drawn is None else drawn


def draw_in_own_process() -> None:
    """Lets all documents of this process be drawn by another one; called by web processes and workers."""
    global _process  # noqa: PLW0603  # one for the whole process, like the typefaces
    _process = _process or DrawingProcess()


def draw(drawing: Drawing) -> bytes:
    """The document, drawn here."""
    with _one_at_a_time:
        from guichet.documents import engine  # on first use: WeasyPrint takes half a second to load

        at = drawing.moment
        names = drawing.attachment_name, drawing.attachment_description
        attached = engine.attach(drawing.attachment, *names, at)
        return engine.write(printable(drawing.html), drawing.stylesheet, drawing.files, attached, at)
