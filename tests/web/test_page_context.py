"""What every request knows, and what the frame around every page shows."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from guichet.interfaces import NavigationItem

MANAGER = "manager@be.example"


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "fr"),
        ({"Accept-Language": "de"}, "de"),
        ({"Accept-Language": "de-CH,de;q=0.9"}, "de"),
        ({"Accept-Language": "it,ru"}, "fr"),
        ({"Accept-Language": "de", "Cookie": "language=fr"}, "fr"),
        ({"Accept-Language": "fr", "Cookie": "language=de"}, "de"),
        ({"Cookie": "language=xx"}, "fr"),
        ({"Cookie": 'language="../de"'}, "fr"),
    ],
)
def test_page_language_is_chosen_then_that_of_browser_then_office(visitor, headers, language):
    with visitor("be").request(headers=headers) as request:
        assert request.localize.language == language


def test_a_request_comes_to_one_desk(visitor):
    for tenant_id in ("be", "ne"):
        with visitor(tenant_id).request() as request:
            assert request.desk.tenant.id == tenant_id


@pytest.mark.parametrize(("posted", "text"), [([("a", "b")], "b"), ([], ""), ([("a", ("x.txt", b"b"))], "")])
def test_a_file_posted_where_a_text_belongs_is_no_text(visitor, posted, text):
    with visitor("be", "manager@be.example").request(POST=posted, content_type="multipart/form-data") as request:
        assert request.posted("a") == text


@pytest.mark.parametrize(("done", "notice"), [("signed-out", "Vous êtes déconnecté."), ("nonsense", None), ("", None)])
def test_a_notice_is_one_of_the_house_s_own_sentences(visitor, done, notice):
    with visitor("be").request(f"/?done={done}") as request:
        found = request.page_context.notice
        assert (found and request.localize(found)) == notice


def test_words_in_the_address_are_never_shown_as_a_notice(be):
    be.open("/?done=You+have+won")
    assert be.page.notice == ""
    assert "won" not in be.page.words


def switches(visitor, path, **given):
    """Where the switch of language leads, by language."""
    with visitor("be").request(path, **given) as request:
        page = BeautifulSoup(request.page_context.masthead, "html.parser")
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
        assert all(isinstance(item, NavigationItem) for item in request.page_context.navigation)
        return [str(item.label) for item in request.page_context.navigation]


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
        assert [item.label for item in request.page_context.navigation if item.current] == [current]


def test_the_office_s_words_come_in_the_reader_s_language_or_its_first(visitor):
    with visitor("be").request(headers={"Accept-Language": "de"}) as request:
        assert request.page_context.words({"fr": "Office AI", "de": "IV-Stelle"}) == "IV-Stelle"
        assert request.page_context.words({"fr": "Office AI"}) == "Office AI"


def test_the_address_of_an_asset_is_worked_out_once(visitor, monkeypatch):
    browser, asked = visitor("be"), []
    browser.registry.asset_paths.clear()
    for _number in range(2):
        with browser.request() as request:
            static_path = request.static_path
            request.static_path = lambda asset, real=static_path: asked.append(asset) or real(asset)
            assert request.page_context.asset("guichet.themes:base/desk.css").endswith("/desk.css")
    assert asked == ["guichet.themes:base/desk.css"]
