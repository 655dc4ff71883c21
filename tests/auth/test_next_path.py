"""Where to go after signing in."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webob.cookies import SignedSerializer

from guichet.auth.next_path import next_token, read_next


@pytest.mark.parametrize("path", ["/", "/work-list", "/issuers/4f/invoices/1a/", "/register"])
def test_sign_in_leads_to_the_page_asked_for(visitor, path):
    browser = visitor("be")
    with browser.request(path) as request:
        token = next_token(request)
    with browser.request() as request:
        assert read_next(request, token) == path


def test_what_was_asked_in_an_address_is_not_carried_along(visitor):
    with visitor("be").request("/work-list?state=submitted") as request:
        assert read_next(request, next_token(request)) == "/work-list"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=st.text(max_size=80) | st.text("abcdefABC0189-_", max_size=200))
def test_a_token_cannot_be_forged(visitor, token):
    with visitor("be").request() as request:
        assert read_next(request, token) == ""


def test_an_altered_token_is_forgotten(visitor):
    with visitor("be").request("/work-list") as request:
        token = next_token(request)
        for place in range(0, len(token) - 1, 5):
            other = "A" if token[place] != "A" else "B"
            assert read_next(request, token[:place] + other + token[place + 1 :]) == ""


def test_a_token_of_one_desk_is_worth_nothing_at_another(visitor):
    with visitor("be").request("/work-list") as request:
        token = next_token(request)
    with visitor("ne").request() as request:
        assert read_next(request, token) == ""


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example", "https://evil.example", "", "javascript:alert(1)"]
)
def test_even_with_our_signature_no_path_leads_to_another_site(visitor, path):
    with visitor("be").request() as request:
        signed = SignedSerializer(request.desk.keys("next"), "guichet.next", hashalg="sha256").dumps(path).decode()
        assert read_next(request, signed) == "/"


def test_an_address_with_two_slashes_comes_back_to_this_desk(be):
    answer = be.get("/", extra_environ={"PATH_INFO": "//evil.example/issuers/"})
    assert "evil.example" not in answer.headers.get("Location", "")
