"""Rows of the review that are drawn once and filled: each shows its own answers."""

from types import SimpleNamespace

import pytest
from lxml import html

from guichet.i18n import Localizer
from guichet.invoices.row_blocks import Block
from guichet.office.cases.review_rows import ReviewRows
from guichet.office.cases.revision_changes import ComparedRow, ComparedValue
from guichet.web.page_context import PageContext, draw_frame

FIRST = {"label": "Trajet", "path": "a", "values": ("Berne", "<b>Thoune & Cie</b>"), "flagged": True, "language": "fr"}
OTHERS = {"label": "Retour", "path": "remark", "values": ("Berne",), "flagged": False, "language": "de"}


def drawn(label, path, values, flagged, language):
    request = SimpleNamespace(
        localize=Localizer(language), desk=SimpleNamespace(settings=SimpleNamespace(development=False))
    )
    request.page_context = PageContext(request)
    rows = ReviewRows.__new__(ReviewRows)
    rows._page, rows.flags = request.page_context, {path} if flagged else set()
    compared = tuple(ComparedValue(one, one) for one in values)
    return rows.unchanged(Block((ComparedRow(label, path, compared),)))


def test_a_row_shows_its_label_and_its_values_as_they_were_typed():
    row = html.fromstring(drawn(**FIRST))
    assert row.find("dt").text.strip() == "Trajet"
    assert list(row.find("dd").itertext()) == ["Berne", "<b>Thoune & Cie</b>"]
    assert row.find(".//input").get("value") == "a"


@pytest.mark.parametrize("changed", FIRST)
def test_a_row_that_differs_in_anything_is_drawn_otherwise(changed):
    draw_frame.cache_clear()
    before = drawn(**FIRST)
    after = drawn(**FIRST | {changed: OTHERS[changed]})
    assert after != before
    draw_frame.cache_clear()
    assert after == drawn(**FIRST | {changed: OTHERS[changed]})
    assert before == drawn(**FIRST)


def test_a_question_without_an_answer_says_so():
    assert "Non renseigné" in drawn(**FIRST | {"values": ()})
