"""What has served its time goes; everything else stays."""

from datetime import timedelta

import pytest

from guichet.holders.actions import register_company, register_insured
from guichet.identity.actions import keep_form
from guichet.identity.links import LIVES, new_link
from guichet.identity.models import Session
from guichet.identity.sessions import ABSOLUTE
from guichet.identity.tidying import FORMS_KEPT, LINKS_KEPT, UNCONFIRMED_KEPT, Tidying, tidy
from guichet.testing.people import PASSWORD, account_of

SECOND = timedelta(seconds=1)
MIA = {
    "email": "mia@exemple.example",
    "first_name": "Mia",
    "last_name": "Robert",
    "phone": "+41795551234",
    "password": PASSWORD,
    "avs": "7569217076985",
    "birth_date": None,
    "salutation": "f",
    "street": "Rue du Lac 3",
    "postcode": "2000",
    "town": "Neuchâtel",
}


@pytest.fixture
def act(desks):
    """The operator in Berne, for the length of a test."""
    with desks.acting("be") as act:
        yield act


@pytest.mark.parametrize(("age", "stays"), [(ABSOLUTE, True), (ABSOLUTE + SECOND, False)])
def test_a_session_goes_when_it_can_no_longer_be_used(act, age, stays):
    act.portal["sessions"].put(Session("4f", "full", act.now))
    tidy(act.portal, act.now + age)
    assert bool(list(act.portal["sessions"])) is stays


@pytest.mark.parametrize(("age", "stays"), [(LINKS_KEPT, True), (LINKS_KEPT + SECOND, False)])
def test_an_expired_link_explains_itself_for_thirty_days(act, age, stays):
    new_link(act.portal, "activate", account_of(act, "manager@be.example"), act.now)
    tidy(act.portal, act.now + LIVES["activate"] + age)
    assert bool(list(act.portal["links"])) is stays


@pytest.mark.parametrize(("age", "stays"), [(UNCONFIRMED_KEPT, True), (UNCONFIRMED_KEPT + SECOND, False)])
def test_a_registration_nobody_confirmed_goes_after_a_week_with_all_its_data(act, age, stays):
    account = register_insured(act, MIA, "fr")
    tidy(act.portal, act.now + age)
    assert (account.id in act.portal["accounts"]) is stays
    assert (account.home[1] in act.portal["holders"]) is stays


@pytest.mark.parametrize(("age", "stays"), [(FORMS_KEPT, True), (FORMS_KEPT + SECOND, False)])
def test_what_somebody_was_typing_waits_three_days(act, age, stays):
    assert timedelta(days=3) == FORMS_KEPT
    account = account_of(act, "manager@be.example")
    keep_form(account, "/account-phone", "[]")
    tidy(act.portal, account.kept_at + age)
    assert (account.kept_form is not None) is stays


def test_what_was_kept_before_its_moment_was_goes_too(act):
    account = account_of(act, "manager@be.example")
    account.kept_form = ("/account-phone", "[]")
    tidy(act.portal, act.now)
    assert account.kept_form is None


def test_people_who_may_sign_in_stay_for_ever(act):
    accounts, holders = list(act.portal["accounts"]), list(act.portal["holders"])
    tidy(act.portal, act.now + timedelta(days=4000))
    assert (list(act.portal["accounts"]), list(act.portal["holders"])) == (accounts, holders)


def test_a_company_that_waits_for_the_office_stays(act):
    register_company(act, MIA | {"company_name": "Aide Aare", "gln": "7601001000001"}, "fr")
    tidy(act.portal, act.now + timedelta(days=60))
    assert act.portal["waiting_companies"].count("waiting") == 1


def test_a_holder_with_other_members_outlives_one_who_never_confirmed(act):
    account = register_insured(act, MIA, "fr")
    act.portal["holders"][account.home[1]].members["another"] = "owner"
    tidy(act.portal, act.now + timedelta(days=8))
    assert account.id not in act.portal["accounts"]
    assert account.home[1] in act.portal["holders"]


def test_it_is_done_once_a_day_by_each_worker(desks, clock, monkeypatch):
    rounds = []
    monkeypatch.setattr("guichet.identity.tidying.PARTS", (lambda portal, now: rounds.append(now),))
    first, second = Tidying(desks["be"].db), Tidying(desks["be"].db)
    for worker in (first, first, second):
        assert worker.run_due(clock.now) == 0
    assert len(rounds) == 2
    first.run_due(clock.forward(hours=24))
    assert len(rounds) == 3


def test_the_second_of_two_workers_finds_nothing_left(desks, clock):
    with desks.acting("be") as act:
        act.portal["sessions"].put(Session("4f", "full", act.now))
    clock.forward(days=1)
    for _worker in range(2):
        Tidying(desks["be"].db).run_due(clock.now)
    with desks.looking("be") as act:
        assert list(act.portal["sessions"]) == []
