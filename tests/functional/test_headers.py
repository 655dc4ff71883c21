"""What every answer carries, and what production has that development has not."""

import re
from datetime import date
from pathlib import PurePosixPath

import pytest

from guichet.issuers.issuer_actions import register_insured
from guichet.testing.people import PASSWORD
from guichet.users.registration import prove_phone, send_activation

NEW_PERSON = {
    "email": "mia@exemple.example",
    "first_name": "Mia",
    "last_name": "Robert",
    "phone": "+41795551234",
    "password": PASSWORD,
    "avs": "7569217076985",
    "birth_date": date(1970, 2, 1),
    "salutation": "f",
    "street": "Rue du Lac 3",
    "postcode": "2000",
    "town": "Neuchâtel",
}

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("address", ["/", "/nowhere", "/issuers/x/", "/work-list", "/language?to=de", "/register"])
def test_every_answer_carries_the_security_headers(be, address):
    headers = be.get(address).headers
    for name, value in SECURITY.items():
        assert headers[name] == value
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Server" not in headers


def test_style_sheets_and_scripts_carry_no_header_of_documents(be):
    document = be.open("/").page.document
    for address in (*document.xpath("//link[@rel='stylesheet']/@href"), *document.xpath("//script/@src")):
        headers = be.get(address).headers
        assert {"Permissions-Policy", "Cross-Origin-Opener-Policy"}.isdisjoint(headers)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://be.localhost"])
def test_no_other_site_may_read_an_answer(be, origin):
    preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answers = [be.get("/", headers={"Origin": origin}), be.request("/", method="OPTIONS", headers=preflight)]
    assert not [name for answer in answers for name in answer.headers if name.lower().startswith("access-control")]


TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def test_every_answer_says_its_type_and_its_encoding(be):
    for address in ("/", "/nowhere", "/conditions", "/register"):
        assert be.get(address).headers["Content-Type"].lower() == "text/html; charset=utf-8", address
    be.open("/")
    for address in be.page.document.xpath(".//link/@href | .//script/@src | .//img/@src"):
        wanted = f"{TYPES[PurePosixPath(address).suffix]}; charset=utf-8"
        assert be.get(address).headers["Content-Type"].lower() == wanted, address


def test_styles_and_scripts_may_be_kept_for_a_year(be):
    be.open("/")
    assets = be.page.document.xpath(".//link/@href | .//script/@src | .//img/@src")
    assert len(assets) >= 4
    for address in assets:
        answer = be.get(address, status=200)
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_signing_out_clears_what_the_browser_keeps(be, sign_in):
    sign_in(be, "manager@be.example")
    assert be.send("Se déconnecter").headers["Clear-Site-Data"] == '"cache", "storage"'


class TestProduction:
    """A desk as an office runs it."""

    @pytest.fixture
    def office(self, in_production):
        return in_production.browser("be")

    def test_browsers_are_told_to_come_by_https_only(self, office):
        answer = office.get("/")
        assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"

    def test_every_cookie_is_bound_to_this_host_and_hidden_from_scripts(self, office):
        answers = [office.get("/"), office.get("/language?to=fr")]
        office.open("/").fill("Adresse e-mail", "manager@be.example").fill("Mot de passe", PASSWORD)
        answers.append(office.send("Se connecter"))
        cookies = {
            cookie.partition("=")[0]: cookie for answer in answers for cookie in answer.headers.getall("Set-Cookie")
        }
        assert set(cookies) == {"__Host-csrf", "__Host-session", "__Host-language"}
        for cookie in cookies.values():
            assert "; secure" in cookie, cookie
            assert "samesite=lax" in cookie.lower(), cookie
            assert "domain=" not in cookie.lower(), cookie
            assert "httponly" in cookie.lower(), cookie
            assert "; Path=/" in cookie, cookie

    def test_the_whole_sign_in_works(self, office, sign_in):
        sign_in(office, "manager@be.example")
        assert office.page.heading == "Guichet"

    def test_an_account_is_activated(self, office, in_production):
        with in_production.acting("be") as ctx:
            user = register_insured(ctx, NEW_PERSON, "fr")
            prove_phone(ctx, user)
            send_activation(ctx, user)
        link = office.outbox[-1].link
        assert link.startswith("https://be.localhost/activate?link=")
        office.open(link).press("Activer mon compte")
        assert office.page.notice == "Votre compte est activé. Connectez-vous."

    def test_there_is_no_page_of_the_outbox(self, office):
        outbox, anything = (
            # But for the id of the request, which each page names.
            re.sub("[0-9a-f]{12}", "", office.open(f"/_dev/{name}", status=404).page.words)
            for name in ("outbox", "anything")
        )
        assert outbox == anything

    def test_there_is_no_list_of_desks(self, in_production):
        import webtest

        answer = webtest.TestApp(in_production.dispatcher).get("/", {}, {"Host": "localhost"}, status=421)
        assert "be.localhost" not in answer.text


class TestDevelopment:
    """What helps a newcomer."""

    def test_the_outbox_shows_every_message_with_its_code_and_link(self, be, outbox):
        be.open("/").fill("Adresse e-mail", "manager@be.example").fill("Mot de passe", PASSWORD).press("Se connecter")
        code = outbox[-1].code
        be.open("/_dev/outbox")
        assert code in be.page
        assert outbox[-1].recipient in be.page

    def test_a_code_works_as_soon_as_the_outbox_shows_it(self, be, outbox):
        be.open("/").fill("Adresse e-mail", "manager@be.example").fill("Mot de passe", PASSWORD).press("Se connecter")
        code_page = be.page.url
        shown = be.open("/_dev/outbox").page.words
        assert "work as soon as they are shown" in shown
        assert "waiting" not in shown
        be.open(code_page).fill("Code", outbox[-1].code).press("Continuer")
        assert be.page.heading == "Guichet"

    def test_localhost_lists_the_desks(self, desks):
        import webtest

        page = webtest.TestApp(desks.dispatcher).get("/", {}, {"Host": "localhost:6543"}, status=200)
        assert re.findall(r'<a[^>]* href="([^"]+)"', page.text) == ["http://be.localhost/", "http://ne.localhost/"]
