"""All alerts of a desk, the most urgent first."""

from datetime import datetime

from guichet.desk import Desk
from guichet.interfaces import Alert
from guichet.office.alerts.backup_alerts import backup_alerts
from guichet.office.alerts.message_alerts import message_alerts
from guichet.office.alerts.people_alerts import people_alerts
from guichet.office.alerts.server_alerts import server_alerts
from guichet.office.alerts.work_alerts import work_alerts
from guichet.office.reasons.proposed_reasons import reason_alerts
from guichet.office.retention.tonight import retention_alerts
from guichet.store.models import Portal

URGENCIES = ("now", "soon", "calm")


def all_alerts(desk: Desk, portal: Portal, now: datetime) -> list[Alert]:
    """Alerts of the core and of the desk's plugins; the oldest first within each urgency."""
    found = [
        *people_alerts(portal, now),
        *message_alerts(portal, now),
        *work_alerts(portal, now),
        *server_alerts(desk),
        *backup_alerts(desk, portal, now),
        *retention_alerts(portal, now),
        *reason_alerts(desk, portal),
        *desk.plugins.alerts(now),
    ]
    return sorted(found, key=lambda one: (URGENCIES.index(one.urgency), one.since or now))
