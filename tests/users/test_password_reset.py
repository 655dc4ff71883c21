"""A forgotten password: the mail that fits the state of an account, and what the link does."""

from datetime import timedelta

import pytest

from guichet.messages.enqueue import outbox_of
from guichet.profile.profile_actions import confirm_new_email, undo_new_email
from guichet.testing.outbox import full_link
from guichet.testing.people import PASSWORD, new_secret, user_of
from guichet.users.credentials import change_password, close_user
from guichet.users.invitations import invitation_link, take_up
from guichet.users.journal import notes
from guichet.users.links import LIVES, LinkError
from guichet.users.models import Task
from guichet.users.password_reset import RESET, reset_password
from guichet.users.passwords import matches
from guichet.users.registration import Person, activate, new_user

MANAGER = "manager@be.example"
NEW = "tilleul-pont-neige-7"


@pytest.fixture
def ctx(desks):
    """The operator at Berne's desk, for the length of a test."""
    with desks.acting("be") as ctx:
        yield ctx


def ask(ctx, address):
    """What the worker does with a request; returns the mails that leave."""
    before = set(outbox_of(ctx.portal))
    RESET.run(ctx, Task("reset", address, ctx.now))
    return [outbox_of(ctx.portal)[name] for name in set(outbox_of(ctx.portal)) - before]


def secret_for(ctx, address=MANAGER):
    (mail,) = ask(ctx, address)
    return full_link(ctx.desk, mail).partition("link=")[2]


def reason_of(ctx, secret):
    try:
        reset_password(ctx, secret, NEW)
    except LinkError as problem:
        return problem.reason
    return ""


def change_address(ctx, address):
    """Lea Rochat's; returns the secret that undoes it."""
    before = set(outbox_of(ctx.portal))
    confirm_new_email(ctx, new_secret(ctx, "email", user_of(ctx, MANAGER), detail=address))
    (name,) = set(outbox_of(ctx.portal)) - before
    return full_link(ctx.desk, outbox_of(ctx.portal)[name]).partition("link=")[2]


def fits(ctx, user, password):
    return matches(password, user.password_hash, ctx.desk.keys("passwords"))


def test_an_active_account_gets_a_link(ctx):
    (mail,) = ask(ctx, MANAGER)
    assert mail.recipient == MANAGER
    assert mail.link.startswith("http://be.localhost/reset-password?link=")
    assert mail.link_label == "Réinitialiser le mot de passe"
    assert "une heure" in mail.text


def test_the_address_may_be_typed_in_capitals(ctx):
    (mail,) = ask(ctx, MANAGER.upper())
    assert mail.recipient == MANAGER


def test_the_mail_is_in_the_language_of_its_reader_not_of_who_asked(ctx):
    user_of(ctx, MANAGER).language = "de"
    (mail,) = ask(ctx, MANAGER)
    assert mail.language == "de"


@pytest.mark.parametrize("state", ["unknown", "closed"])
def test_an_unknown_address_gets_no_mail(user_in_state, desks, state):
    address = user_in_state(state)
    with desks.acting("be") as ctx:
        assert ask(ctx, address) == []


@pytest.mark.parametrize(
    ("state", "subject", "leads_to"),
    [
        ("unconfirmed", "Confirmez votre adresse e-mail", "activate?link="),
        ("unconfirmed-company", "Confirmez l’inscription de votre société", "confirm-company?link="),
        ("waiting", "Votre inscription est en attente", ""),
        ("accepted", "Votre nouveau mot de passe", "reset-password?link="),
        ("invited", "Votre invitation vous attend", ""),
        ("refused", "Votre inscription n’est pas acceptée", "register-company"),
        ("active", "Votre nouveau mot de passe", "reset-password?link="),
    ],
)
def test_a_user_who_cannot_sign_in_yet_gets_the_mail_for_their_state(user_in_state, desks, state, subject, leads_to):
    address = user_in_state(state)
    with desks.acting("be") as ctx:
        (mail,) = ask(ctx, address)
        assert (mail.recipient, mail.subject) == (address, subject)
        path = full_link(ctx.desk, mail).removeprefix("http://be.localhost/")
        assert path.startswith(leads_to) if leads_to else mail.link == ""


def test_an_invited_person_reads_who_has_invited_them(user_in_state, desks):
    address = user_in_state("invited")
    with desks.acting("be") as ctx:
        (mail,) = ask(ctx, address)
        assert "Demandez à Home-Aide Emmental SA de vous renvoyer l’invitation." in mail.text


def test_an_invitation_is_unchanged_by_a_reset_request(user_in_state, desks):
    address = user_in_state("invited")
    with desks.acting("be") as ctx:
        (user,) = ctx.portal["users"].pending_with(address)
        secret = invitation_link(ctx, user).partition("=")[2]
        links = list(ctx.portal["links"])
        ask(ctx, address)
        assert list(ctx.portal["links"]) == links
        assert take_up(ctx, secret, NEW).state == "active"


def test_the_mail_to_an_invited_user_names_the_office(user_in_state, desks):
    address = user_in_state("invited")
    with desks.acting("be") as ctx:
        (user,) = ctx.portal["users"].pending_with(address)
        user.roles, user.language = ("clerk",), "de"
        (mail,) = ask(ctx, address)
        assert "IV-Stelle Kanton Bern" in mail.text


def test_a_user_without_a_proven_phone_is_asked_to_register_again(user_in_state, desks):
    address = user_in_state("unconfirmed")
    with desks.acting("be") as ctx:
        (user,) = ctx.portal["users"].pending_with(address)
        user.phone_proven = False
        (mail,) = ask(ctx, address)
        assert mail.subject == "Votre inscription n’est pas terminée"
        assert mail.link == "http://be.localhost/register"


