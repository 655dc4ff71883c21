"""WeasyPrint, set up once per process. Imported on the first copy only: it takes half a second to load."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from PIL import ImageFile

from guichet.documents import pdf_conformance, tagging
from guichet.documents.fonts import beyond_ours, private_fontconfig

with private_fontconfig():
    from weasyprint import CSS, HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    FONTS = FontConfiguration()
    """Reading the font folder takes as long as laying out an empty page, so it is done once."""

# WeasyPrint lets the whole process take pictures that were cut off for good; attachments must not profit from it.
ImageFile.LOAD_TRUNCATED_IMAGES = False

SCHEME = "document:"
CONTENT_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".css": "text/css"}


class Forbidden(Exception):
    """A page asked for something that was not handed over with it."""


class Fetcher(URLFetcher):
    """Serves the files handed over as ``document:name`` and refuses every other address: no network, no disk."""

    def __init__(self, given: Mapping[str, bytes | Path]) -> None:
        # The base class would set up handlers for http, ftp and file here: exactly what must not exist.
        self._given = given
        self._fail_on_errors = True

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """The file called ``url``, or an error that ends the rendering."""
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self._given:
            raise Forbidden(url)
        content = self._given[name]
        body = content.read_bytes() if isinstance(content, Path) else content
        kind = CONTENT_TYPES.get(Path(name).suffix, "application/octet-stream")
        return URLFetcherResponse(url, body, {"Content-Type": kind})


NOTHING = Fetcher({})


@cache
def _fonts_of_every_script() -> FontConfiguration:
    """For copies with a name in Arabic or Chinese: loaded with the first of them."""
    with private_fontconfig(every_script=True):
        return FontConfiguration()


@lru_cache(maxsize=16)
def _style(text: str) -> Any:
    """A style sheet, parsed once for all copies."""
    return CSS(string=text, font_config=FONTS, url_fetcher=NOTHING)


def _finish(document: Any, pdf: Any) -> None:
    pdf_conformance.declare_universal_access(pdf)
    pdf_conformance.list_attachments_once(pdf)
    pdf_conformance.name_every_glyph(pdf)
    tagging.give_scope_to_headers(pdf)
    tagging.mark_running_lines(pdf)


def write(html: str, stylesheet: str, files: Mapping[str, bytes | Path], attachment: Attachment, at: datetime) -> bytes:
    """Lays out ``html`` and writes the finished file; ``at`` (UTC) is the only date in it."""
    try:
        page = HTML(string=html, url_fetcher=Fetcher(files))
        fonts = _fonts_of_every_script() if beyond_ours(html) else FONTS
        document = page.render(font_config=fonts, stylesheets=[_style(stylesheet)])
    except FatalURLFetchingError as problem:
        # WeasyPrint's error is not an Exception and would pass every handler of ours.
        raise Forbidden(str(problem)) from None
    document.metadata.attachments = [attachment]
    document.metadata.created = document.metadata.modified = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    written: bytes = document.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True, finisher=_finish)
    return pdf_conformance.end_streams_plainly(written)


def attach(content: bytes, name: str, description: str, at: datetime) -> Attachment:
    """The data that a machine reads instead of the page."""
    return Attachment(
        string=content,
        name=name,
        description=description,
        created=at,
        modified=at,
        relationship="Data",
        url_fetcher=NOTHING,
    )
