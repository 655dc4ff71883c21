"""Counts the requests of a desk and the time they take, by view and status, for :mod:`guichet.metrics`.

Part of an application only where ``guichet.monitoring.listen`` is set. It adds 30 calls to a request; the page of the
sign-in, one of the smallest, takes 2,472 without.
"""

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from prometheus_client import Counter, Histogram
from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.viewderivers import INGRESS

from guichet.metrics import REQUEST_SECONDS, REQUESTS, REQUESTS_LOST, REQUESTS_RUNNING

VIEW = "guichet.view"
"""Key in the environment of a request: the name of its view."""
NO_VIEW = "none"
"""What was answered before a view was found: unknown addresses, junk."""
METHODS = ("GET", "POST", "HEAD")
"""Any other method is counted as ``other``: a scanner invents them."""
BROKEN = "503"
"""What the dispatcher answers to an exception."""
App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def includeme(config: Configurator) -> None:
    """Lets every view leave its name, a refused one, too."""
    config.add_view_deriver(named, "named", under=INGRESS, over="secured_view")


def named(view: Callable[..., Any], info: Any) -> Callable[..., Any]:
    """View deriver: notes which view answers. A page of an error leaves the name of the view that met it."""
    if info.exception_only:
        return view
    name = view_name(info.options)

    def with_name(context: Any, request: Request) -> Any:
        request.environ[VIEW] = name
        return view(context, request)

    return with_name


def view_name(options: dict[str, Any]) -> str:
    """The name of a view from what it was registered with: its route, or ``Invoice.edit``; no part of an address."""
    if route := options.get("route_name"):
        return str(route).strip("_/")
    context = getattr(options.get("context"), "__name__", "any")
    return ".".join(part for part in (context, options.get("name") or "") if part)


class MeasuredApp:
    """The application of a desk, measured around all attempts at a request."""

    def __init__(self, desk: str, app: App) -> None:
        self._desk, self._app = desk, app
        # ``labels()`` takes a lock and builds the key again (measured: two thirds of the cost of a request here).
        self._counted: dict[tuple[str, str, str], tuple[Counter, Histogram]] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answers one request."""
        status = BROKEN

        def start(line: str, *more: Any) -> Any:
            nonlocal status
            status = line[:3]
            return start_response(line, *more)

        started = perf_counter()
        REQUESTS_RUNNING.inc()
        try:
            return self._app(environ, start)
        except Exception:
            REQUESTS_LOST.labels(self._desk).inc()
            raise
        finally:
            REQUESTS_RUNNING.dec()
            self._count(environ, status, perf_counter() - started)

    def _count(self, environ: dict[str, Any], status: str, seconds: float) -> None:
        key = environ.get(VIEW, NO_VIEW), environ["REQUEST_METHOD"], status
        found = self._counted.get(key)
        if found is None:
            view, method, _status = key
            method = method if method in METHODS else "other"
            found = REQUESTS.labels(self._desk, view, status), REQUEST_SECONDS.labels(method, view)
            if method != "other":
                self._counted[key] = found
        counter, histogram = found
        counter.inc()
        histogram.observe(seconds)
