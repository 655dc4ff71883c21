"""Where CI is set, a test that is skipped has failed: a machine that lacks something must not call itself green."""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import argon2
import pytest
from hypothesis import settings
from transaction.interfaces import NoTransaction

if TYPE_CHECKING:
    from pyramid.request import Request

    from guichet.action_context import ActionContext
    from guichet.testing.browser import DeskBrowser
    from guichet.testing.desks import Desks
    from guichet.users.models import User

# A busy machine is no fault of what is tested; times are measured by the bench. Where CI is set, the examples of the
# property tests are the same each time, so that what is landed decides whether the run is green; `.ci/nightly` and
# every developer look further.
settings.register_profile("exploring", deadline=None)
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable" if os.environ.get("CI") else "exploring")

# As every process of a desk: the files with secrets that tests write are then accepted.
os.umask(0o077)

# Tests of plugins that are written outside: they run where those are installed, see ``tests/outside``.
collect_ignore_glob = ["samples/*/tests"]
TOGETHER = (
    "tests/browser/",
    "tests/postgres/",
    "tests/outside/",
    "tests/contracts/test_every_",
    "tests/contracts/test_bench",
)
"""Tests that share a server, a wheel, a desk of the bench, or one visit to every page, the longest first.

A test belongs to the first place that its name begins with. A second server for one of them would cost more than it
saves.
"""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``--dist loadgroup``, one worker runs all tests of a place in ``TOGETHER``, or of a file elsewhere.

    Of a file that both workers ran, each would make the fixtures and the applications. The mark ``xdist_group`` is not
    enough: pytest-xdist 3.8 adds the group to a name that pytest 9.2 no longer reads.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid.partition("::")[0])

    # By default the files with most tests come first, which are the quick ones; the slowest would end the run alone.
    config.option.loadscopereorder = False
    return Scheduling(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tests first that occupy a worker for longest, each place by itself."""
    items.sort(key=lambda item: [not item.nodeid.startswith(place) for place in TOGETHER])


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Makes thousands of tests without rounds of the collector, which find nothing to free."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """Keeps the tests out of later rounds, as a desk does with its applications: a tenth of the time of a run."""
    from guichet.app import spare_collector

    spare_collector()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns a skip into a failure; a test marked ``xfail`` is not one."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


@pytest.fixture
def desks(make_desks: Callable[..., "Desks"]) -> "Desks":
    """The desks of the cantons whose plugins are in this repository."""
    return make_desks(["be", "ne"])


@pytest.fixture
def leave_backup() -> Callable[..., Any]:
    """``leave_backup(folder, moment, key)``: a folder with a signed manifest and no pieces, among those of a desk."""
    from guichet.backup.manifest import Manifest, write_manifest
    from guichet.backup.points import folder_name

    def left(folder: Any, moment: Any, key: Any, kind: Any = "full") -> Any:
        point = folder / folder_name(moment, kind)
        point.mkdir(parents=True)
        numbers = {"start": 0, "end": 0, "blobs": 0}
        texts = {"desk": folder.name, "storage": "files", "base": "", "last_transaction": "", "tail": ""}
        write_manifest(
            point, Manifest(kind=kind, moment=moment.isoformat(), public_keys=(), versions={}, **texts, **numbers), key
        )
        return point

    return left


@pytest.fixture
def be(desks: "Desks") -> "DeskBrowser":
    """A browser at the desk of Berne."""
    return desks.browser("be")


@pytest.fixture
def ne(desks: "Desks") -> "DeskBrowser":
    """A browser at the desk of Neuchâtel."""
    return desks.browser("ne")


class Visitor:
    """A browser in front of the functions of a room: it sends real requests to them and keeps its cookies."""

    def __init__(self, desks: "Desks", tenant_id: str) -> None:
        self.desk = desks[tenant_id]
        self.registry = desks.dispatcher._by_host[self.desk.tenant_settings.hosts[0]].registry
        self.cookies: dict[str, str] = {}

    @contextmanager
    def request(self, path: str = "/", **given: Any) -> Iterator["Request"]:
        """A request as a view gets it, committed when the block ends; ``given`` are those of ``Request.blank``."""
        from pyramid.request import apply_request_extensions
        from pyramid.response import Response
        from pyramid.threadlocal import RequestContext

        from guichet.web.form_body import FormRequest, close_files
        from guichet.web.transactions import root

        request = FormRequest.blank(path, base_url=self.desk.tenant_settings.url, **given)
        request.registry = self.registry
        request.takes_files = True
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
                close_files(request.environ)
            answer = Response()
            request._process_response_callbacks(answer)
        for cookie in answer.headers.getall("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value

    def signed_in(self, email: str) -> "Visitor":
        """The same browser after password and code."""
        from guichet.auth.sessions import open_session

        with self.request() as request:
            user = request.root["users"].with_email(email)
            open_session(request, user.id, "full")
        return self


@pytest.fixture
def visitor(desks: "Desks") -> Callable[..., Visitor]:
    """``visitor("be")`` and ``visitor("be", "manager@be.example")``, without the pages in between."""

    def complete_sign_in(tenant_id: str, email: str = "") -> Visitor:
        return Visitor(desks, tenant_id).signed_in(email) if email else Visitor(desks, tenant_id)

    return complete_sign_in


@pytest.fixture
def user_in_state(desks: "Desks") -> Callable[[str], str]:
    """``user_in_state("waiting")`` is the address of a user in that `State` at Berne's desk; all are of one length.

    The address in the state ``"unknown"`` belongs to no user.
    """

    def make(state: str) -> str:
        email = f"m{state:_<20}@aide.example"
        if state != "unknown":
            with desks.acting("be") as ctx:
                _bring_into(ctx, state, email)
        return email

    return make


@pytest.fixture(scope="session", autouse=True)
def real_hashing() -> Iterator[tuple[argon2.PasswordHasher, str]]:
    """What hashes passwords at a desk, and its dummy hash: a twentieth of a second and 46 MB each time.

    In the process of the tests both cost nothing. Desks in processes of their own, as in ``tests/browser``, use these.
    """
    from guichet.users import passwords

    real, cheap = (passwords._hasher, passwords._dummy_hash), argon2.PasswordHasher(1, 8, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cheap)
        patch.setattr(passwords, "_dummy_hash", cheap.hash("dummy"))
        yield real


@pytest.fixture(scope="session", autouse=True)
def batches_of_their_full_size() -> Iterator[None]:
    """On a busy machine a batch would end for its time, and lines and transactions could not be counted.

    Tests of that limit set it themselves.
    """
    from guichet.store import batches

    before, batches.MAX_SECONDS = batches.MAX_SECONDS, 3600
    yield
    batches.MAX_SECONDS = before


@pytest.fixture(autouse=True)
def drawn_as_before() -> Iterator[None]:
    """A test that starts what a process of a desk starts leaves the tests after it no process that draws for them."""
    from guichet.documents import pdf

    before = pdf._process
    yield
    pdf._process = before


class Hasher:
    """argon2 as it is, which also counts what it is asked to do."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.done: list[str] = []

    def verify(self, *given: Any) -> Any:
        self.done.append("verify")
        return self._real.verify(*given)

    def hash(self, *given: Any) -> Any:
        self.done.append("hash")
        return self._real.hash(*given)


@pytest.fixture
def hashing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What has been asked of argon2 so far: ``verify`` and ``hash``, in order; each once, however busy the machine."""
    from guichet.ratelimit import hash_queue
    from guichet.users import passwords

    # A request whose hash has not come after a second has it done a second time.
    monkeypatch.setattr(hash_queue, "PATIENCE", None)
    monkeypatch.setattr(hash_queue.HASHING, "_patient", hash_queue.HASHING._impatient)
    hasher = Hasher(passwords._hasher)
    monkeypatch.setattr(passwords, "_hasher", hasher)
    return hasher.done


def _bring_into(ctx: "ActionContext", state: str, email: str) -> None:
    from guichet.messages.enqueue import outbox_of
    from guichet.users.credentials import close_user
    from guichet.users.registration import prove_phone

    before = set(outbox_of(ctx.portal))
    user = _registered(ctx, state, email)
    if state in ("unconfirmed", "active", "closed"):
        prove_phone(ctx, user)
    if state in ("active", "closed"):
        ctx.portal["users"].activate_user(user)
    if state == "closed":
        close_user(ctx, user)
    assert user.state == state
    for task in list(ctx.portal["tasks"]):
        ctx.portal["tasks"].remove(task)
    for message in set(outbox_of(ctx.portal)) - before:
        outbox_of(ctx.portal).remove(message)


def _registered(ctx: "ActionContext", state: str, email: str) -> "User":
    from datetime import date

    from guichet.issuers.company_confirmation import receive
    from guichet.issuers.issuer_actions import register_company, register_insured
    from guichet.office.registrations.registration_actions import accept_registration, refuse_registration
    from guichet.testing.people import PASSWORD, user_of
    from guichet.users.invitations import invite
    from guichet.users.registration import Person

    person = {"email": email, "first_name": "Mia", "last_name": "Robert", "phone": "+41795551234"}
    if state == "invited":
        invited = Person(**person, password="", language="fr")
        return invite(ctx, invited, issuer_id=user_of(ctx, "manager@be.example").issuer_id)
    answers = person | {"password": PASSWORD, "street": "Aareweg 4", "postcode": "3005", "town": "Berne"}
    if state in ("unconfirmed-company", "waiting", "accepted", "refused"):
        user = register_company(ctx, answers | {"company_name": "Aide Sàrl", "gln": "7601001000001"}, "fr")
        if state != "unconfirmed-company":
            receive(ctx, user)
        if state == "accepted":
            accept_registration(ctx, user)
        if state == "refused":
            refuse_registration(ctx, user, "Ce GLN est celui d’une autre société.")
        return user
    about = {"avs": "7569217076985", "birth_date": date(1970, 2, 1), "salutation": "f"}
    return register_insured(ctx, answers | about, "fr")
