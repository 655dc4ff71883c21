"""Rows of long tables: what a reader sees is what the row's template says, for every text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from pyramid.testing import DummyRequest

from guichet.i18n import Localizer
from guichet.web.table_rows import RowTemplate

NAMES = ("path", "reference", "day", "type", "number", "beneficiary", "avs", "sender", "tint", "state", "total", "own")
ROW = RowTemplate("guichet.invoices", "history_row.pt")


def drawn(*rows: dict[str, str], language: str = "fr", company: bool = True) -> list[html.HtmlElement]:
    request = DummyRequest(localize=Localizer(language))
    return html.fromstring(f"<table>{ROW.draw(request, rows, company=company)}</table>").findall(".//tr")


def row(**texts: str) -> dict[str, str]:
    return {name: name for name in NAMES} | {"mark": "", "answered": ""} | texts


@pytest.mark.parametrize("text", ["<b>", 'O\'Brien & "Söhne"', "100 %", "%(avs)s", "%s", "${avs}", "{avs}", "\\1"])
def test_any_text_is_shown_as_it_is_written(text):
    [shown] = drawn(row(beneficiary=text))
    assert shown[2].text == text


@given(st.dictionaries(st.sampled_from(NAMES), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))))
def test_texts_never_change_columns(texts):
    cells = row(**texts)
    [shown] = drawn(cells)
    assert [cell.text_content().strip() for cell in shown[4:6]] == [cells["state"].strip(), cells["total"].strip()]
    assert shown[0][0].get("href") == cells["path"]


def test_a_null_character_fails_rather_than_shift_columns():
    with pytest.raises(ValueError, match="extended slice"):
        drawn(row(beneficiary="a\0b"))


def test_rows_keep_their_order_and_number():
    assert [one[0][0].text for one in drawn(row(reference="1"), row(reference="2"))] == ["1", "2"]
    assert not drawn()


def test_a_condition_of_the_template_holds_for_all_rows():
    with_sender, without = drawn(row(), row()), drawn(row(), row(), company=False)
    assert [len(one) for one in (*with_sender, *without)] == [7, 7, 5, 5]


def test_each_language_has_its_own_words():
    labels = {language: drawn(row(), language=language)[0][3][0].text for language in ("fr", "de")}
    assert labels["fr"] == "Responsable"
    assert labels["de"] == Localizer("de").translate("Responsable", "guichet") != "Responsable"
