"""Rows of a CSV file as Excel, Numbers and LibreOffice write it in Switzerland: its encoding, separator and quotes.

Detection of the encoding by frequency (charset-normalizer) is passed over: these programs write four encodings, which a
byte order mark or strict decoding tells apart, while a guess about short names is sometimes wrong. ``csv.Sniffer`` is
passed over as well: it takes any frequent character for a separator.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from translationstring import TranslationString

from guichet.documents.cleaning.outcome import MEGABYTE
from guichet.i18n import _

MAX_BYTES = 5 * MEGABYTE
"""10,000 rows with every column filled take 4 MB in UTF-16."""
MAX_ROWS = 10_000
EXCEL_ROWS = 1_048_576
"""Rows of a sheet, empty ones counted: Excel writes those that were once used (specifications and limits)."""
MAX_CELLS = 60
"""Cells of a row; there are 21 columns."""
SEPARATORS = ";,\t"
"""Swiss Excel writes semicolons, other regions commas, « Texte Unicode » tabs."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of .xlsx, .ods and .xls."""
_SEPARATOR_LINE = re.compile(r"\Asep=(?P<separator>[;,\t])\r?\n?", re.IGNORECASE)
"""First line that tells Excel the separator; Excel does not count it as a row."""
# Excel for Mac once wrote Mac Roman: its é, ä, ü, à, â, ï and ô are these letters in Windows-1252. Capitals Ž and Š
# begin names, or stand among other capitals.
_MAC_ROMAN = re.compile(r"[a-z][ŽŠ]|[A-Za-z][Ÿˆ‰•™]")

SAVE_AS_CSV = _(
    "Ce fichier n’est pas un fichier CSV. Dans Excel, choisissez « Enregistrer sous », puis « CSV UTF-8 (délimité par "
    "des virgules) »"
)
SAVE_AS_UTF8 = _(
    "Les accents de ce fichier ne se lisent pas. Dans Excel, choisissez « Enregistrer sous », puis « CSV UTF-8 "
    "(délimité par des virgules) »"
)
TOO_LARGE = _(
    "Le fichier dépasse ${most} Mo. Répartissez la liste en plusieurs fichiers", mapping={"most": MAX_BYTES // MEGABYTE}
)
TOO_MANY_ROWS = _(
    "Le fichier a plus de ${most} lignes. Répartissez la liste en plusieurs fichiers",
    mapping={"most": Decimal(MAX_ROWS)},
)
TOO_MANY_CELLS = _("La ligne ${row} a plus de ${most} colonnes. Supprimez celles qui ne servent pas à l’import")
TOO_LONG_CELL = _(
    "La ligne ${row} a une case de plus de ${most} caractères : est-ce bien une liste ? Ouvrez le fichier pour vérifier"
)
OPEN_QUOTE = _(
    "Un guillemet n’est pas fermé ou est mal placé à la ligne ${row}. Corrigez cette ligne dans votre fichier"
)
EMPTY = _("Le fichier est vide. Ouvrez-le pour vérifier, puis choisissez-le de nouveau")


class UnreadableFile(Exception):
    """The file as a whole is not read; ``message`` says what to do."""

    def __init__(self, message: TranslationString) -> None:
        super().__init__(message)
        self.message = message


class Row(NamedTuple):
    """A row with at least one cell that is not blank."""

    number: int
    """As Excel numbers it, from 1; empty rows count, lines inside quotes do not."""
    cells: list[str]


Rating = Callable[[list[str]], int]
"""How many cells of a row are names of columns."""


def read_rows(content: bytes, known_columns: Rating) -> list[Row]:
    """The rows that are not empty, the one with the names of the columns first. Raises `UnreadableFile`.

    The separator is the one with which the first row has the most names of columns.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile(TOO_LARGE)
    text = _decoded(content)
    announced = _SEPARATOR_LINE.match(text)
    text = text[announced.end() :] if announced else text
    separators = announced["separator"] if announced else SEPARATORS
    rows = list(_rows(text, max(separators, key=lambda one: known_columns(_first_cells(text, one)))))
    if not rows:
        raise UnreadableFile(EMPTY)
    return rows


def _decoded(content: bytes) -> str:
    if content.startswith(_WORKBOOKS):
        raise UnreadableFile(SAVE_AS_CSV)
    mark, encoding = next(((mark, name) for mark, name in _MARKS if content.startswith(mark)), (b"", ""))
    text = _strictly(content[len(mark) :], encoding) if mark else _unmarked(content)
    # No text has a null character; a PDF and a picture have many.
    if "\0" in text:
        raise UnreadableFile(SAVE_AS_CSV)
    return text


def _unmarked(content: bytes) -> str:
    """UTF-8, or Windows-1252: a text with accents in the latter is hardly ever valid UTF-8."""
    try:
        return content.decode()
    except UnicodeError:
        text = _strictly(content, "cp1252")
    if "\0" not in text and _MAC_ROMAN.search(text):
        raise UnreadableFile(SAVE_AS_UTF8)
    return text


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeError:
        raise UnreadableFile(SAVE_AS_CSV if b"\0" in content[:1000] else SAVE_AS_UTF8) from None


def _first_cells(text: str, separator: str) -> list[str]:
    try:
        # Without the empty lines before it, which are a megabyte in a file made for that.
        return next((row.cells for row in _rows(text.lstrip("\r\n"), separator)), [])
    except UnreadableFile:
        # With another separator the quotes may be right; if not, reading all rows says so.
        return []


def _rows(text: str, separator: str) -> Iterator[Row]:
    # newline="": Excel writes \r\n between rows, \n inside a cell, and Excel for Mac once \r.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = filled = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as problem:
            # The module has one exception for all, and tells them apart by its words alone.
            too_long = "field limit" in str(problem)
            text = TOO_LONG_CELL % {"most": Decimal(csv.field_size_limit())} if too_long else OPEN_QUOTE
            raise UnreadableFile(text % {"row": number}) from None
        if cells is None:
            return
        if number > EXCEL_ROWS:
            raise UnreadableFile(TOO_MANY_ROWS)
        if len(cells) > MAX_CELLS and any(cells[MAX_CELLS:]):
            raise UnreadableFile(TOO_MANY_CELLS % {"row": number, "most": MAX_CELLS})
        # What is left is empty: a file of 5 MB may have five million such cells.
        cells = cells[:MAX_CELLS]
        if any(cell.strip() for cell in cells):
            filled += 1
            # The names of the columns are a row too.
            if filled > MAX_ROWS + 1:
                raise UnreadableFile(TOO_MANY_ROWS)
            yield Row(number, cells)
