"""Metrics that the code counts while it works; what is read from a desk is in :mod:`guichet.monitoring.desk_metrics`.

A label holds a word of the code or the id of a desk, never an address or a text of a request: a metric tells no person
apart, and the number of series is bounded.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

# Otherwise each counter has a second series with the time of its first event, which no rule and no panel asks for.
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
"""Not the library's own, which also counts the rounds of Python's collector."""

REQUESTS = Counter("guichet_requests", "Requests answered.", ("desk", "view", "status"), registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "guichet_request_seconds",
    "Time from the request to its answer, with all attempts; sending the answer is not part of it.",
    ("method", "view"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
REQUESTS_RUNNING = Gauge("guichet_requests_running", "Requests that hold a thread now.", registry=REGISTRY)
CONFLICTS = Counter(
    "guichet_conflicts", "Attempts that met another writer and were repeated.", ("desk",), registry=REGISTRY
)
REQUESTS_LOST = Counter(
    "guichet_requests_lost", "Requests that failed after their last attempt.", ("desk",), registry=REGISTRY
)
REQUESTS_TOO_LATE = Counter(
    "guichet_requests_too_late", "Requests turned away since no thread was free in time.", registry=REGISTRY
)
HASHING_PLACES = Gauge(
    "guichet_hash_queue_places", "Requests that hash a password or wait for it, of eight.", registry=REGISTRY
)
HASHING_REFUSED = Counter(
    "guichet_hash_queue_refused", "Requests turned away since the queue was full.", registry=REGISTRY
)
MESSAGES = Counter(
    "guichet_messages", "Messages by what became of an attempt.", ("desk", "channel", "outcome"), registry=REGISTRY
)
PDFS = Counter("guichet_pdfs", "PDFs that the worker has drawn, or failed to.", ("desk", "outcome"), registry=REGISTRY)
JOBS_FAILED = Counter(
    "guichet_job_failures", "Rounds of a job, and daily tasks, that ended early.", ("desk", "job"), registry=REGISTRY
)
OBJECTS_LOADED = Counter(
    "guichet_objects_loaded",
    "Objects that were not in memory and were read from the storage.",
    ("desk",),
    registry=REGISTRY,
)
OBJECTS_STORED = Counter("guichet_objects_stored", "Objects written to the storage.", ("desk",), registry=REGISTRY)
