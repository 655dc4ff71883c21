"""Whether a desk is well: its database, outbox, worker, disk and clock, for ``/_health/ready``."""

from collections.abc import Mapping
from datetime import timedelta

from guichet.monitoring.desk_state import DeskState
from guichet.office.alerts.message_alerts import LATE_AFTER
from guichet.office.alerts.server_alerts import FULL
from guichet.store.job_reports import SILENT_AFTER

OK = "ok"
CLOCK_TOLERANCE = timedelta(seconds=30)
"""A commit later than now means that this clock, or the one of another machine, is wrong."""


def health(state: DeskState | None) -> Mapping[str, str]:
    """Each check with ``ok`` or what is wrong, without personal data; ``state`` is None where it cannot be read."""
    if state is None:
        return {"database": "does not answer"}
    return {
        "database": OK,
        "outbox": _outbox(state),
        "worker": _worker(state),
        "disk": _disk(state),
        "clock": _clock(state),
    }


def _outbox(state: DeskState) -> str:
    oldest = min((queue.oldest for queue in state.outbox.values() if queue.oldest), default=state.read)
    late = state.read - oldest
    return f"the oldest message waits for {late // timedelta(minutes=1)} minutes" if late > LATE_AFTER else OK


def _worker(state: DeskState) -> str:
    silent = [name for name, report in state.jobs.items() if not report or report.heard < state.read - SILENT_AFTER]
    return f"not heard of: {', '.join(silent)}" if silent else OK


def _disk(state: DeskState) -> str:
    return f"{state.disk.used:.0%} full" if state.disk and state.disk.used >= FULL else OK


def _clock(state: DeskState) -> str:
    ahead = clock_difference(state)
    return f"{ahead // timedelta(seconds=1)} seconds behind the last commit" if ahead > CLOCK_TOLERANCE else OK


def clock_difference(state: DeskState) -> timedelta:
    """How far the last commit, or a job's last report, is ahead of this clock; zero where none is."""
    heard = [report.heard for report in state.jobs.values() if report]
    return max(max([state.written, *heard]) - state.read, timedelta(0))
