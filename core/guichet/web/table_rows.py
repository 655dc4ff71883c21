"""Rows of long tables: the template of a row is drawn once per language, then filled with the texts of each row."""

from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from html import escape
from importlib.resources import files
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from chameleon import PageTemplateFile
from chameleon.utils import Markup
from pyramid.request import Request

from guichet.i18n import Localizer
from guichet.web.html_frames import frame_of

MAX_KEPT = 256
"""Kept rows of the process, under 1 kB each: one per table, language and set of columns."""


class RowTemplate:
    """Template of one ``<tr>``: a file in the ``templates`` folder of a package.

    Chameleon looks up each name again for each row: 25 rows of eleven cells cost a quarter of the guichet page. Put
    together from pieces they cost less than a tenth of that.
    """

    def __init__(self, package: str, name: str) -> None:
        self._template = PageTemplateFile(str(files(package) / "templates" / name))

    def draw(self, request: Request, rows: Iterable[Mapping[str, str]], **facts: Any) -> Markup:
        """The rows as HTML. All rows have the same keys, which are the names in the template; values are plain text.

        ``facts`` are what the template's conditions depend on, the same for all rows.
        """
        listed = list(rows)
        if not listed:
            return Markup("")
        row = _row_pieces(self._template, request.localize, tuple(listed[0]), tuple(facts.items()))
        texts_of = itemgetter(*row.names)
        # One escape for all texts of the table: one each takes as long as the rest. No text that was posted holds a
        # null character (``form_readers``); another one would fail at the slice, never mix the columns.
        texts = escape("\0".join(chain.from_iterable(map(texts_of, listed)))).split("\0")
        pieces = row.pieces * len(listed)
        pieces[::2] = texts
        pieces[-1] = row.end
        return Markup("".join((row.begin, *pieces)))


class RowPieces(NamedTuple):
    """The drawn template of a row, taken apart at its texts."""

    names: list[str]
    """Of the texts, in their order."""
    begin: str
    """What is before the first text."""
    pieces: list[str]
    """A place for each text, and behind it what is between it and the next one, be it the first of the next row."""
    end: str
    """What is behind the last text."""


@lru_cache(MAX_KEPT)
def _row_pieces(
    template: PageTemplateFile, localize: Localizer, names: tuple[str, ...], facts: tuple[tuple[str, Any], ...]
) -> RowPieces:
    draw = partial(template, translate=localize.translate, localize=localize)
    begin, *apart = frame_of(draw, names, facts).parts
    found, between = apart[::2], apart[1::2]
    end = between[-1]
    between[-1] = end + begin
    return RowPieces(found, begin, [piece for text in between for piece in ("", text)], end)
