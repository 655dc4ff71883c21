"""One transaction per request: what is stored, what is dropped, what is tried again."""

import threading
from types import SimpleNamespace

import pytest
from pyramid.request import Request

from guichet.web.transactions import ATTEMPTS, serialize_writes, unserialized, veto

DESK = SimpleNamespace(desk=SimpleNamespace(db=SimpleNamespace(storage=None)))
"""As much as the turns of writers want to know: a storage that one process has to itself."""


def post(client, address):
    return client.post(address, expect_errors=True)


def test_what_a_post_writes_is_stored(client, marked):
    assert post(client, "/write").status_int == 200
    assert marked()


@pytest.mark.parametrize("method", ["get", "head"])
def test_what_a_look_writes_is_dropped(client, marked, method):
    assert getattr(client, method)("/write").status_int == 200
    assert not marked()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_look_cannot_ask_to_be_kept(client, marked, method):
    getattr(client, method)("/write?keep=")
    assert not marked()


@pytest.mark.parametrize(
    ("status", "stored"), [(200, True), (303, True), (400, False), (404, False), (422, False), (500, False)]
)
def test_an_error_stores_nothing(client, marked, status, stored):
    post(client, f"/write?status={status}")
    assert marked() is stored


@pytest.mark.parametrize("status", [200, 422, 429])
def test_an_error_that_asks_to_be_kept_is_stored(client, marked, status):
    assert post(client, f"/write?status={status}&keep=").status_int == status
    assert marked()


def test_one_request_that_asked_to_be_kept_says_nothing_for_the_next(client, marked):
    client.get("/write?keep=")
    post(client, "/write?status=422")
    assert not marked()


@pytest.mark.parametrize("address", ["/fail", "/fail?keep=", "/refuse?status=400", "/refuse?status=503"])
def test_what_breaks_stores_nothing(client, marked, address):
    assert post(client, address).status_int >= 400
    assert not marked()


@pytest.mark.parametrize("view", ["conflict", "commit-conflict"])
@pytest.mark.parametrize("times", [0, 1, ATTEMPTS - 1])
def test_a_request_that_meets_another_writer_tries_again(client, marked, pauses, view, times):
    answer = post(client, f"/{view}?times={times}")
    assert (answer.status_int, answer.text) == (200, f"attempt {times}")
    assert marked()
    assert len(pauses) == times


@pytest.mark.parametrize(("query", "outcome"), [("", "done"), ("&fail=", "failed")])
@pytest.mark.parametrize("times", [0, 1])
def test_long_work_is_done_once_and_another_attempt_keeps_the_lock(client, marked, pauses, times, query, outcome):
    answer = post(client, f"/long-work?times={times}{query}")
    assert answer.json == [outcome, [0], times > 0]
    assert marked()


@pytest.mark.parametrize("view", ["conflict", "commit-conflict"])
def test_after_five_attempts_the_page_asks_to_come_back(client, marked, pauses, view):
    answer = post(client, f"/{view}?times=99")
    assert answer.status_int == 503
    assert answer.headers["Retry-After"] == "60"
    assert "Réessayez dans une minute" in answer.text
    assert not marked()
    assert len(pauses) == ATTEMPTS - 1


def test_the_pauses_grow_and_stay_short(client, pauses):
    post(client, "/conflict?times=99")
    for number, pause in enumerate(pauses, 1):
        assert 0.005 * number <= pause <= 0.030 * number


def test_an_attempt_that_failed_does_not_ask_for_the_next_to_be_kept(client, marked, pauses):
    answer = post(client, "/conflict?times=1&keep=&status=422")
    assert answer.status_int == 422
    assert not marked()


@pytest.mark.parametrize(("status", "dropped"), [(200, False), (304, False), (399, False), (400, True), (503, True)])
def test_the_status_decides(visitor, status, dropped):
    with visitor("be").request() as request:
        request.response.status_int = status
        assert veto(request, request.response) is dropped


class Info:
    """What Pyramid says to a deriver about a view."""

    def __init__(self, **options):
        self.options = options


class TestOneWriter:
    """Writers of a process take turns; none waits for readers."""

    def meet(self, visitor, first, second):
        """While a request ``first`` is under way ``second`` arrives; says whether it got its answer meanwhile."""
        order, late = [], []

        def handler(request):
            order.append(f"{request.method} in")
            if request.method == first and not late:
                late.append(threading.Thread(target=tween, args=(self.request(second),)))
                late[0].start()
                late[0].join(timeout=0.1 if second == "POST" else 10)
                order.append("first is done")
            return "answer"

        tween = serialize_writes(handler, DESK)
        assert tween(self.request(first)) == "answer"
        late[0].join(timeout=10)
        assert not late[0].is_alive()
        return order

    def request(self, method):
        return Request.blank("/", method=method)

    def test_a_second_writer_waits_until_the_first_is_done(self, visitor):
        assert self.meet(visitor, "POST", "POST") == ["POST in", "first is done", "POST in"]

    @pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
    def test_a_reader_does_not_wait_for_a_writer(self, visitor, method):
        assert self.meet(visitor, "POST", method) == ["POST in", f"{method} in", "first is done"]

    def test_an_unserialized_view_runs_beside_other_writers(self):
        order = []

        def view(context, request):
            second = threading.Thread(target=tween, args=(Request.blank("/second", method="POST"),))
            second.start()
            second.join(timeout=10)
            assert not second.is_alive()

        def handler(request):
            order.append(f"{request.path} in")
            if request.path == "/first":
                unserialized(view, Info(serialize=False))(None, request)
            order.append(f"{request.path} out")

        tween = serialize_writes(handler, DESK)
        for _time in range(2):
            tween(Request.blank("/first", method="POST"))
        assert order == ["/first in", "/second in", "/second out", "/first out"] * 2

    def test_an_unserialized_view_that_breaks_lets_the_next_one_in(self):
        def view(context, request):
            raise ZeroDivisionError

        tween = serialize_writes(lambda request: unserialized(view, Info(serialize=False))(None, request), DESK)
        for _number in range(2):
            with pytest.raises(ZeroDivisionError):
                tween(self.request("POST"))

    def test_an_unserialized_view_may_be_read_too(self):
        request = self.request("GET")
        assert unserialized(lambda context, request: "page", Info(serialize=False))(None, request) == "page"

    @pytest.mark.parametrize("options", [{}, {"serialize": True}])
    def test_any_other_view_is_left_as_it_is(self, options):
        assert unserialized(print, Info(**options)) is print

    def test_a_writer_that_breaks_lets_the_next_one_in(self):
        def handler(request):
            raise ZeroDivisionError

        tween = serialize_writes(handler, DESK)
        for _number in range(2):
            with pytest.raises(ZeroDivisionError):
                tween(self.request("POST"))
