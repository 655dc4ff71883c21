"""One transaction per request: reads never write, errors never commit, conflicts are tried again."""

import contextlib
import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid_retry import IBeforeRetry
from transaction.interfaces import NoTransaction

from guichet.metrics import CONFLICTS
from guichet.store.database import portal
from guichet.store.models import Portal
from guichet.store.write_lock import write_lock

Handler = Callable[[Request], Response]
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
ATTEMPTS = 5
"""Attempts of one request. With 3, 2 to 17 of 320 concurrent writes were lost; with 5 and a random pause none."""
COMMIT_ON_ERROR = "guichet.commit_on_error"
"""Key in the environment of a request: it commits although it answers with an error."""
WRITE_LOCK = "guichet.write_lock"
"""Key in the environment of a request: the lock that the request holds."""
DONE = "guichet.done"
"""Key in the environment of a request, which all its attempts share: outcomes of `outside_lock`."""
T = TypeVar("T")


def settings() -> dict[str, Any]:
    """Settings of pyramid_tm and pyramid_retry."""
    return {
        # A manager per request in place of the thread's: a use of the database outside the transaction raises.
        "tm.manager_hook": "pyramid_tm.explicit_manager",
        "tm.commit_veto": veto,
        # The storage would keep the user's id with each transaction until it is packed.
        "tm.annotate_user": False,
        "retry.attempts": ATTEMPTS,
    }


def includeme(config: Configurator) -> None:
    """Adds the transaction manager, the pause before another attempt, and the view option ``serialize``."""
    config.include("pyramid_tm")
    config.include("pyramid_retry")
    config.add_subscriber(drop_commit_on_error, IBeforeRetry)
    config.add_subscriber(count_conflict, IBeforeRetry)
    config.add_subscriber(pause_before_retry, IBeforeRetry)
    config.add_view_deriver(unserialized, "unserialized")


def root(request: Request) -> Portal:
    """The root of this desk's tree (Pyramid's root factory); the connection is closed at the end of the request."""
    connection = request.registry.desk.db.open(transaction_manager=request.tm)

    def close(_request: Request) -> None:
        # A commit that failed before it reached the storage has left the connection in its transaction: it could not be
        # closed, the page about the failure would be lost, and a connection each time.
        with contextlib.suppress(NoTransaction):
            request.tm.abort()
        connection.close()

    request.add_finished_callback(close)
    return portal(connection)


def no_root(request: Request) -> None:
    """Root factory of static files, which open no database connection."""


def commit_on_error(request: Request) -> None:
    """Commits this request although it answers with an error, e.g. to count a wrong password or keep a draft."""
    request.environ[COMMIT_ON_ERROR] = True


def veto(request: Request, response: Response) -> bool:
    """Whether the transaction is aborted: for every status from 400 on without :func:`commit_on_error`.

    pyramid_tm alone aborts for raised exceptions only: an error page that a view returns would commit.
    """
    return response.status_int >= 400 and COMMIT_ON_ERROR not in request.environ


def doom_reads(handler: Handler, registry: Any) -> Handler:
    """Tween factory, inside the transaction: changes made by a safe method are discarded (ASVS 3.5.3)."""

    def tween(request: Request) -> Response:
        if request.method in SAFE_METHODS:
            request.tm.doom()
        return handler(request)

    return tween


def serialize_writes(handler: Handler, registry: Any) -> Handler:
    """Tween factory, around the transaction: writing requests of a desk run one at a time, in all its web processes.

    Tried with 8 threads on RelStorage: 110 submissions a second and none lost, against 65 a second and one in eight
    lost after five attempts. Writers of the worker still meet them, and then one is retried.
    """
    # One for each application and so for each desk: desks share no data, and must not wait for each other.
    lock = write_lock(registry.desk.db.storage)

    def tween(request: Request) -> Response:
        if request.method in SAFE_METHODS:
            return handler(request)
        lock.acquire()
        request.environ[WRITE_LOCK] = lock
        try:
            return handler(request)
        finally:
            release_write_lock(request)

    return tween


def release_write_lock(request: Request) -> None:
    """Lets other writers run during the rest of this request, its commit included; a conflict then retries it."""
    lock = request.environ.pop(WRITE_LOCK, None)
    if lock is not None:
        lock.release()


def outside_lock(request: Request, name: tuple[Any, ...], work: Callable[[], T]) -> T:
    """What ``work`` returns or raises, e.g. the cleaning of a file; other writers run during it, and until the commit.

    When the commit then meets a conflict, the next attempt finds the outcome under ``name`` and keeps the lock, so that
    of any number of requests at once none loses twice against a writer of this process.
    """
    done: dict[tuple[Any, ...], Callable[[], T]] = request.environ.setdefault(DONE, {})
    if name not in done:
        release_write_lock(request)
        done[name] = _outcome(work)
    return done[name]()


def _outcome(work: Callable[[], T]) -> Callable[[], T]:
    """Returns or raises again what ``work`` did."""
    try:
        found = work()
    except Exception as problem:
        raised = problem

        def again() -> T:
            raise raised

        return again
    return lambda: found


def unserialized(view: Callable[..., Any], info: Any) -> Callable[..., Any]:
    """View deriver for ``serialize=False``: a view that takes long, e.g. hashes a password, holds no write lock."""
    if info.options.get("serialize", True):
        return view

    def without_lock(context: Any, request: Request) -> Any:
        release_write_lock(request)
        return view(context, request)

    return without_lock


unserialized.options = ("serialize",)  # type: ignore[attr-defined]  # Pyramid reads it there


def restart_transaction(request: Request) -> None:
    """Begins another transaction, which sees what others have committed until now; changes made before are dropped.

    For after the long part of an unserialized view: its checks see the present state, and a conflict, which would
    repeat the long part, becomes rare since little time is left for one.
    """
    request.tm.abort()
    request.tm.begin()


def drop_commit_on_error(event: IBeforeRetry) -> None:
    """Removes the mark of the failed attempt: attempts share one environment, and the next may take another way."""
    event.environ.pop(COMMIT_ON_ERROR, None)


def count_conflict(event: IBeforeRetry) -> None:
    """Counts an attempt that is repeated."""
    CONFLICTS.labels(event.request.registry.desk.tenant.id).inc()


def pause_before_retry(event: IBeforeRetry) -> None:
    """Waits 5 to 30 ms, longer at each attempt: the other writer finishes, and two losers do not meet again."""
    time.sleep(random.uniform(0.005, 0.030) * (event.environ["retry.attempt"] + 1))  # noqa: S311  # no secret
