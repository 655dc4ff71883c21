"""CSV files that Swiss Excel opens with a double click; every table that leaves the desk as a file is written here."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

SEPARATOR = ";"
"""What Excel splits at with Swiss settings, in French and German."""
MARK = "\ufeff"
"""Byte order mark, without which Excel takes UTF-8 for Windows-1252."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters with which a spreadsheet reads a text as a formula (OWASP, CSV Injection)."""
Cell = str | int | Decimal


def csv_file(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as UTF-8 with semicolons, quotes and CRLF.

    A text that a spreadsheet would take for a formula has an apostrophe in front; numbers stay as they are.
    """
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=SEPARATOR).writerows([harmless(cell) for cell in row] for row in rows)
    return (MARK + text.getvalue()).encode()


def harmless(cell: Cell) -> str:
    """The cell as a text that no spreadsheet runs."""
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.lstrip(" \u00a0").startswith(FORMULA_SIGNS) else text
