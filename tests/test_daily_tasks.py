"""The daily tasks of all rooms: data past its retention time is deleted, everything else stays."""

from datetime import timedelta

import pytest

from guichet.app import daily_tasks
from guichet.issuers.company_confirmation import receive
from guichet.issuers.issuer_actions import register_company, register_insured
from guichet.store.daily_tasks import DailyJob
from guichet.testing.people import PASSWORD, new_secret, user_of
from guichet.users.links import LIVES
from guichet.users.models import Session
from guichet.users.saved_forms import store_form
from guichet.users.session_records import ABSOLUTE
from guichet.users.user_retention import FORM_RETENTION, LINK_RETENTION, UNCONFIRMED_RETENTION

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
def ctx(desks):
    """The operator in Berne, for the length of a test."""
    with desks.acting("be") as ctx:
        yield ctx


def daily(ctx, now):
    """Runs every daily task at that moment, in the transaction of the test."""
    for task in daily_tasks(ctx.desk):
        cursor = ()
        while cursor is not None:
            cursor = task.part(ctx.portal, now, cursor)


@pytest.mark.parametrize(("age", "stays"), [(ABSOLUTE, True), (ABSOLUTE + SECOND, False)])
def test_a_session_goes_when_it_can_no_longer_be_used(ctx, age, stays):
    ctx.portal["sessions"].put(Session("4f", "full", ctx.now))
    daily(ctx, ctx.now + age)
    assert bool(list(ctx.portal["sessions"])) is stays


@pytest.mark.parametrize(("age", "stays"), [(LINK_RETENTION, True), (LINK_RETENTION + SECOND, False)])
def test_an_expired_link_explains_itself_for_thirty_days(ctx, age, stays):
    new_secret(ctx, "activate", user_of(ctx, "manager@be.example"))
    daily(ctx, ctx.now + LIVES["activate"] + age)
    assert bool(list(ctx.portal["links"])) is stays


@pytest.mark.parametrize(("age", "stays"), [(UNCONFIRMED_RETENTION, True), (UNCONFIRMED_RETENTION + SECOND, False)])
def test_unconfirmed_registration_is_deleted_with_its_data_after_a_week(ctx, age, stays):
    user = register_insured(ctx, MIA, "fr")
    daily(ctx, ctx.now + age)
    assert (user.id in ctx.portal["users"]) is stays
    assert (user.issuer_id in ctx.portal["issuers"]) is stays


@pytest.mark.parametrize(("age", "stays"), [(FORM_RETENTION, True), (FORM_RETENTION + SECOND, False)])
def test_what_was_being_typed_waits_three_days(ctx, age, stays):
    assert timedelta(days=3) == FORM_RETENTION
    user = user_of(ctx, "manager@be.example")
    store_form(user, "/account-phone", "[]")
    daily(ctx, user.saved_form_at + age)
    assert (user.saved_form is not None) is stays


def test_what_was_kept_before_its_moment_was_goes_too(ctx):
    user = user_of(ctx, "manager@be.example")
    user.saved_form = ("/account-phone", "[]")
    daily(ctx, ctx.now)
    assert user.saved_form is None


def test_people_who_may_sign_in_stay_for_ever(ctx):
    users, issuers = list(ctx.portal["users"]), list(ctx.portal["issuers"])
    daily(ctx, ctx.now + timedelta(days=4000))
    assert (list(ctx.portal["users"]), list(ctx.portal["issuers"])) == (users, issuers)


def test_a_company_that_waits_for_the_office_stays(ctx):
    receive(ctx, register_company(ctx, MIA | {"company_name": "Aide Aare", "gln": "7601001000001"}, "fr"))
    daily(ctx, ctx.now + timedelta(days=60))
    assert ctx.portal["waiting_companies"].count("waiting") == 1


def test_a_holder_with_other_members_outlives_one_who_never_confirmed(ctx):
    user = register_insured(ctx, MIA, "fr")
    ctx.portal["issuers"][user.issuer_id].members["another"] = "owner"
    daily(ctx, ctx.now + timedelta(days=8))
    assert user.id not in ctx.portal["users"]
    assert user.issuer_id in ctx.portal["issuers"]


def test_the_second_of_two_workers_finds_nothing_left(desks, clock):
    with desks.acting("be") as ctx:
        ctx.portal["sessions"].put(Session("4f", "full", ctx.now))
    clock.forward(days=1)
    for _worker in range(2):
        DailyJob(desks["be"].db, daily_tasks(desks["be"])).run_due(clock.now)
    with desks.looking("be") as ctx:
        assert list(ctx.portal["sessions"]) == []
