"""Forbidden pages, and forms that are posted after the session has ended."""

import json

import pytest

from guichet.store.models import Folder, Resource
from guichet.testing.people import issuer_of, user_of
from guichet.users import saved_forms as kept_module

MANAGER = "manager@be.example"


@pytest.fixture
def company(desks):
    """The address of Home-Aide Emmental."""
    with desks.looking("be") as ctx:
        return f"/issuers/{issuer_of(ctx, MANAGER).id}/"


@pytest.fixture
def left_open(be, sign_in, company, clock):
    """The form of a new beneficiary, left open until the session has ended."""
    sign_in(be, MANAGER).open(f"{company}beneficiaries/add").fill("Prénom", "Chloé")
    clock.forward(minutes=31)
    return be


def kept(desks, email=MANAGER):
    with desks.looking("be") as ctx:
        return user_of(ctx, email).saved_form


@pytest.mark.parametrize("end", ["", "beneficiaries/", "invoices/nowhere/", "nowhere", "beneficiaries/nowhere/edit"])
def test_signed_out_requests_are_alike_whether_a_page_exists(be, company, end):
    for address in (company + end, f"/issuers/nowhere/{end}"):
        answer = be.get(address, status=303)
        assert answer.location.startswith("http://be.localhost/?next=")


def objects(ctx):
    """The path of one object of each class in each folder of the desk's tree, and that of its folder."""
    for name in ctx.portal:
        folder = ctx.portal[name]
        if isinstance(folder, Folder):
            found = {type(item): item for item in folder.values() if isinstance(item, Resource)}
            yield from ((f"/{name}/{item.__name__}", f"/{name}/{'0' * 16}") for item in found.values())


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_signed_out_requests_are_alike_whether_an_object_exists(be, desks, sign_in, method):
    sign_in(desks.browser("be"), MANAGER)
    views = desks.dispatcher._by_host["be.localhost"].registry.introspector.get_category("views")
    ends = {view["introspectable"]["name"] for view in views} - {""}
    with desks.looking("be") as ctx:
        pairs = list(objects(ctx))
    assert {path.split("/")[1] for path, _other in pairs} >= {"users", "issuers", "reasons", "outbox", "sessions"}
    for known, unknown in pairs:
        for end in ("", "/", *(f"/{name}" for name in ends)):
            answers = [be.request(path + end, method=method, expect_errors=True) for path in (known, unknown)]
            assert [answer.status_int for answer in answers] == [303, 303], known + end


def test_outside_issuers_signed_out_requests_get_not_found(be):
    assert be.open("/nowhere", status=404).page.heading == "Cette page n’existe pas ou ne vous est pas accessible"


def test_a_page_of_the_office_asks_to_sign_in(be):
    assert be.get("/work-list", status=303).location.startswith("http://be.localhost/?next=")


def test_a_signed_in_user_gets_not_found_for_the_page_of_another(desks, sign_in, company):
    rival = sign_in(desks.browser("be"), "rival@be.example")
    forbidden = rival.open(company, status=404).page.words
    assert forbidden == rival.open("/issuers/nowhere/", status=404).page.words
    assert forbidden == rival.open("/work-list", status=404).page.words


def test_a_form_posted_after_its_session_ended_is_saved_for_its_user(left_open, desks, company):
    left_open.press("Enregistrer")
    assert left_open.page.heading == "Se connecter"
    assert "Ce que vous avez saisi est gardé" in left_open.page.notice
    path, answers = kept(desks)
    typed = dict(json.loads(answers))
    assert path == f"{company}beneficiaries/add"
    assert typed["first_name"] == "Chloé"
    assert "csrf_token" not in typed


def test_a_form_that_another_site_has_made_is_not_saved(left_open, desks):
    for token in left_open.page.document.xpath(".//input[@name='csrf_token']"):
        token.set("value", "0" * 64)
    left_open.press("Enregistrer")
    assert left_open.page.heading == "Se connecter"
    assert kept(desks) is None


def test_a_saved_form_fills_no_other_page(left_open, desks, sign_in, company):
    left_open.press("Enregistrer")
    again = sign_in(desks.browser("be"), MANAGER)
    # It has a question of the same name.
    assert again.open("/account-name").page.value("Prénom") != "Chloé"
    assert again.open(f"{company}beneficiaries/add").page.value("Prénom") == "Chloé"


def test_a_browser_without_any_session_leaves_nothing_behind(left_open, desks):
    left_open.cookies.pop("session", None)
    left_open.cookiejar.clear("be.localhost", "/", "session")
    left_open.press("Enregistrer")
    assert kept(desks) is None


def test_no_form_is_saved_after_signing_out(be, sign_in, company, desks):
    sign_in(be, MANAGER).open(f"{company}beneficiaries/add").fill("Prénom", "Chloé")
    page = be.page
    be.open("/").press("Se déconnecter")
    be._page = page
    be.press("Enregistrer")
    assert kept(desks) is None


def test_a_form_posted_days_later_is_not_saved(left_open, desks, clock):
    clock.forward(hours=12)
    left_open.press("Enregistrer")
    assert kept(desks) is None


@pytest.mark.parametrize(("length", "stays"), [(100, True), (2000, False)])
def test_a_form_above_the_maximum_size_is_not_saved(left_open, desks, monkeypatch, length, stays):
    monkeypatch.setattr(kept_module, "_MAX_SIZE", 2000)
    left_open.fill("Prénom", "x" * length).press("Enregistrer")
    assert (kept(desks) is not None) is stays


def test_no_form_is_saved_for_an_unfinished_sign_in(be, desks):
    be.open("/").fill("Adresse e-mail", MANAGER).fill("Mot de passe", "lac-train-pomme-2026").press("Se connecter")
    token = be.page.document.xpath("string(.//input[@name='csrf_token']/@value)")
    be.post_controls("/accept-registration", [("csrf_token", token), ("account", "x")])
    assert kept(desks) is None
