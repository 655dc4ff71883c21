"""What every answer carries."""

from types import SimpleNamespace

import pytest
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from guichet.web.headers import CONTENT_SECURITY_POLICY, HEADERS, secure


def answered(response, development=True):
    """The headers of a view's answer once it has passed the tween."""
    settings = SimpleNamespace(development=development)
    registry = SimpleNamespace(desk=SimpleNamespace(settings=settings))
    return secure(lambda request: response, registry)(Request.blank("/")).headers


@pytest.mark.parametrize("status", [200, 303, 404, 500])
def test_every_answer_carries_them_all(status):
    headers = answered(Response(status=status))
    assert {name: headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("name", ["Content-Security-Policy", "content-security-policy", "CACHE-CONTROL"])
def test_what_a_view_has_set_itself_stays_and_is_not_doubled(name):
    response = Response()
    response.headers[name] = "own"
    assert answered(response).getall(name) == ["own"]


def test_a_redirect_says_nothing_in_english():
    response = HTTPSeeOther("/elsewhere")
    answered(response)
    assert Request.blank("/").get_response(response).body == b""


@pytest.mark.parametrize(("development", "told"), [(True, False), (False, True)])
def test_browsers_are_told_of_https_where_there_is_https(development, told):
    assert ("Strict-Transport-Security" in answered(Response(), development)) is told


def test_nothing_is_allowed_that_is_not_named():
    directives = dict(part.strip().partition(" ")[::2] for part in CONTENT_SECURITY_POLICY.split(";"))
    assert directives["default-src"] == directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
