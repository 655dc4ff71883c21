"""While a page hashes a password, other writers go on."""

import threading

import pytest

from guichet.app import application
from guichet.testing.browser import sign_in
from guichet.testing.people import PASSWORD, new_secret, user_of
from guichet.users import passwords

INSURED = "insured@be.example"
NEW = "bicyclette-glacier-quatre-1"
LONG_ENOUGH = 20
"""Seconds that another writer may take on a busy machine; with the lock held it would wait for ever."""
UNSERIALIZED = {
    "account-password", "confirm", "export-invoices", "forgot-password", "invitation",
    "register-company", "register-insured", "register-representative", "reset-password", "sign-in",
}  # fmt: skip


def test_the_views_without_the_write_lock_hash_or_export(desks):
    introspector = application(desks["be"]).registry.introspector
    views = [item["introspectable"] for item in introspector.get_category("views")]
    assert {view["name"] for view in views if view.get("serialize", True) is False} == UNSERIALIZED


@pytest.fixture
def meanwhile(desks, monkeypatch):
    """Whether another writer got through during each hash of this test."""
    passed, real = [], passwords._hasher

    def watched(work):
        def hash_or_verify(*given):
            other = threading.Thread(target=lambda: desks.browser("be").post("/sign-out", status="*"), daemon=True)
            other.start()
            other.join(LONG_ENOUGH)
            passed.append(not other.is_alive())
            return work(*given)

        return hash_or_verify

    class Hasher:
        hash, verify = staticmethod(watched(real.hash)), staticmethod(watched(real.verify))

    monkeypatch.setattr(passwords, "_hasher", Hasher)
    return passed


def passed_at_each(meanwhile, hashes):
    """Whether another writer got through during every hash; a request that conflicts is tried, and hashes, again."""
    return len(meanwhile) >= hashes and all(meanwhile)


def link(desks, purpose):
    with desks.acting("be") as ctx:
        return new_secret(ctx, purpose, user_of(ctx, INSURED))


def test_signing_in_lets_other_writers_pass(be, meanwhile):
    sign_in(be, INSURED)
    assert passed_at_each(meanwhile, 1)


def test_asking_for_a_new_password_lets_other_writers_pass(be, meanwhile):
    be.open("/forgot-password").fill("Adresse e-mail", INSURED).press("Réinitialiser le mot de passe")
    assert passed_at_each(meanwhile, 1)


def test_choosing_a_new_password_lets_other_writers_pass(be, desks, meanwhile):
    be.open(f"/reset-password?link={link(desks, 'reset')}").fill("Nouveau mot de passe", NEW)
    be.press("Réinitialiser le mot de passe")
    assert passed_at_each(meanwhile, 1)


def test_changing_a_password_lets_other_writers_pass_during_both_hashes(be, meanwhile):
    sign_in(be, INSURED)
    meanwhile.clear()
    be.open("/account-password").fill("Mot de passe actuel", PASSWORD).fill("Nouveau mot de passe", NEW)
    be.press("Modifier le mot de passe")
    assert passed_at_each(meanwhile, 2)


def test_confirming_an_identity_lets_other_writers_pass(be, desks, clock, meanwhile):
    sign_in(be, INSURED)
    clock.forward(minutes=11)
    meanwhile.clear()
    be.open("/account-email").fill("Mot de passe", PASSWORD).press("Continuer")
    assert passed_at_each(meanwhile, 1)


def takes_another_password(ctx):
    # Any other one: hashing would wait for the place of the hash under way.
    user_of(ctx, INSURED).password_hash = user_of(ctx, "manager@be.example").password_hash


def gives_the_address_up(ctx):
    assert ctx.portal["users"].change_email(user_of(ctx, INSURED), "elsewhere@be.example")


@pytest.mark.parametrize("change", [takes_another_password, gives_the_address_up])
def test_sign_in_counts_what_changed_while_the_password_was_hashed(be, desks, monkeypatch, change):
    real = passwords._hasher

    class Hasher:
        hash = staticmethod(real.hash)

        @staticmethod
        def verify(*given):
            monkeypatch.setattr(passwords, "_hasher", real)
            other = threading.Thread(target=changed, daemon=True)
            other.start()
            other.join(LONG_ENOUGH)
            assert not other.is_alive()
            return real.verify(*given)

    def changed():
        with desks.acting("be") as ctx:
            change(ctx)

    monkeypatch.setattr(passwords, "_hasher", Hasher)
    be.open("/").fill("Adresse e-mail", INSURED).fill("Mot de passe", PASSWORD)
    assert "ne correspond pas" in be.press("Se connecter", status=422).page.problems[0]
