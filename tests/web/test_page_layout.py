"""What is around every page: navigation, notices, the switch of language."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from guichet.interfaces import NavigationItem
from guichet.web.page_layout import PageLayout

MANAGER = "manager@be.example"


@pytest.mark.parametrize(("done", "notice"), [("signed-out", "Vous êtes déconnecté."), ("nonsense", None), ("", None)])
def test_a_notice_is_one_of_the_house_s_own_sentences(visitor, done, notice):
    with visitor("be").request(f"/?done={done}") as request:
        found = PageLayout(request).notice
        assert (found and request.localize(found)) == notice


def test_words_in_the_address_are_never_shown_as_a_notice(be):
    be.open("/?done=You+have+won")
    assert be.page.notice == ""
    assert "won" not in be.page.words


def switches(visitor, path, **given):
    """Where the switch of language leads, by language."""
    with visitor("be").request(path, **given) as request:
        page = BeautifulSoup(PageLayout(request).masthead, "html.parser")
    links = page.select(".tools a[hreflang]")
    assert all(urlsplit(link["href"]).path == "/language" for link in links)
    asked = {link["hreflang"]: parse_qs(urlsplit(link["href"]).query) for link in links}
    assert all(query["to"] == [language] for language, query in asked.items())
    return {language: query["back"][0] for language, query in asked.items()}


def test_switch_of_language_returns_to_the_same_page_and_query(visitor):
    assert switches(visitor, "/work-list?state=accepted&after=4f") == {"de": "/work-list?state=accepted&after=4f"}


def test_the_switch_of_language_bears_any_address(visitor):
    for path in ("/a%20b?x=%22%3E%3Cscript%3E", "/?a=1+2&b=%C3%A9"):
        assert switches(visitor, path) == {"de": path}


def test_after_a_form_it_comes_back_to_the_page_without_what_was_posted(visitor):
    assert switches(visitor, "/sign-in?next=x", POST={"email": "a"}) == {"de": "/sign-in?next=x"}


def test_the_language_one_reads_is_not_offered(visitor):
    assert set(switches(visitor, "/", headers={"Accept-Language": "de"})) == {"fr"}


def labels(visitor, *who):
    with visitor("be", *who).request() as request:
        assert all(isinstance(item, NavigationItem) for item in PageLayout(request).navigation)
        return [str(item.label) for item in PageLayout(request).navigation]


def test_everybody_has_their_own_navigation(visitor):
    assert labels(visitor) == []
    assert labels(visitor, MANAGER) == ["Guichet", "Bénéficiaires", "Nouvelle facture"]
    assert labels(visitor, "insured@be.example") == ["Guichet", "Mes données", "Nouvelle facture"]
    clerk = labels(visitor, "clerk@be.example")
    assert clerk
    assert not {"Guichet", "Nouvelle facture"} & set(clerk)


@pytest.mark.parametrize(
    ("end", "current"),
    [
        ("", "Guichet"),
        ("invoices/x/", "Guichet"),
        ("beneficiaries/", "Bénéficiaires"),
        ("new-invoice", "Nouvelle facture"),
    ],
)
def test_one_entry_is_where_one_is(visitor, end, current):
    browser = visitor("be", MANAGER)
    with browser.request() as request:
        home = request.resource_path(request.root["issuers"][request.identity.user.issuer_id])
    with browser.request(home + end) as request:
        assert [item.label for item in PageLayout(request).navigation if item.current] == [current]
