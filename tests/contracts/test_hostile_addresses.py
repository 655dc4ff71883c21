"""Every page with hostile values in the query of its address: no page breaks, whatever an address holds.

Which names a page asks its query for is seen while it is shown: whatever is added is tried as well.
"""

import pytest
from deskpages import CANTONS, furnish, pages, visitors
from webob.multidict import GetDict

HOSTILE = ("9999999999999999999", "-1", "²", "2026-99", "a=b&c", "x" * 300, "9" * 5000)
"""A number of more than 64 bits, one below all, a digit that is no number, a month that is none, a query in a query,
more digits than Python reads."""
LEFT_ALONE = {"again", "done"}
"""Read for each page; a form that was typed has a test of its own."""


@pytest.fixture
def desks(make_desks):
    return furnish(make_desks(CANTONS))


@pytest.fixture
def asked(monkeypatch):
    """The names that were asked for in a query, by any page since the set was cleared."""
    names = set()

    def noting(method):
        def note(query, name, *default):
            names.add(name)
            return method(query, name, *default)

        return note

    for name in ("get", "getall", "__getitem__", "__contains__"):
        monkeypatch.setattr(GetDict, name, noting(getattr(GetDict, name)))
    return names


@pytest.mark.parametrize("canton", CANTONS)
def test_no_value_in_an_address_breaks_a_page(desks, sign_in, asked, canton):
    tried = set()
    for who, browser, principals in visitors(desks, canton, sign_in):
        for page in pages(desks, canton, principals, "GET"):
            asked.clear()
            browser.get(page.address)
            names = sorted(asked - LEFT_ALONE)
            if not page.allowed or (page.address, *names) in tried:
                continue
            tried.add((page.address, *names))
            for value in HOSTILE if names else ():
                answer = browser.get(page.address, dict.fromkeys(names, value))
                assert answer.status_int < 500, f"{who}: {answer.request.path_qs}"
    assert {"after", "list", "filter", "page"} <= {name for _address, *names in tried for name in names}
