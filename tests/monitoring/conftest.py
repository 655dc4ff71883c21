"""The state of a desk that is well, and the pages of the monitoring."""

import pytest

from guichet.monitoring.desk_state import DeskState, desk_state
from guichet.office.alerts.work_alerts import WORK
from guichet.store.database import write_transaction
from guichet.store.job_reports import job_reports
from guichet.testing.desks import Desks
from guichet.testing.moving_clock import MovingClock


@pytest.fixture
def heard(desks: Desks, clock: MovingClock) -> None:
    """Every job of both desks has just reported."""
    for tenant_id in ("be", "ne"):
        with write_transaction(desks[tenant_id].db) as portal:
            for job in WORK:
                job_reports(portal).note(job, clock.now, "")


@pytest.fixture
def well(desks: Desks, heard: None) -> DeskState:
    """The state of the desk of Berne, of which nothing is wrong."""
    return desk_state(desks["be"])
