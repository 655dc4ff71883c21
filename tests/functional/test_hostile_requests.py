"""Requests that no browser of an honest person sends. The worst answer to any of them is a 400 that says nothing."""

import pytest
import webtest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webob import Request

from guichet.testing.browser import DeskBrowser
from guichet.testing.page_elements import said

HOSTS = [
    "",
    "example.org",
    "be.localhost.example.org",
    "BE",
    "127.0.0.2",
    "[::1]:6543",
    "be.localhost\t",
    "ne_localhost",
]


@pytest.mark.parametrize("host", HOSTS)
def test_an_unknown_host_gets_421(desks, host):
    answer = webtest.TestApp(desks.dispatcher, lint=False).get("/", {}, {"Host": host}, expect_errors=True)
    assert answer.status_int == 421
    assert "be.localhost" not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("host", ["be.localhost", "BE.LOCALHOST:6543", "be.localhost."])
def test_a_host_is_known_with_its_port_and_in_capitals(desks, host):
    webtest.TestApp(desks.dispatcher).get("/", {}, {"Host": host}, status=200)


@pytest.mark.parametrize("path", ["/%2fevil.example%2f..%2faccount-password", "/account/..%2faccount-password"])
def test_a_path_that_would_lead_a_form_to_another_site_gets_400(be, sign_in, path):
    sign_in(be, "manager@be.example")
    assert be.get("/account-password").status_int == 200
    assert be.get(path).status_int == 400


@pytest.mark.parametrize(
    "path", ["/%00", "/%ff", "/issuers/%00/", "/?a=%00", "/?%ff=1", "/activate?link=%00", "/?a=%ed%a0%80"]
)
def test_bytes_that_are_no_text_get_400(be, path):
    assert be.get(path).status_int == 400


@pytest.mark.parametrize(
    "body",
    [b"email=%00&password=x", b"email=%ff", b"%00=1", b"\xff\xfe", b"a=" + "é".encode("utf-16")],
)
def test_bytes_that_are_no_text_in_a_form_get_400(be, body):
    assert be.post("/sign-in", body, content_type="application/x-www-form-urlencoded").status_int == 400


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\x7f\x01",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=nonsense",
        "application/json",
        "text/plain; charset=\xff",
        "",
    ],
)
def test_a_body_of_another_kind_than_it_says_is_no_server_error(be, kind):
    environ = {"CONTENT_TYPE": kind, "REQUEST_METHOD": "POST", "PATH_INFO": "/sign-in"}
    assert be.request("/sign-in", method="POST", body=b"--x\r\nbroken", environ=environ, headers={}).status_int < 500


@pytest.mark.parametrize(
    "controls",
    [
        [("__start__", "x:mapping")],
        [("__end__", "x:mapping")],
        [("__start__", "x:nonsense"), ("__end__", "x")],
        [("__start__", "email:sequence"), ("email", "a"), ("__end__", "email")],
        [("__start__", "email:mapping")] * 3000 + [("__end__", "email:mapping")] * 3000,
        [("__start__", ("a.txt", b"x"))],
        [("email", ("a.txt", b"x")), ("password", "x")],
    ],
)
def test_markers_that_do_not_balance_get_400(be, controls):
    token = be.open("/").page.document.xpath("string(.//input[@name='csrf_token']/@value)")
    answer = be.post_controls("/sign-in", [("csrf_token", token), *controls])
    assert answer.status_int in (400, 415, 422)


def test_a_form_without_its_token_is_refused_and_says_what_to_do(be):
    be.open("/")
    answer = be.post("/sign-in", {"email": "manager@be.example", "password": "x"})
    assert answer.status_int == 400
    assert "Nous n’avons pas pris en compte votre envoi" in answer.text.replace("\u00a0", " ")


def test_a_form_from_another_site_is_refused(in_production):
    office = in_production.browser("be").open("/")
    controls = office.page.controls(office.page.document.get_element_by_id("form"))
    for origin in ("https://evil.example", "null", "https://be.localhost.evil.example"):
        answer = office.post("/sign-in", controls, {"Origin": origin})
        assert answer.status_int == 400


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\r\nX: y", "/\u0416"]
)
def test_the_switch_of_language_stays_on_this_desk(be, back):
    answer = be.get("/language", {"to": "de", "back": back})
    assert answer.status_int in (303, 400)
    assert answer.status_int == 400 or answer.location.startswith(("/", "http://be.localhost/"))
    assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/work-list", "/issuers/x/", "/language"])
