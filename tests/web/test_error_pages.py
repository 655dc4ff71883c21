"""Pages for what goes wrong: what to do now, and nothing of what is behind it."""

import json
import re

import pytest

from guichet import logs
from guichet.testing.page_rules import faults

SECRET = "secret of Anna Muster"


def words(answer):
    return answer.text.replace("\u00a0", " ")


def number_on(answer):
    """What the page asks its reader to say on the telephone."""
    (number,) = re.findall(r'indiquez ce numéro : <b class="num">([0-9a-f]{12})</b>', words(answer))
    return number


@pytest.fixture
def logged(capsys):
    """``logged()``: the lines of the log since the last call."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize("method", ["get", "post"])
def test_our_own_fault_has_a_number_and_shows_nothing_else(client, logged, method):
    answer = getattr(client, method)("/fail", expect_errors=True)
    assert answer.status_int == 500
    assert "Le guichet a un problème" in words(answer)
    for hidden in (SECRET, "Traceback", "RuntimeError", ".py"):
        assert hidden not in answer.text
    number = number_on(answer)
    (line,) = logged()
    assert (line["request"], line["view"]) == (number, "fail")


@pytest.mark.parametrize("where", ["", "?commit="])
def test_full_disk_is_named_in_the_log_and_asks_to_try_again(client, logged, marked, where):
    answer = client.post(f"/disk-full{where}", expect_errors=True)
    assert answer.status_int == 503
    assert "Ce que vous avez enregistré est gardé" in words(answer)
    assert SECRET not in answer.text
    assert {line["event"] for line in logged()} == {"disk_full"}
    assert not marked()


def test_every_request_has_a_number_of_its_own(client, logged):
    numbers = [number_on(client.get(address, expect_errors=True)) for address in ("/fail", "/nowhere", "/fail")]
    assert [line["request"] for line in logged()] == numbers
    assert len(set(numbers)) == 3


def test_attempts_of_one_request_have_one_number(client, logged):
    client.get("/conflict?times=9", expect_errors=True)
    (line,) = logged()
    assert line["event"] == "request_failed"
    answer = client.get("/conflict?times=9", expect_errors=True)
    assert logged()[0]["request"] in answer.text


def test_a_browser_does_not_choose_its_number(client):
    given = "5f1c0a99d2b84c0e8d3a5b7e9f012345"
    number_on(client.get("/fail", headers={"X-Request-ID": given}, expect_errors=True))


@pytest.mark.parametrize(("error_texts", "written"), [(False, False), (True, True)])
def test_the_log_of_a_fault_quotes_its_text_to_developers_only(client, capsys, error_texts, written):
    logs.configure(error_texts)
    try:
        answer = client.get("/fail", expect_errors=True)
    finally:
        logs.configure(error_texts=True)
    number = number_on(answer)
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "request_failed"
    assert json.loads(line)["request"] == number
    assert (SECRET in line) is written


@pytest.mark.parametrize("address", ["/fail", "/refuse?status=400", "/refuse?status=503", "/nowhere"])
def test_a_page_of_an_error_keeps_the_rules_of_every_page(client, address):
    answer = client.get(address, expect_errors=True)
    assert faults(answer.text, answer.headers) == []


@pytest.mark.parametrize(
    ("status", "title"), [(400, "Nous n’avons pas pu lire votre envoi"), (503, "Le guichet a un problème")]
)
def test_pyramid_s_own_answers_get_our_page_without_their_words(client, status, title):
    answer = client.post(f"/refuse?status={status}", expect_errors=True)
    assert answer.status_int == status
    assert title in words(answer)
    assert SECRET not in answer.text


def test_an_error_page_still_knows_who_is_signed_in(desks, client, visitor):
    browser = visitor("be", "manager@be.example")
    client.set_cookie("session", browser.cookies["session"])
    answer = client.get("/fail", expect_errors=True)
    assert answer.status_int == 500
    assert "Se déconnecter" in words(answer)


def test_an_error_page_speaks_the_reader_s_language(client):
    answer = client.get("/fail", headers={"Accept-Language": "de"}, expect_errors=True)
    assert 'lang="de-CH"' in answer.text
    assert "Le guichet a un problème" not in words(answer)


def test_a_browser_without_cookies_is_not_called_a_stale_page(be):
    be.open("/")
    be.reset()
    answer = be.post("/sign-in", {"email": "a@b.example", "csrf_token": "x"})
    assert answer.status_int == 400
    assert "n’a pas envoyé de cookie" in words(answer)
    assert "be.localhost" in words(answer)
    assert "trop longtemps" not in words(answer)


def test_a_stale_form_says_how_to_send_it_again(be):
    be.open("/")
    answer = be.post("/sign-in", {"email": "a@b.example", "csrf_token": "x"})
    assert answer.status_int == 400
    assert "rechargez la page" in words(answer)


def test_what_does_not_exist_and_what_is_another_s_are_one_page(be, sign_in):
    sign_in(be, "manager@be.example")
    texts = {words(be.get(address, status=404)) for address in ("/work-list", "/issuers/x/")}
    assert len({re.sub(r'(value|href|action)="[^"]*"|<b class="num">\w+', "", text) for text in texts}) == 1


def test_an_error_while_showing_the_error_is_answered_in_two_languages(client, monkeypatch):
    monkeypatch.setattr("guichet.web.errors.TEMPLATE", None)
    monkeypatch.setattr("guichet.web.page_layout.PageLayout.masthead", property(lambda self: 1 / 0))
    answer = client.get("/fail", expect_errors=True)
    assert answer.status_int == 503
    assert "Réessayez" in answer.text
    assert "Versuchen Sie" in answer.text
    assert "ZeroDivisionError" not in answer.text
