"""The title of each page says which page it is, and in which state (WCAG 2.4.2)."""

import pytest
from deskpages import CANTONS

from guichet.testing.page import Page
from guichet.testing.page_elements import said


@pytest.mark.parametrize("canton", CANTONS)
def test_no_two_pages_of_a_person_have_the_same_title(shown, canton):
    titles = {}
    for one in shown[canton]:
        if one.answer.status_int == 200 and one.answer.content_type == "text/html":
            page, its_own = Page(one.answer), titles.setdefault(one.who, {})
            title = said(page.document.find(".//title"))
            # One page may have two addresses.
            words, other = its_own.setdefault(title, (page.words, one.page.address))
            assert page.words == words, f"{one.who}: {title!r} at {one.page.address} and {other}"
    assert min(map(len, titles.values())) > 5
