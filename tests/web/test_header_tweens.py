"""What every answer carries, and what no request may contain."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyramid.request import Request
from pyramid.response import Response

from guichet.web.headers import CONTENT_SECURITY_POLICY, HEADERS, refuse_junk, secure


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


def passes(**given):
    """Whether a request reaches the views; if not, it has been answered with 400."""
    path = given.pop("path", "/")
    answer = refuse_junk(lambda request: "through", None)(Request.blank(path, **given))
    assert answer == "through" or answer.status_int == 400
    return answer == "through"


def a_body(content, kind="application/x-www-form-urlencoded"):
    return {"method": "POST", "body": content, "content_type": kind}


@pytest.mark.parametrize(
    "request_",
    [
        {"path": "/issuers/4f/?after=1a&status="},
        {"path": "/%C3%A9?q=%C3%A9"},
        {"headers": {"Cookie": "language=fr"}},
        a_body(b"a=%C3%A9&b=1"),
        a_body(b""),
        a_body(b"a=%ff"),  # WebOb reads it as U+FFFD, which is a text
        a_body(b"{}", "application/json"),
        {"POST": [("file", ("a.pdf", b"\x00\xff")), ("a", "b")], "content_type": "multipart/form-data"},
        {"POST": [("other", ("a.pdf", b"\x00"))], "content_type": "multipart/form-data"},
    ],
)
def test_text_passes_and_so_do_files(request_):
    assert passes(**request_)


@pytest.mark.parametrize(
    "request_",
    [
        {"path": "/%00"},
        {"path": "/%ff"},
        {"path": "/?a=%00"},
        {"path": "/?%00=a"},
        {"path": "/?a=%ff"},
        a_body(b"a=%00"),
        a_body(b"%00=a"),
        a_body(b"a=b", "application/x-www-form-urlencoded; charset=utf-16"),
        a_body(b"a=b", "application/x-www-form-urlencoded; charset=nonsense"),
        a_body(b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        a_body(b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--", "multipart/form-data; boundary=x"),
        {"POST": [("a", "\x00")], "content_type": "multipart/form-data"},
    ],
)
def test_what_is_no_text_does_not_reach_a_view(request_):
    assert not passes(**request_)


@given(
    st.binary(max_size=60),
    st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]),
)
def test_no_body_makes_it_stumble(content, kind):
    passes(**a_body(content, kind))


@given(st.binary(max_size=30))
def test_no_part_of_a_multipart_body_makes_it_stumble(content):
    passes(**a_body(b"--x\r\n" + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"))


@given(st.text(st.characters(max_codepoint=255), max_size=30), st.text(st.characters(max_codepoint=255), max_size=30))
def test_no_path_and_no_query_make_it_stumble(path, query):
    passes(environ={"PATH_INFO": f"/{path}", "QUERY_STRING": query})


def test_a_look_with_a_body_is_not_read():
    assert passes(method="GET", body=b"a=%00", content_type="application/x-www-form-urlencoded")
