"""The desk in Berne with a few views that misbehave, one way each."""

import errno
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import webtest
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPBadRequest, HTTPServiceUnavailable
from pyramid.request import Request
from pyramid.response import Response
from ZODB.POSException import ConflictError

from guichet.app import application
from guichet.dispatcher import Dispatcher
from guichet.store.database import read_transaction
from guichet.store.models import Folder, Portal
from guichet.testing.desks import Desks
from guichet.web.transactions import WRITE_LOCK, commit_on_error, outside_lock
from guichet.web.view_permissions import PUBLIC

MARK = "mark"
"""Name under which a view leaves something in the tree."""


def write(request: Request) -> Response:
    """Leaves a mark and answers with the status asked for; with ``keep`` although it is an error."""
    request.root.add(MARK, Folder())
    if "keep" in request.params:
        commit_on_error(request)
    return Response(text="written", status=int(request.params.get("status", 200)))


def fail(request: Request) -> Response:
    """Breaks, with words that must not leave the server; it may have asked to be kept before."""
    request.root.add(MARK, Folder())
    if "keep" in request.params:
        commit_on_error(request)
    raise RuntimeError("secret of Anna Muster")


def refuse(request: Request) -> Response:
    """Raises an answer of Pyramid's own."""
    request.root.add(MARK, Folder())
    raise {"400": HTTPBadRequest, "503": HTTPServiceUnavailable}[request.params["status"]]("secret of Anna Muster")


def conflict(request: Request) -> Response:
    """Meets another writer on the first attempts, as many as asked for; the first attempt may ask to be kept."""
    attempt = request.environ["retry.attempt"]
    request.root.add(MARK, Folder())
    if attempt < int(request.params["times"]):
        if "keep" in request.params:
            commit_on_error(request)
        raise ConflictError
    return Response(text=f"attempt {attempt}", status=int(request.params.get("status", 200)))


def commit_conflict(request: Request) -> Response:
    """Meets another writer only when it is committed."""
    request.root.add(MARK, Folder())
    attempt = request.environ["retry.attempt"]

    def before_commit() -> None:
        if attempt < int(request.params["times"]):
            raise ConflictError

    request.tm.get().addBeforeCommitHook(before_commit)
    return Response(text=f"attempt {attempt}")


def long_work(request: Request) -> Response:
    """Works for long outside the lock, or fails there, and meets another writer at its first commits."""
    attempt, times = request.environ["retry.attempt"], int(request.params["times"])
    worked = request.environ.setdefault("test.worked", [])

    def work() -> str:
        worked.append(attempt)
        if "fail" in request.params:
            raise ValueError("failed")
        return "done"

    try:
        outcome = outside_lock(request, ("work",), work)
    except ValueError as problem:
        outcome = str(problem)
    request.root.add(MARK, Folder())
    if attempt < times:
        request.tm.get().addBeforeCommitHook(_meet_another_writer)
    return Response(json_body=[outcome, worked, WRITE_LOCK in request.environ])


def _meet_another_writer() -> None:
    raise ConflictError


def disk_full(request: Request) -> Response:
    """Meets a full disk: in the view, or when it is committed."""
    request.root.add(MARK, Folder())
    if "commit" not in request.params:
        _meet_a_full_disk()
    request.tm.get().addBeforeCommitHook(_meet_a_full_disk)
    return Response(text="written")


def _meet_a_full_disk() -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "/secret of Anna Muster")


class Misbehaving:
    """The application of such a desk, behind the same door as any other."""

    def __init__(self) -> None:
        self.made: Any = None

    def at(self, desks: Desks) -> webtest.TestApp:
        """A plain client of the desk in Berne; built once, since that takes a moment."""
        desk = desks["be"]
        if self.made is None:
            self.made = application(desk)
            config = Configurator(registry=self.made.registry, autocommit=True)
            for view in (write, fail, refuse, conflict, commit_conflict, long_work, disk_full):
                name = view.__name__.replace("_", "-")
                for method in ("GET", "POST"):
                    options = {"permission": PUBLIC, "require_csrf": False, "request_method": method}
                    config.add_view(view, context=Portal, name=name, **options)
        self.made.registry.desk = desk
        dispatcher = Dispatcher(desks.settings, {desk.tenant_settings: self.made})
        environ = {"HTTP_HOST": desk.tenant_settings.hosts[0], "REMOTE_ADDR": "192.0.2.7"}
        return webtest.TestApp(dispatcher, extra_environ=environ)


@pytest.fixture(scope="session")
def _misbehaving() -> Misbehaving:
    return Misbehaving()


@pytest.fixture
def client(desks: Desks, _misbehaving: Misbehaving) -> webtest.TestApp:
    """Posts to views that misbehave; any answer is let through, also a 500."""
    app = _misbehaving.at(desks)
    app.expect_errors = True
    return app


@pytest.fixture
def marked(desks: Desks) -> Callable[[], bool]:
    """Whether a view's mark is in the database."""

    def look() -> bool:
        with read_transaction(desks["be"].db) as portal:
            return MARK in portal

    return look


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The pauses before further attempts, in seconds; no test waits for them."""
    taken: list[float] = []
    monkeypatch.setattr("guichet.web.transactions.time.sleep", taken.append)
    return taken
