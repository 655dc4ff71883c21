"""Every page and every form, asked for by everybody: found in the running desks, judged by their access lists."""

import re
from collections import Counter

import pytest
from deskpages import CANTONS, NOBODY, drawn, furnish, pages, pages_of_others, people, text_of, visitors

from guichet.testing.people import PASSWORD

PASSWORD_FIELD = r'<input[^>]*name="[^"]*password[^"]*"[^>]*>'
NOWHERE = {
    "GET": "Cette page n’existe pas ou ne vous est pas accessible",
    "POST": "Votre envoi n’a pas été enregistré",
}
"""Heading of the answer to what does not exist, by method."""
NO_FILES = ("text/html", "text/plain", "application/json")
OWN_PICTURE = "authenticator-qr"
"""The page whose picture holds nothing that a person has uploaded."""
MAX_COOKIE = 4096
"""Bytes of name and value together; browsers drop longer ones (RFC 6265, 6.1)."""


@pytest.fixture
def desks(make_desks):
    return furnish(make_desks(CANTONS))


@pytest.fixture
def production(make_desks):
    return furnish(make_desks(CANTONS, settings={"environment": "production"}))


@pytest.mark.parametrize("canton", CANTONS)
def test_page_opens_only_for_users_with_its_permission(shown, canton):
    opened = Counter()
    for one in shown[canton]:
        assert one.page.allowed or is_closed(one.answer, one.who), f"{one.who}: {one.page.address}"
        opened[one.who] += one.answer.status_int == 200
    assert opened[NOBODY] > 5
    assert min(opened.values()) > 5, opened


@pytest.mark.parametrize("canton", CANTONS)
def test_a_form_changes_nothing_for_those_who_may_not_use_it(desks, sign_in, canton):
    """Also where the person may use the same form on objects of their own, e.g. of another company."""
    for who, browser, principals in visitors(desks, canton, sign_in):
        token, before = honest(browser), desks[canton].db.lastTransaction()
        for page in pages_of_others(desks, canton, principals, "POST"):
            assert is_closed(browser.post(page.address, token), who), f"{who}: {page.address}"
            assert desks[canton].db.lastTransaction() == before, f"{who}: {page.address}"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("canton", CANTONS)
def test_a_password_without_its_code_opens_no_page_and_no_form(desks, canton, method):
    for email, principals in people(desks, canton):
        half = desks.browser(canton).open("/")
        half.fill("Adresse e-mail", email).fill("Mot de passe", PASSWORD).press("Se connecter")
        closed = [page for page in pages(desks, canton, principals, method) if page.allowed and not page.public]
        assert closed
        for page in closed:
            answer = half.get(page.address) if method == "GET" else half.post(page.address, honest(half))
            assert is_closed(answer, NOBODY), f"{email}: {page.address}"


@pytest.mark.parametrize("canton", CANTONS)
def test_a_browser_stores_every_file_and_shows_pictures_without_rights(shown, canton):
    """A document that is shown with the rights of the desk's pages could act for its reader (ASVS 5.4.1)."""
    stored = set()
    for one in shown[canton]:
        answer, name = one.answer, one.page.view["name"]
        if answer.status_int == 200 and answer.content_type not in NO_FILES:
            kept = answer.headers.get("Content-Disposition", "").startswith("attachment")
            confined = name == OWN_PICTURE or answer.headers["Content-Security-Policy"].startswith("sandbox")
            assert kept or (confined and answer.content_type.startswith("image/")), one.page.address
            stored |= {one.page.address} if kept else set()
    assert len(stored) > 2


@pytest.mark.parametrize("canton", CANTONS)
def test_one_can_sign_out_from_every_page_and_nothing_of_it_is_kept(shown, canton):
    seen = 0
    for one in shown[canton]:
        if one.page.allowed and one.who and text_of(one.answer) and one.answer.status_int == 200:
            seen += 1
            assert 'action="/sign-out"' in one.answer.text, f"{one.who}: {one.page.address}"
            assert one.answer.headers["Cache-Control"] == "no-store", f"{one.who}: {one.page.address}"
    assert seen > 50


