"""Sessions and what browsers keep for us, as OWASP ASVS 5.0 asks for in chapters 7 and 9."""

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from guichet.testing.people import PASSWORD

MANAGER = "manager@be.example"
SIGNATURE = 32
"""Bytes of HMAC-SHA256, in front of what is signed."""


def as_stranger(browser, address="/work-list"):
    """Whether a page asks this browser to sign in."""
    answer = browser.get(address)
    return answer.status_int == 303 and "/?next=" in answer.location


@pytest.fixture
def next_token(desks):
    """The signed address that a stranger comes back to."""
    location = desks.browser("be").get("/work-list").location
    return parse_qs(urlsplit(location).query)["next"][0]


def kept_by(browser):
    """What this browser keeps for us, the token against forgery apart: that is not signed."""
    return {name: value for name, value in browser.cookies.items() if name not in ("csrf", "language")}


def test_a_cookie_says_nothing_about_the_person(be, desks, sign_in):
    sign_in(be, MANAGER)
    with desks.looking("be") as ctx:
        user = ctx.portal["users"].with_email(MANAGER)
        personal = (
            user.email,
            user.first_name,
            user.last_name,
            user.phone,
            user.phone[-7:],
            user.issuer_id,
        )
    for name, value in be.cookies.items():
        for text in (value, plain(value)):
            assert [word for word in personal if word.lower() in text.lower()] == [], name


def plain(value):
    """What a cookie holds once its encoding is undone."""
    padded = value + "=" * (-len(value) % 4)
    return base64.urlsafe_b64decode(padded.encode("ascii", "ignore")).decode("latin-1")


def test_a_token_for_another_purpose_is_no_session(be, desks, sign_in, next_token):
    sign_in(be, "clerk@be.example")
    others = {name: value for name, value in kept_by(be).items() if name != "session"} | {"next": next_token}
    for made_for, token in others.items():
        other = desks.browser("be")
        other.set_cookie("session", token)
        assert as_stranger(other), made_for


def test_a_token_for_another_purpose_leads_nowhere_after_signing_in(be, desks, sign_in):
    sign_in(be, "clerk@be.example")
    for made_for, token in kept_by(be).items():
        come_back = sign_in(desks.browser("be").open(f"/?next={token}"), "clerk@be.example")
        assert come_back.page.url.rstrip("/") == "/work-list", made_for  # home, as without it


@pytest.mark.parametrize("at", [0, 10, 40, 43, -1])
def test_a_session_cookie_altered_anywhere_is_none(be, sign_in, at):
    sign_in(be, "clerk@be.example")
    cookie = be.cookies["session"]
    altered = "A" if cookie[at] != "A" else "B"
    changed = cookie[:at] + altered + (cookie[at + 1 :] if at != -1 else "")
    be.set_cookie("session", changed)
    assert changed != cookie
    assert as_stranger(be)


def test_a_token_without_signature_is_none(be, sign_in):
    sign_in(be, "clerk@be.example")
    content = base64.urlsafe_b64decode(be.cookies["session"] + "==")[SIGNATURE:]
    assert content.startswith(b"[")
    for forged in (content, b"\0" * SIGNATURE + content, b""):
        be.set_cookie("session", base64.urlsafe_b64encode(forged).decode().rstrip("="))
        assert as_stranger(be)


def test_signing_in_again_ends_the_session_before(be, desks, sign_in, outbox):
    sign_in(be, "clerk@be.example")
    before, token = be.cookies["session"], be.cookies["csrf"]
    again = [("csrf_token", token), ("email", "clerk@be.example"), ("password", PASSWORD)]
    assert be.post_controls("/sign-in", again).status_int == 303
    old = desks.browser("be")
    old.set_cookie("session", before)
    assert as_stranger(old)
    be.open("/code").fill("Code", outbox[-1].code).press("Continuer")
    assert not as_stranger(be)


def test_the_back_button_after_signing_out_shows_nothing(be, sign_in):
    sign_in(be, "clerk@be.example")
    assert be.get("/work-list").headers["Cache-Control"] == "no-store"
    be.send("Se déconnecter")
    assert as_stranger(be)


def test_session_id_has_256_bits_and_only_its_hash_is_stored(desks, sign_in):
    secrets = set()
    for _time in range(3):
        cookie = sign_in(desks.browser("be"), "clerk@be.example").cookies["session"]
        secret, _moment = json.loads(plain(cookie)[SIGNATURE:])
        assert len(base64.urlsafe_b64decode(secret + "=")) == 32
        with desks.looking("be") as ctx:
            assert hashlib.sha256(secret.encode()).hexdigest() in ctx.portal["sessions"]
            assert secret not in ctx.portal["sessions"]
        secrets.add(secret)
    assert len(secrets) == 3