def test_of_several_registrations_the_newest_is_written_about(user_in_state, desks):
    address = user_in_state("waiting")
    with desks.acting("be") as ctx:
        (user,) = ctx.portal["users"].pending_with(address)
        user.created -= timedelta(days=1)
    address = user_in_state("waiting")
    with desks.acting("be") as ctx:
        newest = ctx.portal["users"].pending_with(address)[0]
        newest.state = "accepted"
        (mail,) = ask(ctx, address)
        assert mail.subject == "Votre nouveau mot de passe"


def test_a_reset_activates_an_accepted_company(user_in_state, desks):
    address = user_in_state("accepted")
    with desks.acting("be") as ctx:
        (user,) = ctx.portal["users"].pending_with(address)
        (mail,) = ask(ctx, address)
        reset_password(ctx, full_link(ctx.desk, mail).partition("link=")[2], NEW)
        assert user.state == "active"
        assert ctx.portal["users"].with_email(address) is user
        assert "activated" in [note.event for note in notes(user)]


@pytest.mark.parametrize("state", ["unconfirmed", "unconfirmed-company", "waiting"])
def test_of_several_registrations_the_accepted_one_gets_the_link(user_in_state, desks, clock, state):
    address = user_in_state("accepted")
    with desks.acting("be") as ctx:
        (accepted,) = ctx.portal["users"].pending_with(address)
    clock.forward(minutes=1)
    with desks.acting("be") as ctx:
        stranger = new_user(ctx, Person(address, "Max", "Fremd", "+41795550000", PASSWORD, "fr"))
        stranger.state, stranger.phone_proven = state, True
        assert ctx.portal["users"].pending_with(address)[0] is stranger
        assert reset_password(ctx, secret_for(ctx, address), NEW).id == accepted.id


def test_the_new_password_takes_the_place_of_the_old_one(ctx):
    user = user_of(ctx, MANAGER)
    assert reset_password(ctx, secret_for(ctx), NEW) is user
    assert fits(ctx, user, NEW)
    assert not fits(ctx, user, PASSWORD)


def test_the_owner_is_mailed_and_the_journal_has_both_steps(ctx):
    user = user_of(ctx, MANAGER)
    reset_password(ctx, secret_for(ctx), NEW)
    assert "Votre mot de passe est modifié" in [mail.subject for mail in outbox_of(ctx.portal).values()]
    assert {"password_reset_requested", "password_changed"} <= {note.event for note in notes(user)}


def test_a_link_works_once(ctx):
    secret = secret_for(ctx)
    assert [reason_of(ctx, secret) for _number in range(2)] == ["", "used"]


@pytest.mark.parametrize(
    ("later", "reason"),
    [(timedelta(0), ""), (LIVES["reset"], ""), (LIVES["reset"] + timedelta(seconds=1), "expired")],
)
def test_a_link_works_for_sixty_minutes(desks, clock, later, reason):
    assert LIVES["reset"] == timedelta(minutes=60)
    with desks.acting("be") as ctx:
        secret, asked = secret_for(ctx), ctx.now
    clock.to(max(clock.now, asked + later))
    with desks.acting("be") as ctx:
        assert reason_of(ctx, secret) == reason


def test_only_the_newest_link_works(ctx):
    first, second = secret_for(ctx), secret_for(ctx)
    assert [reason_of(ctx, first), reason_of(ctx, second)] == ["replaced", ""]


@pytest.mark.parametrize("change", [lambda secret: secret[:-1], lambda secret: secret + "x", str.swapcase])
def test_an_altered_link_is_unknown(ctx, change):
    assert reason_of(ctx, change(secret_for(ctx))) == "unknown"


def test_a_link_of_one_desk_is_unknown_at_the_other(desks):
    with desks.acting("be") as ctx:
        secret = secret_for(ctx)
    with desks.acting("ne") as ctx:
        assert reason_of(ctx, secret) == "unknown"


def test_a_link_that_activates_does_not_reset(user_in_state, desks):
    address = user_in_state("unconfirmed")
    with desks.acting("be") as ctx:
        secret = secret_for(ctx, address)
        assert reason_of(ctx, secret) == "unknown"
        assert activate(ctx, secret).state == "active"


def test_a_link_asked_for_before_the_address_changed_is_worthless(ctx):
    secret = secret_for(ctx)
    change_address(ctx, "lea@autre.example")
    assert reason_of(ctx, secret) == "used"


def test_a_link_asked_for_before_the_address_was_restored_is_worthless(ctx):
    undo = change_address(ctx, "taken-over@autre.example")
    secret = secret_for(ctx, "taken-over@autre.example")
    undo_new_email(ctx, undo)
    assert reason_of(ctx, secret) == "used"
    assert not fits(ctx, user_of(ctx, MANAGER), NEW)


def test_the_link_of_a_closed_account_is_used_up(ctx):
    secret = secret_for(ctx)
    close_user(ctx, user_of(ctx, MANAGER))
    assert reason_of(ctx, secret) == "used"


def test_a_link_never_gives_a_password_to_an_account_that_may_not_sign_in(ctx):
    secret, user = secret_for(ctx), user_of(ctx, MANAGER)
    user.state = "closed"
    assert reason_of(ctx, secret) == "used"
    assert fits(ctx, user, PASSWORD)


def test_every_state_has_its_answer():
    from typing import get_args

    from guichet.users.models import State
    from guichet.users.password_reset import ANSWERS

    assert set(ANSWERS) == set(get_args(State))


def test_a_link_stops_working_once_the_password_was_changed_otherwise(ctx):
    secret, user = secret_for(ctx), user_of(ctx, MANAGER)
    change_password(ctx, user, "bicyclette-glacier-quatre-1")
    assert reason_of(ctx, secret) == "used"
    assert not fits(ctx, user, NEW)