@pytest.mark.parametrize("canton", CANTONS)
def test_a_password_is_masked_and_may_come_from_a_password_manager(shown, canton):
    seen = 0
    for one in shown[canton]:
        for field in re.findall(PASSWORD_FIELD, text_of(one.answer)):
            seen += 1
            assert 'type="password"' in field, f"{one.who}: {one.page.address}"
            assert re.search(r'autocomplete="(current|new)-password"', field), f"{one.who}: {one.page.address}"
            assert "maxlength" not in field, f"{one.who}: {one.page.address}"
    assert seen > 2


@pytest.mark.parametrize("canton", CANTONS)
def test_no_page_asks_for_the_password_of_another_user(shown, canton):
    """A signed-in person who types a new password types the present one with it: it is their own."""
    asking = 0
    for one in shown[canton]:
        text = text_of(one.answer)
        if one.page.allowed and not one.page.public and "new-password" in text:
            asking += 1
            assert "current-password" in text, f"{one.who}: {one.page.address}"
    assert asking


def test_no_script_stands_in_the_way_of_pasting(root):
    scripts = [file for folder in ("core", "plugins", "themes") for file in (root / folder).rglob("*.js")]
    assert scripts
    assert [file.name for file in scripts if re.search(r"\b(on)?(paste|copy|cut)\b\W*[,=:]", file.read_text())] == []


COOKIES = {"csrf", "known", "language", "registrations", "session", "trusted"}
"""All there are; docs/security.md says what each is for."""


COMPANY = {
    "Nom de la société": "Aide Aare Sàrl",
    "GLN": "7601001000001",
    "Rue et numéro": "Aareweg 4",
    "NPA": "3005",
    "Localité": "Berne",
    "Prénom": "Mia",
    "Nom": "Robert",
    "Adresse e-mail": "mia@aide.example",
    "Mot de passe": "tilleul-pont-neige-7",
    "Téléphone portable suisse": "079 555 12 34",
}


def test_every_cookie_is_known_bound_to_the_host_and_http_only(production):
    found = {}
    for canton in CANTONS:
        for email, principals in people(production, canton):
            browser = production.browser(canton)
            sign_in_for_weeks(browser, email)
            browser.get("/language?to=de")
            for page in drawn(pages(production, canton, principals, "GET")):
                browser.get(page.address)
            found |= {cookie.name: cookie for cookie in browser.cookiejar}
    registering = production.browser("be").open("/register-company").fill_all(COMPANY)
    registering.tick("J’accepte les conditions d’utilisation").press("S’inscrire")
    found |= {cookie.name: cookie for cookie in registering.cookiejar}
    assert set(found) == {f"__Host-{name}" for name in COOKIES}
    for cookie in found.values():
        assert cookie.secure, cookie
        assert cookie.has_nonstandard_attr("HttpOnly"), cookie
        assert cookie.get_nonstandard_attr("SameSite") == "Lax", cookie
        assert cookie.path == "/"
        assert not cookie.domain_specified, cookie
        assert len(cookie.name + cookie.value) < MAX_COOKIE, cookie


def sign_in_for_weeks(browser, email):
    """By password and code, on a browser that is to be trusted where there is such a thing."""
    browser.open("/").fill("Adresse e-mail", email).fill("Mot de passe", PASSWORD).press("Se connecter")
    for box in browser.page.document.xpath(".//input[@name='trust'][@type='checkbox']"):
        box.set("checked", "checked")
    browser.fill("Code", browser.outbox.texts[-1].code).press("Continuer")


def is_closed(answer, who):
    """Whether a page shows nothing: the sign-in page for a stranger, the one of what does not exist for others."""
    if who:
        return answer.status_int == 404 and NOWHERE[answer.request.method] in answer.text
    return answer.status_int == 303 and "/?next=" in answer.location


def honest(browser):
    """What the person's own page would send along."""
    browser.get("/")
    return {"csrf_token": browser.cookies[browser.desk.cookie("csrf")["name"]]}
