"""A forgotten password: the mail that fits the state of an account, and what the link does."""

from datetime import timedelta

import pytest

from guichet.identity.account.actions import confirm_new_email, undo_new_email
from guichet.identity.actions import Person, activate, close_account, new_account
from guichet.identity.by_link.invitations import invitation_link, take_up
from guichet.identity.by_link.reset import reset_password
from guichet.identity.errands import KINDS
from guichet.identity.journal import notes
from guichet.identity.links import LIVES, LinkError, new_link
from guichet.identity.models import Errand
from guichet.identity.passwords import matches
from guichet.messages.actions import outbox_of
from guichet.testing.people import PASSWORD, account_of

MANAGER = "manager@be.example"
NEW = "tilleul-pont-neige-7"


@pytest.fixture
def act(desks):
    """The operator at Berne's desk, for the length of a test."""
    with desks.acting("be") as act:
        yield act


def ask(act, address, language="fr"):
    """What the worker does with a request; returns the mails that leave."""
    before = set(outbox_of(act.portal))
    KINDS["reset"](act, Errand("reset", address, language, act.now))
    return [outbox_of(act.portal)[name] for name in set(outbox_of(act.portal)) - before]


def secret_for(act, address=MANAGER):
    (mail,) = ask(act, address)
    return mail.link.partition("link=")[2]


def trouble(act, secret):
    try:
        reset_password(act, secret, NEW)
    except LinkError as problem:
        return problem.trouble
    return ""


def change_address(act, address):
    """Lea Rochat's; returns the secret that undoes it."""
    before = set(outbox_of(act.portal))
    confirm_new_email(act, new_link(act.portal, "email", account_of(act, MANAGER), act.now, detail=address))
    (name,) = set(outbox_of(act.portal)) - before
    return outbox_of(act.portal)[name].link.partition("link=")[2]


def fits(act, account, password):
    return matches(password, account.password_hash, act.desk.keys("passwords"))


def test_an_active_account_gets_a_link(act):
    (mail,) = ask(act, MANAGER)
    assert mail.recipient == MANAGER
    assert mail.link.startswith("http://be.localhost/reset-password?link=")
    assert mail.link_label == "Réinitialiser le mot de passe"
    assert "une heure" in mail.text


def test_the_address_may_be_typed_in_capitals(act):
    (mail,) = ask(act, MANAGER.upper())
    assert mail.recipient == MANAGER


def test_the_mail_is_in_the_language_of_its_reader_not_of_who_asked(act):
    account_of(act, MANAGER).language = "de"
    (mail,) = ask(act, MANAGER, "fr")
    assert mail.language == "de"


@pytest.mark.parametrize("state", ["unknown", "closed"])
def test_no_mail_is_sent_to_strangers(somebody, desks, state):
    address = somebody(state)
    with desks.acting("be") as act:
        assert ask(act, address) == []


@pytest.mark.parametrize(
    ("state", "subject", "leads_to"),
    [
        ("unconfirmed", "Confirmez votre adresse e-mail", "activate?link="),
        ("waiting", "Votre inscription est en attente", ""),
        ("accepted", "Votre nouveau mot de passe", "reset-password?link="),
        ("invited", "Votre invitation vous attend", ""),
        ("refused", "Votre inscription n’est pas acceptée", "register-company"),
        ("active", "Votre nouveau mot de passe", "reset-password?link="),
    ],
)
def test_somebody_who_cannot_sign_in_yet_gets_the_mail_that_helps(somebody, desks, state, subject, leads_to):
    address = somebody(state)
    with desks.acting("be") as act:
        (mail,) = ask(act, address)
        assert (mail.recipient, mail.subject) == (address, subject)
        path = mail.link.removeprefix("http://be.localhost/")
        assert path.startswith(leads_to) if leads_to else mail.link == ""


def test_an_invited_person_reads_who_has_invited_them(somebody, desks):
    address = somebody("invited")
    with desks.acting("be") as act:
        (mail,) = ask(act, address)
        assert "Demandez à Home-Aide Emmental SA de vous renvoyer l’invitation." in mail.text


def test_an_invitation_stays_as_it_was_when_somebody_types_the_address(somebody, desks):
    address = somebody("invited")
    with desks.acting("be") as act:
        (account,) = act.portal["accounts"].pending_with(address)
        secret = invitation_link(act, account).partition("=")[2]
        links = list(act.portal["links"])
        ask(act, address)
        assert list(act.portal["links"]) == links
        assert take_up(act, secret, NEW).state == "active"


def test_somebody_invited_by_the_office_reads_its_name(somebody, desks):
    address = somebody("invited")
    with desks.acting("be") as act:
        (account,) = act.portal["accounts"].pending_with(address)
        account.roles, account.language = ("clerk",), "de"
        (mail,) = ask(act, address)
        assert "IV-Stelle Kanton Bern" in mail.text


def test_whoever_never_proved_the_phone_is_told_to_register_again(somebody, desks):
    address = somebody("unconfirmed")
    with desks.acting("be") as act:
        (account,) = act.portal["accounts"].pending_with(address)
        account.phone_proven = False
        (mail,) = ask(act, address)
        assert mail.subject == "Votre inscription n’est pas terminée"
        assert mail.link == "http://be.localhost/register"


