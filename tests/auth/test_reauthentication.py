"""Views with ``reauth=True`` ask for password and code again."""

import pytest

from guichet.auth.reauthentication import REAUTH_MAX_AGE, is_recently_authenticated
from guichet.testing.people import PASSWORD, user_of
from guichet.users import passwords
from guichet.users.session_records import end_sessions

OWNER = "insured@ne.example"
PAGE = "/my-data"
CONFIRM = "Confirmez que c’est vous"


@pytest.fixture
def stale(ne, sign_in, clock):
    """A user who signed in more than ten minutes ago."""
    sign_in(ne, OWNER)
    clock.forward(seconds=REAUTH_MAX_AGE.total_seconds() + 1)
    return ne


def deactivate(portal, name):
    """Ends the access and leaves the session record, as if it were about to go."""
    portal["users"][name].state = "closed"


def confirm(browser, outbox):
    browser.fill("Mot de passe", PASSWORD).press("Continuer")
    return browser.fill("Code", outbox.texts[-1].code).press("Continuer")


def test_ten_minutes_after_signing_in_nothing_more_is_asked(ne, sign_in, clock):
    sign_in(ne, OWNER)
    clock.forward(seconds=REAUTH_MAX_AGE.total_seconds() - 1)
    assert ne.open(PAGE).page.heading == "Télécharger mes données"


def test_later_password_and_code_are_asked_for_and_lead_back(stale, outbox):
    assert stale.open(PAGE).page.heading == CONFIRM
    assert confirm(stale, outbox).page.heading == "Télécharger mes données"


def test_the_password_alone_is_not_enough(stale):
    stale.open(PAGE).fill("Mot de passe", PASSWORD).press("Continuer")
    assert stale.page.heading == "Consultez votre téléphone"
    assert stale.open(PAGE).page.heading == CONFIRM


def test_a_wrong_password_is_said_and_the_session_stays(stale):
    stale.open(PAGE).fill("Mot de passe", "pas celui-ci du tout").press("Continuer", status=422)
    assert "Ce mot de passe ne correspond pas" in stale.page.words
    assert stale.open("/").page.heading == "Guichet"


def test_a_post_without_confirmation_does_nothing(stale, outbox):
    stale.open("/accessibility")
    token = stale.get("/confirm").html.find("input", {"name": "csrf_token"})["value"]
    answer = stale.post_controls(PAGE, [("csrf_token", token)])
    assert answer.status_int == 303
    assert "/confirm?" in answer.location


def test_confirming_gives_the_session_a_new_id_and_the_old_one_is_dead(stale, outbox):
    before = stale.cookies["session"]
    stale.open(PAGE)
    confirm(stale, outbox)
    assert stale.cookies["session"] != before
    stale.set_cookie("session", before)
    assert stale.open("/").page.heading == "Se connecter"


def test_confirming_does_not_make_a_session_longer(stale, outbox, desks):
    stale.open(PAGE)
    confirm(stale, outbox)
    with desks.looking("ne") as ctx:
        [session] = [ctx.portal["sessions"][name] for name in ctx.portal["sessions"]]
        assert session.confirmed - session.opened > REAUTH_MAX_AGE


def test_a_signed_out_request_is_not_recently_authenticated(visitor):
    with visitor("ne").request() as request:
        assert not is_recently_authenticated(request)


def test_a_password_counts_for_half_an_hour(stale, clock):
    stale.open(PAGE).fill("Mot de passe", PASSWORD).press("Continuer")
    for _number in range(2):
        clock.forward(minutes=14)
        assert stale.open("/code").page.heading == "Consultez votre téléphone"
    assert stale.open("/lost-phone").page.heading == "Je n’ai plus ce téléphone"
    form = stale.open("/code").page
    clock.forward(minutes=3)
    for path in ("/code", "/lost-phone"):
        assert stale.open(path).page.heading == "Guichet"
    stale._page = form
    stale.fill("Code", stale.outbox.texts[-1].code).press("Continuer")
    assert stale.open(PAGE).page.heading == CONFIRM


@pytest.mark.parametrize("end", [end_sessions, deactivate])
def test_no_code_is_sent_when_the_session_ends_during_the_check(stale, desks, monkeypatch, end):
    stale.open(PAGE)
    before = len(stale.outbox.texts)

    class Meanwhile:
        def verify(self, *given):
            with desks.acting("ne") as ctx:
                end(ctx.portal, user_of(ctx, OWNER).id)

    monkeypatch.setattr(passwords, "_hasher", Meanwhile())
    stale.fill("Mot de passe", PASSWORD).press("Continuer")
    assert stale.page.heading == "Se connecter"
    assert len(stale.outbox.texts) == before
    assert stale.open("/code").page.heading == "Se connecter"
