"""Sessions: limits by the clock, an id for each stage, and copied or altered cookies."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guichet.auth.sessions import (
    SURELY_IDLE,
    close_session,
    current,
    ends,
    open_session,
    read_cookie,
    renew_session,
    stored_session,
)
from guichet.users.session_records import MAX_AT_OFFICE, MAX_COUNT, end_sessions, full_sessions, max_lifetime

MANAGER = "manager@be.example"
STAGES = ("phone", "code", "full")


@pytest.fixture
def lea(visitor):
    """A browser that Lea Rochat has signed in with."""
    return visitor("be", MANAGER)


def is_open(browser, *stages):
    with browser.request() as request:
        return current(request, *(stages or STAGES)) is not None


def stored(browser):
    """The keys of the records on the server."""
    with browser.request() as request:
        return set(request.root["sessions"])


def test_a_signed_in_browser_is_known_by_its_cookie(lea):
    with lea.request() as request:
        session, user = current(request, "full")
        assert (session.stage, user.email) == ("full", MANAGER)


def test_a_browser_without_a_cookie_has_no_session(visitor):
    browser = visitor("be")
    with browser.request() as request:
        assert current(request, *STAGES) is None
        assert read_cookie(request) is None
        close_session(request)


@pytest.mark.parametrize("stage", STAGES)
def test_a_session_counts_for_its_own_stage_only(lea, stage):
    with lea.request() as request:
        open_session(request, current(request, "full")[1].id, stage)
    assert [one for one in STAGES if is_open(lea, one)] == [stage]


def test_each_stage_has_an_id_of_its_own_and_the_one_before_is_gone(lea):
    seen = []
    for stage in ("phone", "code", "full"):
        with lea.request() as request:
            user = stored_session(request)[1]
            open_session(request, user.id, stage)
        (key,) = stored(lea)
        seen.append((key, lea.cookies["session"]))
    assert len({key for key, _cookie in seen}) == len({cookie for _key, cookie in seen}) == 3
    for _key, cookie in seen[:-1]:
        lea.cookies["session"] = cookie
        assert not is_open(lea)


@pytest.mark.parametrize(
    ("idle", "ends"), [({"minutes": 29, "seconds": 59}, False), ({"minutes": 30, "seconds": 1}, True)]
)
@pytest.mark.parametrize("stage", STAGES)
def test_half_an_hour_without_a_click_ends_a_session(lea, clock, stage, idle, ends):
    with lea.request() as request:
        open_session(request, stored_session(request)[1].id, stage)
    clock.forward(**idle)
    assert is_open(lea, stage) is not ends


def test_an_active_session_lasts_twelve_hours_and_no_longer(lea, clock):
    for _twenty_minutes in range(36):
        clock.forward(minutes=20)
        assert is_open(lea, "full")
    clock.forward(seconds=1)
    assert not is_open(lea, "full")


@pytest.mark.parametrize("stage", ["phone", "code"])
def test_an_attempt_ends_after_half_an_hour_whatever_one_does(lea, clock, stage):
    with lea.request() as request:
        open_session(request, stored_session(request)[1].id, stage)
    for _ten_minutes in range(3):
        clock.forward(minutes=10)
        assert is_open(lea, stage)
    clock.forward(seconds=1)
    assert not is_open(lea, stage)


def test_a_click_within_the_minute_sends_no_new_cookie(lea, clock):
    before = lea.cookies["session"]
    clock.forward(minutes=1)
    assert is_open(lea)
    assert lea.cookies["session"] == before
    clock.forward(seconds=1)
    assert is_open(lea)
    assert lea.cookies["session"] != before


def test_looking_at_a_page_writes_nothing(lea, clock):
    clock.forward(minutes=5)
    with lea.request() as request:
        assert current(request, "full")
        assert request.root._p_jar._registered_objects == []


def test_a_copied_cookie_is_worthless_after_signing_out(lea, visitor):
    thief = visitor("be")
    thief.cookies = dict(lea.cookies)
    assert is_open(thief)
    with lea.request() as request:
        close_session(request)
    assert not is_open(thief)
    assert not is_open(lea)
    assert stored(lea) == set()


def test_signing_out_ends_one_browser_and_not_the_others(lea, visitor):
    other = visitor("be", MANAGER)
    with lea.request() as request:
        close_session(request)
    assert is_open(other)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), letter=st.sampled_from("ABCDEFabcdef0189-_"))
def test_an_altered_cookie_opens_nothing(lea, place, letter):
    cookie = lea.cookies["session"]
    # The last letter of Base64 holds bits that mean nothing.
    place %= len(cookie) - 1
    altered = cookie[:place] + letter + cookie[place + 1 :]
    with lea.request(headers={"Cookie": ""}) as request:
        request.cookies["session"] = altered
        assert (read_cookie(request) is None) is (altered != cookie)


@pytest.mark.parametrize("cookie", ["x", "e30", "bnVsbA", "A" * 5000, "é", "===="])
def test_a_cookie_that_is_no_ticket_is_none(visitor, cookie):
    with visitor("be").request() as request:
        request.environ["HTTP_COOKIE"] = f"session={cookie}"
        assert read_cookie(request) is None


def test_the_time_in_a_cookie_cannot_be_taken_from_a_younger_one(lea, visitor, clock):
    old = dict(lea.cookies)
    clock.forward(minutes=20)
    assert is_open(lea)
    clock.forward(minutes=20)
    assert is_open(lea)
    lea.cookies = old
    assert not is_open(lea), "a copy made forty minutes ago has not moved with the browser"


def test_a_cookie_of_one_desk_is_unreadable_at_another(lea, visitor):
    other = visitor("ne")
    other.cookies = dict(lea.cookies)
    with other.request() as request:
        assert read_cookie(request) is None


def test_the_database_holds_no_usable_session(lea):
    with lea.request() as request:
        secret = read_cookie(request).secret
        assert secret not in set(request.root["sessions"])
        assert len(secret) >= 43, "32 random bytes"
        (session,) = request.root["sessions"].values()
        assert secret not in str(vars(session))


def test_the_session_of_a_deleted_user_has_no_identity(lea):
    with lea.request() as request:
        request.root["users"].remove(current(request, "full")[1].id)
    assert not is_open(lea)


def test_a_record_past_its_time_is_still_known_and_grants_nothing(lea, clock):
    clock.forward(hours=2)
    with lea.request() as request:
        assert current(request, "full") is None
        assert request.identity is None
        assert stored_session(request)[1].email == MANAGER


def test_a_session_stores_the_path_to_go_to(lea):
    with lea.request() as request:
        assert open_session(request, stored_session(request)[1].id, "code", "/work-list").next_path == "/work-list"


def test_the_sixth_device_ends_the_oldest(visitor, clock):
    devices = []
    for _number in range(MAX_COUNT + 1):
        clock.forward(minutes=1)
        devices.append(visitor("be", MANAGER))
    assert [is_open(device) for device in devices] == [False, *[True] * MAX_COUNT]


def test_at_the_office_the_fourth_ends_the_oldest(visitor, clock):
    devices = []
    for _number in range(MAX_AT_OFFICE + 1):
        clock.forward(minutes=1)
        devices.append(visitor("be", "clerk@be.example"))
    assert [is_open(device) for device in devices] == [False, *[True] * MAX_AT_OFFICE]


def test_ending_all_sessions_but_one_leaves_that_one(lea, visitor):
    other = visitor("be", MANAGER)
    with lea.request() as request:
        session, user = current(request, "full")
        end_sessions(request.root, user.id, keep=session)
    assert is_open(lea)
    assert not is_open(other)


def test_ending_the_sessions_of_a_user_ends_no_others(lea, visitor):
    rival = visitor("be", "rival@be.example")
    with lea.request() as request:
        end_sessions(request.root, current(request, "full")[1].id)
    assert not is_open(lea)
    assert is_open(rival)


@pytest.mark.parametrize(("email", "hours"), [(MANAGER, 12), ("clerk@be.example", 10)])
def test_a_session_is_over_after_a_working_day_however_busy(visitor, clock, email, hours):
    browser = visitor("be", email)
    for _quarter in range(hours * 4):
        clock.forward(minutes=15)
        assert is_open(browser)
    clock.forward(seconds=1)
    assert not is_open(browser)


def test_a_session_names_its_device(lea):
    with lea.request(user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0") as request:
        assert open_session(request, current(request, "full")[1].id, "full").device == "Firefox, Linux"


def test_renewing_keeps_the_beginning_and_notes_the_confirmation(lea, clock):
    with lea.request() as request:
        opened = current(request, "full")[0].opened
    clock.forward(minutes=20)
    with lea.request() as request:
        renewed = renew_session(request, current(request, "full")[0])
        assert (renewed.opened, renewed.confirmed) == (opened, clock.now)


def test_the_devices_of_a_person_are_listed_newest_first(lea, visitor, clock):
    clock.forward(minutes=1)
    visitor("be", MANAGER)
    with lea.request() as request:
        user_id = current(request, "full")[1].id
        opened = [session.opened for session in full_sessions(request.root, user_id)]
        assert len(opened) == 2
        assert opened == sorted(opened, reverse=True)
        open_session(request, user_id, "code")
        assert len(full_sessions(request.root, user_id)) == 1, "an unfinished sign-in is no device"


def test_a_session_ends_no_sooner_than_29_minutes_from_now_or_at_its_limit(lea, clock):
    with lea.request() as request:
        session, user = current(request, "full")
        assert ends(session, user) == clock.now + SURELY_IDLE == clock.now + timedelta(minutes=29)
        session.opened = clock.now - max_lifetime(user) + timedelta(minutes=5)
        assert ends(session, user) == clock.now + timedelta(minutes=5)
