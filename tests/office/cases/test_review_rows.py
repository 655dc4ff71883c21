"""Rows of the review that are drawn once and filled: each shows its own answers."""

from types import SimpleNamespace

import pytest
from lxml import html

from guichet.i18n import Localizer
from guichet.invoices.frozen import TextList
from guichet.invoices.row_blocks import Block
from guichet.office.cases.review_rows import ReviewRows
from guichet.office.cases.revision_changes import ComparedRow, ComparedValue
from guichet.web.page_context import PageContext, draw_frame

QUESTION = {
    "label": "Trajet",
    "path": "a",
    "values": ("Berne", "<b>Thoune & Cie</b>"),
    "flagged": True,
    "language": "fr",
}
OTHER = {"label": "Retour", "path": "remark", "values": ("Berne",), "flagged": False, "language": "de"}
LINE = QUESTION | {"values": ("Berne", "Thoune", "12 km"), "amounts": (100, 2500), "columns": ("Repas",), "total": 2500}
OTHER_LINE = OTHER | {"amounts": (100, 2600), "columns": ("Kilomètres",), "total": 3000}


def drawn(label, path, values, flagged, language, amounts=(), columns=None, total=0):
    request = SimpleNamespace(
        localize=Localizer(language), desk=SimpleNamespace(settings=SimpleNamespace(development=False))
    )
    rows = ReviewRows.__new__(ReviewRows)
    rows._page, rows._localize, rows.flags = PageContext(request), request.localize, {path} if flagged else set()
    compared = tuple(ComparedValue(one, one) for one in values)
    row = ComparedRow(label, path, compared, amounts=amounts)
    listed = TextList("lines", "Trajets", columns) if columns else None
    return rows.unchanged(Block((row,), listed, amounts), total)


def test_a_row_shows_its_label_and_its_values_as_they_were_typed():
    row = html.fromstring(drawn(**QUESTION))
    assert row.find("dt").text.strip() == "Trajet"
    assert list(row.find("dd").itertext()) == ["Berne", "<b>Thoune & Cie</b>"]
    assert row.find(".//input").get("value") == "a"


def test_a_line_shows_its_values_amounts_and_sums():
    table = html.fromstring(drawn(**LINE))
    assert " ".join(table.find(".//tbody//th").text_content().split()).startswith("Trajet · BerneThoune")
    assert [one.text_content().strip() for one in table.findall(".//li")] == ["12 km"]
    cells = [(one.text_content(), one.get("data-label")) for one in table.findall(".//tbody//td[@class='num']")]
    assert cells == [("1.00", "Repas"), ("25.00", None)]
    assert "CHF" in table.find(".//tfoot").text_content()


@pytest.mark.parametrize(
    ("row", "other", "changed"),
    [*((QUESTION, OTHER, name) for name in QUESTION), *((LINE, OTHER_LINE, name) for name in LINE)],
)
def test_a_row_that_differs_in_anything_is_drawn_otherwise(row, other, changed):
    draw_frame.cache_clear()
    before = drawn(**row)
    after = drawn(**row | {changed: other[changed]})
    assert after != before
    draw_frame.cache_clear()
    assert after == drawn(**row | {changed: other[changed]})
    assert before == drawn(**row)


def test_a_question_without_an_answer_says_so():
    assert "Non renseigné" in drawn(**QUESTION | {"values": ()})
