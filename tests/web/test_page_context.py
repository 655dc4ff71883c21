"""What every request knows, and what every page may show."""

import pytest


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