def test_of_several_registrations_the_newest_is_written_about(somebody, desks):
    address = somebody("waiting")
    with desks.acting("be") as act:
        (account,) = act.portal["accounts"].pending_with(address)
        account.created -= timedelta(days=1)
    address = somebody("waiting")
    with desks.acting("be") as act:
        newest = act.portal["accounts"].pending_with(address)[0]
        newest.state = "accepted"
        (mail,) = ask(act, address)
        assert mail.subject == "Votre nouveau mot de passe"


def test_a_company_that_forgot_its_password_before_coming_in_is_let_in_with_the_new_one(somebody, desks):
    address = somebody("accepted")
    with desks.acting("be") as act:
        (account,) = act.portal["accounts"].pending_with(address)
        (mail,) = ask(act, address)
        reset_password(act, mail.link.partition("link=")[2], NEW)
        assert account.state == "active"
        assert act.portal["accounts"].with_email(address) is account
        assert "activated" in [note.event for note in notes(account)]


@pytest.mark.parametrize("state", ["unconfirmed", "waiting"])
def test_of_several_registrations_the_accepted_one_gets_the_link(somebody, desks, clock, state):
    address = somebody("accepted")
    with desks.acting("be") as act:
        (accepted,) = act.portal["accounts"].pending_with(address)
    clock.forward(minutes=1)
    with desks.acting("be") as act:
        stranger = new_account(act, Person(address, "Max", "Fremd", "+41795550000", PASSWORD, "fr"))
        stranger.state, stranger.phone_proven = state, True
        assert act.portal["accounts"].pending_with(address)[0] is stranger
        assert reset_password(act, secret_for(act, address), NEW).id == accepted.id


def test_the_new_password_takes_the_place_of_the_old_one(act):
    account = account_of(act, MANAGER)
    assert reset_password(act, secret_for(act), NEW) is account
    assert fits(act, account, NEW)
    assert not fits(act, account, PASSWORD)


def test_the_owner_is_told_and_reads_both_steps_in_the_journal(act):
    account = account_of(act, MANAGER)
    reset_password(act, secret_for(act), NEW)
    assert "Votre mot de passe est modifié" in [mail.subject for mail in outbox_of(act.portal).values()]
    assert {"password_asked", "password_changed"} <= {note.event for note in notes(account)}


def test_a_link_works_once(act):
    secret = secret_for(act)
    assert [trouble(act, secret) for _number in range(2)] == ["", "used"]


@pytest.mark.parametrize(
    ("later", "said"),
    [(timedelta(0), ""), (LIVES["reset"], ""), (LIVES["reset"] + timedelta(seconds=1), "expired")],
)
def test_a_link_works_for_sixty_minutes(desks, clock, later, said):
    assert LIVES["reset"] == timedelta(minutes=60)
    with desks.acting("be") as act:
        secret, asked = secret_for(act), act.now
    clock.to(max(clock.now, asked + later))
    with desks.acting("be") as act:
        assert trouble(act, secret) == said


def test_only_the_newest_link_works(act):
    first, second = secret_for(act), secret_for(act)
    assert [trouble(act, first), trouble(act, second)] == ["replaced", ""]


@pytest.mark.parametrize("change", [lambda secret: secret[:-1], lambda secret: secret + "x", str.swapcase])
def test_an_altered_link_is_unknown(act, change):
    assert trouble(act, change(secret_for(act))) == "unknown"


def test_a_link_of_one_desk_is_unknown_at_the_other(desks):
    with desks.acting("be") as act:
        secret = secret_for(act)
    with desks.acting("ne") as act:
        assert trouble(act, secret) == "unknown"


def test_a_link_that_activates_does_not_reset(somebody, desks):
    address = somebody("unconfirmed")
    with desks.acting("be") as act:
        secret = secret_for(act, address)
        assert trouble(act, secret) == "unknown"
        assert activate(act, secret).state == "active"


def test_a_link_asked_for_before_the_address_changed_is_worthless(act):
    secret = secret_for(act)
    change_address(act, "lea@autre.example")
    assert trouble(act, secret) == "used"


def test_a_link_asked_for_before_the_address_was_restored_is_worthless(act):
    undo = change_address(act, "taken-over@autre.example")
    secret = secret_for(act, "taken-over@autre.example")
    undo_new_email(act, undo)
    assert trouble(act, secret) == "used"
    assert not fits(act, account_of(act, MANAGER), NEW)


def test_the_link_of_a_closed_account_is_used_up(act):
    secret = secret_for(act)
    close_account(act, account_of(act, MANAGER))
    assert trouble(act, secret) == "used"


def test_a_link_never_gives_a_password_to_an_account_that_may_not_sign_in(act):
    secret, account = secret_for(act), account_of(act, MANAGER)
    account.state = "closed"
    assert trouble(act, secret) == "used"
    assert fits(act, account, PASSWORD)


def test_every_state_has_its_answer():
    from typing import get_args

    from guichet.identity.by_link.reset import ANSWERS
    from guichet.identity.models import State

    assert set(ANSWERS) == set(get_args(State))
