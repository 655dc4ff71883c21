"""The office ends the sessions of one person, or of everybody at its desk."""

from datetime import timedelta

import pytest

from guichet import clock
from guichet.store.database import write_transaction
from guichet.testing.people import PASSWORD
from guichet.users.models import Session, User
from guichet.users.staff_users import sign_out_all_users

SUPERVISOR, MANAGER, CLERK = "supervisor@be.example", "manager@be.example", "clerk@be.example"


@pytest.fixture
def supervisor(be, sign_in):
    return sign_in(be, SUPERVISOR)


@pytest.fixture
def others(desks, sign_in):
    """A manager and a clerk at work."""
    return [sign_in(desks.browser("be"), email) for email in (MANAGER, CLERK)]


def signed_in(browser):
    return browser.open("/").page.heading != "Se connecter"


def end(browser, who, **typed):
    browser.open("/sign-people-out").tick(who).fill_all(typed)
    return browser


def test_office_ends_the_sessions_of_one_person_at_the_next_request(supervisor, others):
    end(supervisor, "Une personne", **{"Adresse e-mail": MANAGER.upper()}).press("Déconnecter maintenant")
    assert "C’est fait" in supervisor.page.words
    assert [signed_in(browser) for browser in others] == [False, True]


def test_the_office_ends_all_sessions_but_its_own(supervisor, others):
    end(supervisor, "Tout le monde au guichet").press("Déconnecter maintenant")
    assert [signed_in(browser) for browser in others] == [False, False]
    assert signed_in(supervisor)


def test_the_person_reads_it_in_the_journal(supervisor, others, sign_in):
    end(supervisor, "Une personne", **{"Adresse e-mail": MANAGER}).press("Déconnecter maintenant")
    manager = sign_in(others[0], MANAGER)
    assert "office" in manager.open("/journal").page.words


@pytest.mark.parametrize(
    ("typed", "said"),
    [({}, "Saisissez l’adresse e-mail"), ({"Adresse e-mail": "nobody@be.example"}, "Aucun compte n’a cette adresse")],
)
def test_without_a_known_address_no_user_is_signed_out(supervisor, others, typed, said):
    end(supervisor, "Une personne", **typed).press("Déconnecter maintenant", status=422)
    assert said in supervisor.page.words
    assert all(signed_in(browser) for browser in others)


def test_a_clerk_finds_no_such_page(others):
    assert others[1].get("/sign-people-out").status_int == 404


def test_signing_everybody_out_ends_trusted_browsers_too(ne, desks, sign_in):
    email = "insured@ne.example"
    ne.open("/").fill("Adresse e-mail", email).fill("Mot de passe", PASSWORD).press("Se connecter")
    ne.tick("Ne plus demander de code").fill("Code", ne.outbox.texts[-1].code).press("Continuer")
    ne.press("Se déconnecter")
    supervisor = sign_in(desks.browser("ne"), "supervisor@ne.example")
    end(supervisor, "Tout le monde au guichet").press("Déconnecter maintenant")
    ne.open("/").fill("Adresse e-mail", email).fill("Mot de passe", PASSWORD).press("Se connecter")
    assert ne.page.heading == "Consultez votre téléphone"
    # From then on a browser may be trusted as before; the earlier one is not listed any more.
    ne.tick("Ne plus demander de code").fill("Code", ne.outbox.texts[-1].code).press("Continuer")
    trusted = [line for line in ne.open("/devices").page.words.split("Sans code jusqu’au")[1:] if line]
    assert len(trusted) == 1
    ne.press("Se déconnecter")
    ne.open("/").fill("Adresse e-mail", email).fill("Mot de passe", PASSWORD).press("Se connecter")
    assert ne.page.heading != "Consultez votre téléphone"


def test_signing_everybody_out_costs_the_same_for_any_number_of_them(desks):
    loaded = []
    for number in (100, 2000):
        with write_transaction(desks["be"].db) as portal:
            supervisor = portal["users"].with_email(SUPERVISOR)
            for turn in range(number):
                session = Session(f"{turn:016x}", "full", clock.now())
                portal["sessions"].put(session)
                portal["users"].put(a_user(turn))
            own = portal["sessions"].put(Session(supervisor.id, "full", clock.now()))
        desks["be"].db.cacheMinimize()
        with desks.acting("be", SUPERVISOR) as ctx:
            ctx.portal._p_jar.getTransferCounts(clear=True)
            sign_out_all_users(ctx, keep=ctx.portal["sessions"][own])
            loaded.append(ctx.portal._p_jar.getTransferCounts()[0])
        with desks.looking("be") as ctx:
            assert list(ctx.portal["sessions"]) == [own]
            assert [one.id for one in ctx.portal["sessions"].of(ctx.portal["sessions"][own].user_id)] == [own]
    assert loaded[1] <= loaded[0] + 2 and max(loaded) < 30, loaded


def a_user(number):
    """An account whose browser is trusted."""
    user = User(
        email=f"visiteur-{number}@exemple.example",
        first_name="Visiteur",
        last_name=f"Numéro {number}",
        phone=f"+41790{number:06d}",
        password_hash="",
        language="fr",
        now=clock.now(),
    )
    user.trusted = (("a" * 64, clock.now() + timedelta(days=30)),)
    return user
