"""A user writes so much in a day, on all pages together: what is written over stays on the disk until it is packed."""

import pytest
from limits import RateLimitItemPerDay

from guichet.ratelimit import daily_writes
from guichet.ratelimit.daily_writes import NEVER_REFUSED

MANAGER = "manager@be.example"


def save(browser, remark="Merci."):
    controls = [("csrf_token", browser.cookies["csrf"]), ("remark", remark), ("autosave", "yes")]
    return browser.post_controls(f"{browser.form}edit", controls).status_int


@pytest.fixture
def form(be, sign_in, start_invoice, monkeypatch):
    start_invoice(sign_in(be, MANAGER), "Anna Muster")
    be.form = be.page.url.partition("edit")[0]
    monkeypatch.setattr(daily_writes, "WRITES", RateLimitItemPerDay(4, namespace="writes"))
    return be


def test_forms_of_a_user_are_counted_over_all_pages_and_long_ones_more(form, desks, sign_in, clock):
    statuses = [save(form), save(form, "x" * 60_000)]
    assert form.post("/language", {"csrf_token": form.cookies["csrf"], "language": "fr"}).status_int == 303
    assert 429 not in statuses
    before = desks["be"].db.lastTransaction()
    assert save(form) == 429
    assert desks["be"].db.lastTransaction() == before
    # Reading goes on.
    assert form.open("/").page.heading == "Guichet"
    clock.forward(days=1)
    assert save(sign_in(form.open("/"), MANAGER)) != 429


def test_owner_puts_a_thief_out_who_has_used_the_number_up(form, desks, sign_in):
    thief = sign_in(desks.browser("be"), MANAGER)
    assert [save(form) for _time in range(5)][-1] == 429
    form.open("/devices").press("Déconnecter , n° 2 de la liste")
    assert "déconnecté" in form.page.notice
    assert thief.open("/account").page.heading == "Se connecter"
    form.open("/").press("Se déconnecter")
    assert "déconnecté" in form.page.notice
    form.open("/forgot-password").fill("Adresse e-mail", MANAGER).press("Réinitialiser le mot de passe")
    assert form.open("/account").page.heading == "Se connecter"


def test_what_is_never_refused_is_a_page_of_the_desk(desks):
    views = desks.dispatcher._by_host["be.localhost"].registry.introspector.get_category("views")
    assert {view["introspectable"]["name"] for view in views} >= NEVER_REFUSED
