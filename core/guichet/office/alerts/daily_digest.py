"""Daily task: mails what is on the page « À traiter » to the office's administrators."""

from datetime import datetime
from functools import partial

from guichet import clock
from guichet.action_context import system
from guichet.desk import Desk
from guichet.office.alerts import mails
from guichet.office.alerts.alert_list import all_alerts
from guichet.store.daily_tasks import DailyTask
from guichet.store.job_reports import job_reports
from guichet.store.models import Portal
from guichet.users.models import Colleagues, User
from guichet.users.staff_users import LIST, MANAGERS

MAX_READERS = 50
"""People of the office above a clerk who are looked at."""


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The task of one desk."""
    return (DailyTask("alerts_digest", partial(send_digest, desk)),)


def send_digest(desk: Desk, portal: Portal, now: datetime) -> int:
    """Queues the mails, once a day in Swiss time and only where something waits; returns 0: one call does it all."""
    reports, day = job_reports(portal), clock.local(now).date().isoformat()
    # A worker that starts again runs its daily tasks again, and so does each of several workers.
    if reports.digest_day != day:
        alerts, ctx = all_alerts(desk, portal, now), system(portal, desk)
        reports.digest_day = day
        for user in _administrators(portal) if alerts else ():
            localize = desk.localizer(user.language)
            titles = "\n".join(f"– {localize(alert.title)}" for alert in alerts)
            ctx.mail(user, mails.ALERTS_DIGEST, titles=titles)
    return 0


def _administrators(portal: Portal) -> list[User]:
    people: Colleagues = portal[LIST]
    users = (portal["users"][user_id] for user_id, _row in people.page(MANAGERS, size=MAX_READERS).rows)
    return [user for user in users if "administrator" in user.roles and user.state == "active"]
