"""Adding a person of the office."""

import pytest

from guichet.audit import entries
from guichet.identity.actions import Person
from guichet.identity.staff import HOME, add_staff
from guichet.testing.people import account_of

PASSWORD = "tilleul-pont-neige-7"


def a_clerk(email="perrin@be.example", password=PASSWORD):
    return Person(email, "Claire", "Perrin", "+41791230002", password, "fr")


def test_a_clerk_may_sign_in_at_once_and_lands_on_the_work_list(desks, be, sign_in):
    with desks.acting("be") as act:
        assert add_staff(act, a_clerk()) is None
        account = account_of(act, "perrin@be.example")
        assert (account.state, account.roles, account.home) == ("active", ("clerk",), HOME)
    be.open("/").fill("Adresse e-mail", "perrin@be.example").fill("Mot de passe", PASSWORD).press("Se connecter")
    be.fill("Code", be.outbox.texts[-1].code).press("Continuer")
    assert be.page.heading == "Liste de travail"


@pytest.mark.parametrize(
    ("password", "reason"), [("short", "short"), ("passwordpassword", "guessable"), ("PerrinPerrin", "guessable")]
)
def test_a_weak_password_is_refused_with_the_reason(desks, password, reason):
    with desks.acting("be") as act:
        before = list(act.portal["accounts"])
        trouble = add_staff(act, a_clerk(password=password))
        assert trouble is not None
        assert reason in trouble
        assert list(act.portal["accounts"]) == before


@pytest.mark.parametrize("email", ["clerk@be.example", "CLERK@be.example", "manager@be.example"])
def test_an_address_has_one_account(desks, email):
    with desks.acting("be") as act:
        before = list(act.portal["accounts"])
        assert add_staff(act, a_clerk(email)) == f"{email} has an account already"
        assert list(act.portal["accounts"]) == before


def test_the_trail_says_who_was_given_which_role(desks):
    with desks.acting("be") as act:
        add_staff(act, a_clerk())
        last = next(entry for entry in entries(act.portal, "2026-11") if entry.moment == act.now and entry.details)
    assert (last.action, last.actor, last.details) == ("account.staff_added", "system", ("clerk",))
