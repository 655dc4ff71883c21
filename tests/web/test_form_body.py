"""Forms are read within limits that count while reading."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError

sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))
from hostile_bodies import END, MULTIPART, READABLE, URL_ENCODED, CountedBody, bodies, file_part, part

from guichet.web import form_readers
from guichet.web.form_body import FormRequest, close_files
from guichet.web.form_readers import RefusedBody
from guichet.web.view_permissions import PUBLIC

HOSTILE = bodies()


class SentRequest(FormRequest):
    """A request whose sender is set by the test."""

    identity = None


sent = []


@pytest.fixture(autouse=True)
def closed():
    """Closes the files of the requests of a test, as the dispatcher does."""
    yield
    while sent:
        close_files(sent.pop().environ)


def form_request(kind, body, *, takes_files=True, signed_in=True, session_ended=False, method="POST", length=None):
    """A request with a body that counts what is read of it."""
    environ = {
        "wsgi.input": CountedBody(body),
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)) if length is None else length,
        "REQUEST_METHOD": method,
    }
    request = SentRequest.blank("/", environ)
    request.takes_files, request.session_ended = takes_files, session_ended
    request.identity = "anna" if signed_in else None
    sent.append(request)
    return request


def refused(request):
    """The status with which the body is refused."""
    with pytest.raises(RefusedBody) as problem:
        _ = request.POST
    return problem.value.refusal.status


def read(request):
    return request.environ["wsgi.input"].taken


def multipart(*parts):
    return b"".join(parts) + END


def test_texts_and_files_are_read_in_their_order():
    request = form_request(MULTIPART, multipart(part(b"a", "é".encode()), file_part(b"\0\xff"), part(b"a", b"2")))
    names = [name for name, _value in request.POST.items()]
    file = request.POST["file"]
    assert (names, request.POST.getall("a")) == (["a", "file", "a"], ["é", "2"])
    assert (file.filename, file.file.read()) == ("a.pdf", b"\0\xff")


@pytest.mark.parametrize("body", [b"a=%C3%A9&b=1&a=+", "a=é&b=1&a= ".encode()])
def test_url_encoded_texts_are_read(body):
    assert list(form_request(URL_ENCODED, body).POST.items()) == [("a", "é"), ("b", "1"), ("a", " ")]


@pytest.mark.parametrize("kind", [URL_ENCODED, MULTIPART, "", "application/json"])
def test_an_empty_body_is_an_empty_form(kind):
    assert not form_request(kind, b"").POST


def test_a_file_field_without_a_file_is_an_empty_text():
    assert form_request(MULTIPART, multipart(file_part(b"", b""))).POST["file"] == ""


def test_a_large_file_is_read_whole_and_a_second_attempt_reads_it_again():
    content = bytes(range(256)) * 1000
    request = form_request(MULTIPART, multipart(file_part(content)))
    assert request.POST["file"].file.read() == content
    again = SentRequest(request.environ)
    again.POST["file"].file.seek(0)
    assert again.POST["file"].file.read() == content
    assert read(request) <= len(content) + 200


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_body_is_refused_within_the_work_of_the_limits(name, monkeypatch):
    kind, body = HOSTILE[name]
    made = count_made(monkeypatch)
    request = form_request(kind, body)
    if name in READABLE:
        assert list(request.POST)
    else:
        assert refused(request) in (400, 413, 415)
    assert made["parts"] <= form_readers.MAX_FIELDS + form_readers.MAX_FILES + 2
    assert made["files"] <= form_readers.MAX_FILES
    assert made["lines"] <= made["parts"] * form_readers.MAX_PART_HEADERS + form_readers.MAX_PART_HEADER
    if kind.startswith(URL_ENCODED):
        assert read(request) <= form_readers.MAX_FORM


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_body_is_not_read_again(name):
    request = form_request(*HOSTILE[name])
    accepted_or_refused(request)
    taken = read(request)
    accepted_or_refused(request)
    assert read(request) == taken


@pytest.mark.parametrize(("takes_files", "signed_in"), [(False, True), (True, False), (False, False)])
def test_files_elsewhere_or_of_a_stranger_are_refused_unread(takes_files, signed_in):
    request = form_request(MULTIPART, multipart(part(b"a", b"b")), takes_files=takes_files, signed_in=signed_in)
    assert (refused(request), read(request)) == (415, 0)


def test_form_of_an_ended_session_is_read():
    request = form_request(MULTIPART, multipart(part(b"a", b"b")), signed_in=False, session_ended=True)
    assert request.POST["a"] == "b"


@pytest.mark.parametrize("kind", [URL_ENCODED, MULTIPART, "application/json"])
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_body_of_another_method_is_not_read(method, kind):
    request = form_request(kind, multipart(part(b"a", b"b")), method=method)
    assert (list(request.POST.items()), read(request)) == ([], 0)


@pytest.mark.parametrize(
    ("kind", "limit"), [(URL_ENCODED, form_readers.MAX_FORM), (MULTIPART, form_readers.MAX_UPLOAD - 1)]
)
def test_body_that_says_to_be_too_long_is_refused_unread(kind, limit):
    request = form_request(kind, b"a=b", length=str(limit + 1))
    assert (refused(request), read(request)) == (413, 0)


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "٣", "9" * 30, "5", "400000"])
@pytest.mark.parametrize("kind", [URL_ENCODED, MULTIPART])
def test_wrong_length_is_refused(kind, length):
    assert refused(form_request(kind, b"a=b", length=length)) in (400, 413)


def test_missing_length_is_an_empty_form():
    request = form_request(URL_ENCODED, b"a=b", length="")
    assert (list(request.POST), read(request)) == ([], 0)


@pytest.mark.parametrize(
    ("limit", "value", "body"),
    [
        ("MAX_FIELDS", 3, multipart(*[part(b"a")] * 4)),
        ("MAX_FILES", 3, multipart(*[file_part()] * 4)),
        ("MAX_TEXT", 9, multipart(part(b"a", b"x" * 5), part(b"b", b"x" * 5))),
        ("MAX_NAME", 3, multipart(part(b"abcd"))),
        ("MAX_PART_HEADER", 60, multipart(part(b"a" * 40))),
        ("MAX_PART_HEADERS", 1, multipart(part(b"a", headers=b"\r\nX: y"))),
    ],
)
def test_each_limit_of_a_multipart_form_is_where_it_says(monkeypatch, limit, value, body):
    assert form_request(MULTIPART, body).POST
    monkeypatch.setattr(form_readers, limit, value)
    assert refused(form_request(MULTIPART, body)) in (400, 413)
    monkeypatch.setattr(form_readers, limit, value * 2)
    assert form_request(MULTIPART, body).POST


@pytest.mark.parametrize(("limit", "value"), [("MAX_FIELDS", 2), ("MAX_FORM", 15), ("MAX_NAME", 2)])
def test_each_limit_of_a_url_encoded_form_is_where_it_says(monkeypatch, limit, value):
    body = b"abc=1&bcd=2&cde=3"
    assert form_request(URL_ENCODED, body).POST
    monkeypatch.setattr(form_readers, limit, value)
    assert refused(form_request(URL_ENCODED, body)) in (400, 413)
    monkeypatch.setattr(form_readers, limit, value * 2)
    assert form_request(URL_ENCODED, body).POST


def test_attempts_after_a_conflict_copy_no_body():
    request = form_request(MULTIPART, multipart(file_part(b"x" * 100_000)))
    request.make_body_seekable()
    assert read(request) == 0


@given(st.binary(max_size=60), st.sampled_from([URL_ENCODED, MULTIPART, ""]))
def test_no_body_causes_an_error(content, kind):
    accepted_or_refused(form_request(kind, content))


@given(st.binary(max_size=30))
def test_no_part_of_a_multipart_body_causes_an_error(content):
    accepted_or_refused(form_request(MULTIPART, b"--X\r\n" + content + b"\r\n--X--\r\n"))


@given(st.text(max_size=60))
def test_no_content_type_causes_an_error(kind):
    accepted_or_refused(form_request(kind, b"a=b"))


@pytest.mark.parametrize("permission", [PUBLIC, None])
def test_view_that_takes_files_from_anyone_stops_the_start(permission):
    config = Configurator()
    config.include("guichet.web.form_body")
    config.add_view(lambda request: None, name="open", permission=permission, takes_files=True)
    with pytest.raises(ConfigurationError, match="takes files from anyone"):
        config.commit()


def accepted_or_refused(request):
    try:
        assert request.POST is not None
    except RefusedBody as problem:
        assert problem.refusal.status in (400, 413, 415)


def count_made(monkeypatch):
    """How many parts, header lines of parts and temporary files are made from now on."""
    made = {"parts": 0, "lines": 0, "files": 0}

    def counted(what, make):
        def count(*given, **named):
            made[what] += 1
            return make(*given, **named)

        return count

    parser = form_readers.PushMultipartParser
    monkeypatch.setattr(parser, "_create_segment", counted("parts", parser._create_segment))
    monkeypatch.setattr(parser, "_on_segment_headerline", counted("lines", parser._on_segment_headerline))
    monkeypatch.setattr(form_readers, "SpooledTemporaryFile", counted("files", form_readers.SpooledTemporaryFile))
    return made