def test_other_methods_are_no_server_error(be, method, path):
    assert be.request(path, method=method).status_int < 500


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DEBUG"])
def test_a_method_without_a_page_shows_nothing_of_the_request(desks, method):
    # Not by WebTest, which knows only the usual methods.
    request = Request.blank("/", method=method, base_url="http://be.localhost", headers={"X-Mark": "own-mark"})
    answer = request.get_response(desks.dispatcher)
    assert answer.status_int in (404, 405)
    assert "own-mark" not in answer.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Accept-Language", "fr;q=x,*;q=,\x00"),
        ("Accept-Language", "," * 5000),
        ("Cookie", "session=\xff; language=\x01; csrf=x"),
        ("Cookie", "session=" + "A" * 5000),
        ("Cookie", "session=YWJj; __Host-session=YWJj; language=xx"),
        ("Accept", "nonsense/;q"),
        ("Range", "bytes=0-,-1,x"),
        ("If-Modified-Since", "yesterday"),
        ("X-Forwarded-For", "'; DROP TABLE"),
    ],
)
def test_odd_headers_are_no_server_error(be, name, value):
    assert be.get("/", headers={name: value}).status_int in (200, 400)


def test_text_that_looks_like_code_is_shown_as_text(be, sign_in, start_invoice):
    sign_in(be, "manager@be.example")
    be.typography = False
    bomb = "<script>alert(1)</script>\"' onload=x ${1+1} {code} {{7*7}}"
    start_invoice(be, "Anna Muster").fill("Lieu ou établissement", bomb, "Trajet 1").fill("Remarque", bomb)
    be.send("Enregistrer et quitter").follow()
    # The address of a form that had no draft yet leads to the draft.
    answer = be.get(be.page.url).follow()
    assert answer.status_int == 200
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


TEXTS = st.text(max_size=30) | st.sampled_from(
    [
        "",
        "true",
        "0",
        "-1",
        "1e9",
        "9" * 400,
        "31.2.2026",
        "٣",
        "\x00",
        "\ud800",
        "\u202e",
        "a" * 3000,
        "CH93 0076",
        "24:00",
        "yes",
    ]
)
WORDS = (
    *("__start__", "__end__", "email", "password", "code", "kind", "user", "link", "text", "by", "status", "after"),
    *(
        "beneficiary",
        "type",
        "send",
        "save",
        "attach",
        "detach",
        "replace",
        "join",
        "add",
        "remove",
        "file",
        "version",
        "revision_number",
        "message",
    ),
    *("reason", "comment", "reference", "request", "check", "number", "date", "details", "lines", "means", "purpose"),
    *("payee", "decision", "marked"),
    *("choice", "remark", "label", "iban", "conditions", "phone", "avs", "state", "details-lines-0-means"),
    *("switch_language", "represented", "representation"),
)
PLAIN_NAMES = st.sampled_from(WORDS)
NAMES = PLAIN_NAMES | st.text(st.characters(codec="ascii", exclude_characters="\0"), min_size=1, max_size=8)
MARKERS = st.sampled_from(
    ["details:mapping", "lines:sequence", "journey:mapping", "payee:mapping", "x:rename", "x:ignore", "x", ""]
)
FILES = st.tuples(st.sampled_from(["a.pdf", "..", "a;b.jpg"]), st.binary(max_size=40))
CONTROL = (
    st.tuples(st.sampled_from(["__start__", "__end__"]), MARKERS)
    | st.tuples(NAMES, TEXTS)
    | st.tuples(PLAIN_NAMES, FILES)
)


@pytest.fixture
def every_form(desks, sign_in, sent_invoice, user_in_state):
    """Browsers of each kind of person with every address of their desk that takes a form."""
    return list(forms(desks, sign_in, sent_invoice, user_in_state("waiting")))


def forms(desks, sign_in, sent_invoice, waiting):
    sent = sent_invoice("be", "manager@be.example", "7561234567897")
    with desks.looking("be") as ctx:
        issuer = ctx.portal["users"].with_email("manager@be.example").issuer_id
        person = next(iter(ctx.portal["issuers"][issuer].beneficiaries))
        (registered,) = ctx.portal["users"].pending_with(waiting)
    own = f"/issuers/{issuer}/"
    stranger, manager, clerk = (desks.browser("be") for _number in range(3))
    sign_in(manager, "manager@be.example").follow("Nouvelle facture").tick("Frais de voyage et nourriture")
    manager.fill("Bénéficiaire", "Beat").press("Continuer")
    new_form = manager.page.url
    draft = manager.press("Ajouter un trajet").page.url.partition("edit?")[0]
    sign_in(clerk, "clerk@be.example")
    addresses = {
        stranger: ["/sign-in", "/code", "/new-code", "/sign-out", "/register", "/register-company", "/register-insured"]
        + [
            "/confirm-email",
            "/activate",
            "/confirm-company",
            "/forgot-password",
            "/reset-password",
            "/invitation",
            "/correct-phone",
        ]
        + ["/confirm-company", "/register-representative", "/correct-email", own, f"{sent}accept"],
        manager: [own, f"{own}new-invoice", f"{own}beneficiaries/", f"{own}beneficiaries/add"]
        + [f"{own}beneficiaries/{person}/{name}" for name in ("", "personal-data", "bank-details", "add-decision")]
        + [f"{own}beneficiaries/{person}/add-power-of-attorney", new_form, f"{draft}edit", f"{draft}check"]
        + [f"{sent}edit", f"{sent}check", f"{sent}accept"],
        clerk: ["/work-list", "/accept-registration", f"/registration/{registered.id}", f"{sent}request-correction"]
        + [f"{sent}refuse", f"{sent}check"],
    }
    for browser, paths in addresses.items():
        browser.typography = False
        yield from ((browser, path) for path in paths)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(which=st.integers(0, 10**6), controls=st.lists(CONTROL, max_size=12))
