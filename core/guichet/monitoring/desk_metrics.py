"""Metrics that are read from a desk when Prometheus asks: queues, jobs, sizes, backups."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from guichet.monitoring.desk_state import DeskState
from guichet.monitoring.health import clock_difference
from guichet.monitoring.probe import Probe, outcomes

Row = tuple[tuple[str, ...], float]
"""Labels and value."""
METRICS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "guichet_desk_up": ("Whether the database of the desk answers; 0 also for a desk that is closed.", ()),
    "guichet_outbox_messages": ("Messages that have not left; 10000 stands for all above.", ("channel",)),
    "guichet_outbox_oldest_seconds": ("Time for which the oldest of them should have left.", ("channel",)),
    "guichet_pdf_queue": ("PDFs to be drawn; 10000 stands for all above.", ()),
    "guichet_scan_queue": ("Documents without a verdict of the scanner; 10000 stands for all above.", ()),
    "guichet_job_heard_timestamp_seconds": ("Last report of a job of the worker; 0 for never.", ("job",)),
    "guichet_job_failing_timestamp_seconds": ("Since when a job fails; 0 for one that does not.", ("job",)),
    "guichet_clock_difference_seconds": ("How far this clock is behind the last commit or report.", ()),
    "guichet_database_bytes": ("Size of the database, without the blobs of a FileStorage.", ()),
    "guichet_objects_in_memory": ("Objects in the caches of this process.", ()),
    "guichet_disk_used_ratio": ("Part of the disk with the desk's files that is in use.", ()),
    "guichet_disk_free_bytes": ("Room on that disk.", ()),
    "guichet_damaged_documents": ("Documents found damaged on the disk in the last week.", ()),
    "guichet_backup_timestamp_seconds": ("Last whole backup; 0 for never.", ()),
    "guichet_pack_timestamp_seconds": ("Last time the database was packed; 0 for never.", ()),
    "guichet_pack_seconds": ("How long that took.", ()),
    "guichet_restore_proved_timestamp_seconds": ("Last restore that was proved; 0 for never.", ()),
}
"""Name → help and labels beside ``desk``."""
STORAGE_CACHE = {
    "guichet_storage_cache_hits_total": "Objects that RelStorage's cache had; not with files.",
    "guichet_storage_cache_misses_total": "Objects that it had not, and asked PostgreSQL for.",
}


class DeskCollector(Collector):
    """The metrics of the desks of this process; a desk whose state cannot be read has ``guichet_desk_up`` alone."""

    def __init__(self, probes: Mapping[str, Probe[DeskState]], closed: Sequence[str]) -> None:
        self._probes, self._closed = probes, closed

    def collect(self) -> Iterator[Metric]:
        """All metrics, as Prometheus's registry asks for them."""
        families = {
            name: GaugeMetricFamily(name, text, labels=("desk", *labels)) for name, (text, labels) in METRICS.items()
        }
        for tenant_id in self._closed:
            families["guichet_desk_up"].add_metric((tenant_id,), 0)
        states = outcomes(self._probes)
        for tenant_id, state in states.items():
            families["guichet_desk_up"].add_metric((tenant_id,), state is not None)
            for name, (labels, value) in _rows(state) if state else ():
                families[name].add_metric((tenant_id, *labels), value)
        yield from families.values()
        yield from _storage_caches(states)


def _rows(state: DeskState) -> Iterator[tuple[str, Row]]:
    for channel, queue in state.outbox.items():
        yield "guichet_outbox_messages", ((channel,), queue.waiting)
        waited = (state.read - queue.oldest).total_seconds() if queue.oldest else 0
        yield "guichet_outbox_oldest_seconds", ((channel,), waited)
    for job, report in state.jobs.items():
        yield "guichet_job_heard_timestamp_seconds", ((job,), _seconds(report.heard if report else None))
        yield "guichet_job_failing_timestamp_seconds", ((job,), _seconds(report.failing_since if report else None))
    yield "guichet_pdf_queue", ((), state.pdfs)
    yield "guichet_scan_queue", ((), state.scans)
    yield "guichet_clock_difference_seconds", ((), clock_difference(state).total_seconds())
    yield "guichet_database_bytes", ((), state.database_bytes)
    yield "guichet_objects_in_memory", ((), state.objects_in_memory)
    if state.disk:
        yield "guichet_disk_used_ratio", ((), state.disk.used)
        yield "guichet_disk_free_bytes", ((), state.disk.free)
    yield "guichet_damaged_documents", ((), state.damaged)
    yield "guichet_pack_timestamp_seconds", ((), _seconds(state.packed[0] if state.packed else None))
    yield "guichet_pack_seconds", ((), state.packed[3] if state.packed else 0)
    yield "guichet_backup_timestamp_seconds", ((), _seconds(state.backup.backup))
    yield "guichet_restore_proved_timestamp_seconds", ((), _seconds(state.backup.proved_restore))


def _storage_caches(states: Mapping[str, DeskState | None]) -> Iterator[Metric]:
    """Counters in place of gauges: RelStorage counts since the process began."""
    families = [CounterMetricFamily(name, text, labels=("desk",)) for name, text in STORAGE_CACHE.items()]
    for tenant_id, state in states.items():
        for family, value in zip(families, (state and state.storage_cache) or (), strict=False):
            family.add_metric((tenant_id,), value)
    yield from families


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0
