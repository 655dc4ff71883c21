"""The title of each page says which page it is, and in which state (WCAG 2.4.2)."""

import pytest
from deskpages import CANTONS, furnish, pages, visitors

from guichet.testing.page import Page
from guichet.testing.page_elements import said


@pytest.mark.parametrize("canton", CANTONS)
def test_no_two_pages_of_a_person_have_the_same_title(make_desks, sign_in, canton):
    desks = furnish(make_desks(CANTONS))
    for who, browser, principals in visitors(desks, canton, sign_in):
        titles = {}
        for page in pages(desks, canton, principals, "GET"):
            if page.view["name"].endswith((".pdf", ".zip")):
                continue
            answer = browser.get(page.address)
            if answer.status_int == 200 and answer.content_type == "text/html":
                shown = Page(answer)
                title = said(shown.document.find(".//title"))
                # One page may have two addresses.
                words, other = titles.setdefault(title, (shown.words, page.address))
                assert shown.words == words, f"{who}: {title!r} at {page.address} and {other}"
        assert len(titles) > 5, who
