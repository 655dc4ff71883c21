"""The German words are the longest: on a phone with text of twice the size they widen no page (WCAG 1.4.4)."""

from itertools import groupby

import pytest
from deskbrowser.inspection import large_text_faults
from deskbrowser.scenes import all_scenes

TABLES = {"statistics"}
"""Scenes with a table of figures, which may be wider than a phone (WCAG 1.4.10)."""
PAGES = sorted(
    (desk, scene.who, scene.path)
    for desk, scene in all_scenes()
    if scene.status == 200 and not scene.steps and scene.name not in TABLES
)
OF_PERSON = {who: [path for _desk, _who, path in pages] for who, pages in groupby(PAGES, lambda page: page[:2])}


@pytest.mark.parametrize(("desk", "who"), OF_PERSON)
def test_no_page_is_wider_than_a_phone(enter, signed_in, desk, who):
    visitor = enter(desk, "de", storage_state=signed_in(desk, who))
    found = []
    for path in dict.fromkeys(OF_PERSON[desk, who]):
        visitor.open(path)
        assert visitor.page.locator("html").get_attribute("lang") == "de-CH"
        found += [f"{path}: {fault}" for fault in large_text_faults(visitor.page)]
    assert found == []
