"""Which host leads to which desk, and what is answered where none can."""

import pytest
import webtest
from hypothesis import given
from hypothesis import strategies as st

from guichet import logs, settings
from guichet.dispatcher import Dispatcher, closed_desk, fallback_response, host_name, unknown_host
from guichet.web.headers import HEADERS


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("be.localhost", "be.localhost"),
        ("BE.Localhost", "be.localhost"),
        ("be.localhost:6543", "be.localhost"),
        ("be.localhost.", "be.localhost"),
        ("be.localhost.:6543", "be.localhost"),
        ("127.0.0.1:80", "127.0.0.1"),
        ("[::1]:6543", "[::1]"),
        ("", ""),
        (":", ""),
    ],
)
def test_a_host_is_its_name_without_port_case_and_last_dot(header, host):
    assert host_name(header) == host


@given(st.text("abcXYZ.-0123456789", min_size=1).filter(lambda name: name.strip(".")), st.integers(0, 65535))
def test_a_port_never_changes_the_host(name, port):
    assert host_name(f"{name}:{port}") == host_name(name) == host_name(name.upper())


def answer_of(text):
    """A WSGI application that answers with its name."""

    def answer(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [text.encode()]

    return answer


def dispatcher(environment="development", **applications):
    own = {
        name: settings.TenantSettings(name, (f"{name}.localhost", f"{name}.example"), f"http://{name}", "", "")
        for name in applications
    }
    read = settings.Settings(environment, b"", "memory://", settings.MailSettings(), tuple(own.values()))
    return webtest.TestApp(Dispatcher(read, {own[name]: made for name, made in applications.items()}))


def get(client, host, status=200):
    return client.get("/", headers={"Host": host}, status=status)


def test_each_of_its_hosts_leads_to_a_desk():
    client = dispatcher(be=answer_of("Berne"), ne=answer_of("Neuchâtel"))
    for host in ("be.localhost", "be.example", "BE.EXAMPLE:443"):
        assert get(client, host).text == "Berne"
    assert get(client, "ne.example.").body.decode() == "Neuchâtel"


@pytest.mark.parametrize("environment", ["development", "production"])
@pytest.mark.parametrize(
    "host", ["", "example", "x.be.localhost", "be.localhost.evil.example", "be", "be.localhost@x", "192.0.2.1"]
)
def test_there_is_no_desk_for_an_unknown_host(environment, host):
    answer = get(dispatcher(environment, be=answer_of("Berne")), host, status=421)
    assert "Berne" not in answer.text
    assert "be.localhost" not in answer.text


def test_answers_without_a_desk_have_the_security_headers():
    for answer in (unknown_host, closed_desk, fallback_response("1a2b3c4d")):
        headers = webtest.TestApp(answer).get("/", expect_errors=True).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("host", ["localhost", "localhost:6543", "127.0.0.1:6543"])
def test_the_list_of_desks_is_for_a_development_machine(host):
    assert "http://be/" in get(dispatcher(be=answer_of("Berne")), host).text
    get(dispatcher("production", be=answer_of("Berne")), host, status=421)


def test_what_breaks_outside_an_application_asks_to_come_back(monkeypatch):
    def broken(environ, start_response):
        raise RuntimeError("secret of Anna Muster")

    problems = []
    monkeypatch.setattr(
        "guichet.dispatcher.log", type("Log", (), {"error": lambda self, *_words, **more: problems.append(more)})()
    )
    answer = get(dispatcher(be=broken), "be.localhost", status=503)
    assert answer.headers["Retry-After"] == "60"
    assert "Réessayez" in answer.text
    assert "Versuchen Sie" in answer.text
    assert "secret" not in answer.text
    assert str(problems[0]["exc_info"]) == "secret of Anna Muster"
    assert answer.text.count(logs.request_id.get()) == 2
