"""Where CI is set, a test that is skipped has failed: a machine that lacks something must not call itself green."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from transaction.interfaces import NoTransaction

if TYPE_CHECKING:
    from pyramid.request import Request

    from guichet.testing.desks import Desks

TOGETHER = ("tests/browser/", "tests/postgres/")
"""Folders whose tests share a server: a second one would cost more than a second worker saves."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``--dist loadgroup``, one worker runs all tests of a folder in ``TOGETHER``.

    The mark ``xdist_group`` is not enough: pytest-xdist 3.8 adds the group to a name that pytest 9.2 no longer reads.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)

    return Scheduling(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns a skip into a failure; a test marked ``xfail`` is not one."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


class Visitor:
    """A browser in front of the functions of a room: it sends real requests to them and keeps its cookies."""

    def __init__(self, desks: "Desks", tenant_id: str) -> None:
        self.desk = desks[tenant_id]
        self.registry = desks.dispatcher._by_host[self.desk.own.hosts[0]].registry
        self.cookies: dict[str, str] = {}

    @contextmanager
    def request(self, path: str = "/", **given: Any) -> Iterator["Request"]:
        """A request as a view gets it, committed when the block ends; ``given`` are those of ``Request.blank``."""
        from pyramid.request import Request, apply_request_extensions
        from pyramid.response import Response
        from pyramid.threadlocal import RequestContext

        from guichet.web.transactions import root

        request = Request.blank(path, base_url=self.desk.own.url, **given)
        request.registry = self.registry
        for name, value in self.cookies.items():
            request.cookies[name] = value
        with RequestContext(request):
            apply_request_extensions(request)
            request.tm.begin()
            request.root = request.context = root(request)
            try:
                yield request
                request.tm.commit()
            finally:
                with suppress(NoTransaction):
                    request.tm.abort()
                request._process_finished_callbacks()
            answer = Response()
            request._process_response_callbacks(answer)
        for cookie in answer.headers.getall("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value

    def signed_in(self, email: str) -> "Visitor":
        """The same browser after password and code."""
        from guichet.identity.sessions import open_session

        with self.request() as request:
            account = request.root["accounts"].with_email(email)
            open_session(request, account.__name__, "full")
        return self


@pytest.fixture
def visitor(desks: "Desks") -> Callable[..., Visitor]:
    """``visitor("be")`` and ``visitor("be", "manager@be.example")``, without the pages in between."""

    def arrive(tenant_id: str, email: str = "") -> Visitor:
        return Visitor(desks, tenant_id).signed_in(email) if email else Visitor(desks, tenant_id)

    return arrive
