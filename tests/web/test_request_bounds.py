"""Address and headers: bounded, and text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyramid.request import Request
from structlog.testing import capture_logs

from guichet.web import security_log
from guichet.web.request_bounds import MAX_HEADER, MAX_HEADERS, refuse_junk


def status(path="/", **given):
    """The status with which a request is answered before any view; None for one that reaches the views."""
    answer = refuse_junk(lambda request: None, None)(Request.blank(path, **given))
    return answer and answer.status_int


@pytest.mark.parametrize(
    "request_",
    [
        {"path": "/issuers/4f/?after=1a&status="},
        {"path": "/%C3%A9?q=%C3%A9"},
        {"headers": {"Cookie": "language=fr"}},
        {"path": f"/?q={'a' * (MAX_HEADER - 2)}"},
        {"headers": {"Cookie": "a" * MAX_HEADER}},
        {"method": "POST", "body": b"a=%00", "content_type": "application/x-www-form-urlencoded"},
    ],
)
def test_address_and_headers_within_the_bounds_pass(request_):
    assert status(**request_) is None


@pytest.mark.parametrize("path", ["/%00", "/%ff", "/?a=%00", "/?%00=a", "/?a=%ff"])
def test_address_that_is_no_text_gets_400(path):
    assert status(path) == 400


@pytest.mark.parametrize(
    "request_",
    [
        {"path": f"/?q={'a' * (MAX_HEADER - 1)}"},
        {"path": "/?" + "&" * (MAX_HEADER + 1)},
        {"headers": {"Cookie": "a=b; " * MAX_HEADER}},
        {"headers": {"Accept-Language": "fr," * MAX_HEADER}},
        {"headers": {"Accept": ";q=1," * MAX_HEADER}},
        {"content_type": "multipart/form-data" + ";" * MAX_HEADER},
        {"headers": {f"X-{number}": "a" for number in range(MAX_HEADERS)}},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_headers_beyond_the_bounds_get_431(request_, method):
    assert status(method=method, **request_) == 431


@pytest.mark.parametrize(("path", "answer"), [("/%00", 400), (f"/?q={'a' * MAX_HEADER}", 431)])
def test_refusal_before_the_desk_is_known_is_logged_without_a_person(monkeypatch, path, answer):
    with capture_logs() as lines:
        # A logger that has written before keeps its processors.
        monkeypatch.setattr(security_log, "log", security_log.structlog.get_logger())
        assert status(path, environ={"REMOTE_ADDR": "192.0.2.7"}) == answer
    unknown = {"desk": "", "network": "", "account": ""}
    assert lines == [{"event": "request_refused", "log_level": "warning", "status": answer, **unknown}]


@given(st.text(st.characters(max_codepoint=255), max_size=30), st.text(st.characters(max_codepoint=255), max_size=30))
def test_no_path_and_no_query_cause_an_error(path, query):
    assert status(environ={"PATH_INFO": f"/{path}", "QUERY_STRING": query}) in (None, 400)
