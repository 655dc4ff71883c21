"""What monitoring asks: ``/metrics``, ``/_health/live``, ``/_health/ready``; under any host, without personal data.

On the port of the pages a load balancer asks whether this process can serve, and gets no more than that. On the port of
``guichet.monitoring.listen`` a monitor gets each check of each desk.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, make_wsgi_app
from pyramid.response import Response

from guichet.monitoring.desk_state import DeskState
from guichet.monitoring.health import OK, health
from guichet.monitoring.probe import Probe, outcomes
from guichet.settings import MonitoringSettings
from guichet.web.client_network import client_host
from guichet.web.headers import HEADERS

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Probes = Mapping[str, Probe[DeskState]]
"""By the id of the desk."""
LIVE, READY, METRICS = "/_health/live", "/_health/ready", "/metrics"
FAILED = "failed"


def monitoring_pages(registry: CollectorRegistry, probes: Probes, closed: Sequence[str]) -> App:
    """Everything, for the port of the monitoring; ``closed`` are the ids of desks that could not be opened."""
    metrics: App = make_wsgi_app(registry)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _state(405, {})(environ, start_response)
        if path == METRICS:
            return metrics(environ, start_response)
        if path == LIVE:
            return _state(200, {"state": OK})(environ, start_response)
        if path == READY:
            return _every_check(probes, closed)(environ, start_response)
        return _state(404, {})(environ, start_response)

    return answer


def _every_check(probes: Probes, closed: Sequence[str]) -> App:
    desks = {tenant_id: dict(health(state)) for tenant_id, state in outcomes(probes).items()}
    desks |= {tenant_id: {"plugins": "the desk is closed, see desk_not_opened in the log"} for tenant_id in closed}
    well = all(found == OK for checks in desks.values() for found in checks.values())
    return _state(200 if well else 503, {"state": OK if well else FAILED, "desks": desks})


class HealthPages:
    """The two addresses of the health on the port of the pages.

    A late mail or a desk whose database is gone is no reason to take this process out of service: the other processes
    have the same database. So ``ready`` fails only when no desk at all can be read.
    """

    def __init__(self, settings: MonitoringSettings, probes: Probes) -> None:
        self._networks, self._probes = settings.health_from, probes

    def answers(self, environ: Mapping[str, Any]) -> bool:
        """Whether this request is for one of the addresses and from a machine that may ask.

        Behind the proxy the address of a request is the reader's (``trusted_proxy``), so that the internet sees what it
        sees at any other address that leads nowhere.
        """
        return environ.get("PATH_INFO") in (LIVE, READY) and self._may_ask(environ.get("REMOTE_ADDR", ""))

    def _may_ask(self, address: str) -> bool:
        asking = client_host(address)
        return asking is not None and (asking.is_loopback or any(asking in network for network in self._networks))

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answers one request; ``live`` touches nothing."""
        well = environ["PATH_INFO"] == LIVE or any(state is not None for state in outcomes(self._probes).values())
        return _state(200 if well else 503, {"state": OK if well else FAILED})(environ, start_response)


def _state(status: int, told: Mapping[str, Any]) -> App:
    response = Response(status=status, content_type="application/json", charset="utf-8", text=json.dumps(told) + "\n")
    response.headers.update(HEADERS)
    answer: App = response
    return answer
