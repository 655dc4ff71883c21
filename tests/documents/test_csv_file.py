"""CSV files: what Excel shows of them, and that nothing in them runs."""

import csv
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guichet.documents.csv_file import FORMULA_SIGNS, csv_file

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def opened(content):
    """The cells as a spreadsheet reads them."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_excel_recognises_encoding_and_columns():
    content = csv_file([("Référence", "Total"), ("BE-2026-7K3M-Q2XW", Decimal("-12.50"))])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert opened(content) == [["Référence", "Total"], ["BE-2026-7K3M-Q2XW", "-12.50"]]


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), max_size=4))
def test_texts_come_back_and_none_is_a_formula(rows):
    read = opened(csv_file(rows))
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.lstrip(" \u00a0").startswith(FORMULA_SIGNS) for row in read for cell in row)
