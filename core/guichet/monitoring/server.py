"""The port of the monitoring: a small server in a thread, beside the pages of a web process or the jobs of a worker."""

import socket
import threading
from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, ProcessCollector
from waitress.server import create_server

from guichet.desk import Desk
from guichet.metrics import REGISTRY
from guichet.monitoring.desk_metrics import DeskCollector
from guichet.monitoring.desk_state import DeskState, desk_state
from guichet.monitoring.pages import Probes, monitoring_pages
from guichet.monitoring.probe import Probe
from guichet.settings import MonitoringSettings, SettingsError

THREADS = 2
"""A scrape and a question at the same time."""
CONNECTIONS = 20


def probes_of(desks: Iterable[Desk]) -> dict[str, Probe[DeskState]]:
    """A probe of the state of each desk, by its id."""
    return {desk.tenant.id: _probe(desk) for desk in desks}


def _probe(desk: Desk) -> Probe[DeskState]:
    return Probe(desk.tenant.id, lambda: desk_state(desk))


def registry_of(probes: Probes, closed: Sequence[str] = ()) -> CollectorRegistry:
    """All metrics of this process: what the code counted, the state of its desks, and the process itself."""
    registry = CollectorRegistry()
    registry.register(REGISTRY)
    registry.register(DeskCollector(probes, closed))
    ProcessCollector(registry=registry)
    return registry


def serve_monitoring(settings: MonitoringSettings, probes: Probes, closed: Sequence[str] = ()) -> None:
    """Starts the server where the settings name a port; it ends with the process.

    ``closed`` are the ids of desks that could not be opened. Raises :class:`SettingsError` for a port that is taken.
    """
    if not settings.listen:
        return
    listening = _listening(*settings.listen)
    pages = monitoring_pages(registry_of(probes, closed), probes, closed)
    # Not the server of prometheus-client, which has a thread for each connection that is opened.
    server = create_server(pages, sockets=[listening], threads=THREADS, connection_limit=CONNECTIONS, ident="", map={})
    # A daemon, so that the process ends with its pages or jobs.
    threading.Thread(target=server.run, name="monitoring", daemon=True).start()


def _listening(host: str, port: int) -> socket.socket:
    # Opened here and not by waitress, which leaves a socket open whose port is taken.
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as problem:
        raise SettingsError(
            f"guichet.monitoring.listen: {host}:{port} cannot be used ({problem.strerror}): give each process a port "
            "of its own"
        ) from None