def test_no_form_is_answered_with_a_server_error(every_form, which, controls):
    browser, path = every_form[which % len(every_form)]
    post_anything(browser, path, controls)


EDITS = st.tuples(st.sampled_from(["change", "drop", "repeat", "swap"]), st.integers(0, 200), TEXTS)
BUTTONS = st.sampled_from([("send", "yes"), ("save", "yes"), ("add", "details.lines"), ("remove", "details.lines.0")])


@pytest.fixture
def filled_form(be, sign_in, start_invoice, fill_journey, pdf):
    sign_in(be, "manager@be.example")
    be.typography = False
    start_invoice(be, "Anna Muster").fill_all({"Numéro de facture": "R-17", "Date de la facture": "14.11.2026"})
    fill_journey(be).press("Ajouter un trajet")
    return be


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits=st.lists(EDITS, min_size=1, max_size=6), button=BUTTONS, autosave=st.booleans())
def test_a_form_that_was_tampered_with_is_no_server_error(filled_form, edits, button, autosave):
    controls = filled_form.page.controls(filled_form.page.document.get_element_by_id("form"))
    for kind, place, text in edits:
        tampered(controls, kind, place % len(controls), _sendable(text))
    path = filled_form.page.url
    given = [pair for pair in controls if pair[0] not in ("csrf_token", "file")]
    post_anything(filled_form, path, [*given, ("autosave", "yes") if autosave else button])
    assert filled_form.get(path).status_int == 200
    assert filled_form.get(path.replace("/edit", "/check")).status_int in (200, 303)


def tampered(controls: list, kind: str, place: int, text: str) -> None:
    if kind == "change":
        controls[place] = (controls[place][0], text)
    elif kind == "drop" and len(controls) > 1:
        del controls[place]
    elif kind == "repeat":
        controls.insert(place, controls[place])
    elif place:
        controls[place - 1], controls[place] = controls[place], controls[place - 1]


@pytest.mark.parametrize("name", ["email", "user", "link", "text", "by", "beneficiary", "seen", "__start__"])
def test_a_file_where_a_text_belongs_is_no_server_error(every_form, name):
    for browser, path in every_form:
        if not path.endswith("/edit") and "/new-form/" not in path:
            post_anything(browser, path, [(name, ("a.pdf", b"x"))])


def post_anything(browser: DeskBrowser, path: str, controls: list) -> None:
    """Posts with a good token, so that the view itself is reached; the browser refuses answers of 500 and more."""
    token = browser.cookies.get("csrf") or ""
    given = [(name, value) for name, value in controls if name != "csrf_token"]
    pairs = [(_sendable(name), value if isinstance(value, tuple) else _sendable(value)) for name, value in given]
    answer = browser.post_controls(path, [("csrf_token", token), *pairs])
    assert answer.status_int in (200, 303, 400, 404, 409, 410, 415, 422, 429)


def _sendable(text: str) -> str:
    """Without half characters, which no client can encode; bytes that are no text have tests of their own."""
    return text.encode("utf-8", "replace").decode("utf-8")


def test_the_page_of_an_error_says_what_to_do(be):
    be.open("/nowhere", status=404)
    assert be.page.heading.startswith("Cette page n’existe pas")
    assert "Aller au guichet Si vous nous appelez, indiquez ce numéro" in said(be.page.document.find(".//main"))


@pytest.mark.parametrize("back", ["http://[", "//[", "http://evil℀.com"])
def test_an_address_to_go_back_to_that_is_none_leads_home(be, back):
    assert be.get("/language", params={"to": "de", "back": back}).location.rstrip("/").endswith("be.localhost")


@pytest.mark.parametrize(("address", "status"), [("/nowhere", 404), ("/sign-in", 413)])
def test_a_form_longer_than_anybody_types_is_refused_before_it_is_read(be, address, status):
    answer = be.post(address, "a&" * 200_000, content_type="application/x-www-form-urlencoded", expect_errors=True)
    assert answer.status_int == status
