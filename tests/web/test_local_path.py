"""No link of ours leads to another site."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guichet.web.pages import local_path

EVIL = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/x\\..\\//evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "mailto:a@b.example",
    "evil.example",
    "@evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\r\nLocation: https://evil.example",
    "/\x00/evil.example",
    "/é",
    "/\u2028/evil.example",
    "／／evil.example",
    "/ /evil.example",
    "",
    "?x",
    "#x",
    ".",
    "..//evil.example",
    "https://be.localhost@evil.example",
    "//be.localhost:80@evil.example/",
]
GOOD = [
    "/",
    "/work-list?state=submitted&after=4f",
    "/issuers/4f/invoices/1a/edit#lines",
    "/a%2F%2Fb",
    "/x//y",
    "/a?b=//c",
]


@pytest.mark.parametrize("address", EVIL)
def test_an_address_that_is_no_path_of_this_desk_is_the_home_page(address):
    assert local_path(address) == "/"


@pytest.mark.parametrize("address", GOOD)
def test_a_path_of_this_desk_stays_as_it_is(address):
    assert local_path(address) == address


pieces = st.sampled_from(
    ["/", "//", "\\", ":", "@", "evil.example", "https:", "javascript:", "\t", "\r\n", "%2F", "?", "#", ".", "x"]
)


@given(st.lists(pieces, max_size=8).map("".join) | st.text(max_size=20))
@example("/\\\t/evil.example")
@example("//evil.example")
@example("/\\evil.example")
def test_whatever_is_asked_for_a_browser_stays_on_this_desk(address):
    found = local_path(address)
    # Browsers drop tabs and line ends and read a backslash as a slash (URL standard, 4.4).
    as_browser = found.replace("\t", "").replace("\r", "").replace("\n", "").replace("\\", "/")
    target = urlsplit(urljoin("http://be.localhost/here", as_browser))
    assert (target.scheme, target.netloc) == ("http", "be.localhost")
    assert found.startswith("/")
    assert all("!" <= character <= "~" for character in found)
