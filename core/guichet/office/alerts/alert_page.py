"""The page « À traiter » and its entry in the navigation."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.view import view_config
from transaction.interfaces import TransientError
from translationstring import TranslationString

from guichet import clock
from guichet.backup.times import BackupTimes
from guichet.backup.times_job import stored_backup_times
from guichet.i18n import _
from guichet.i18n.day_counts import days
from guichet.interfaces import Alert, NavigationItem
from guichet.office.alerts.alert_list import all_alerts
from guichet.store.models import Portal
from guichet.web.personal_data import NotRecorded

log = structlog.get_logger()
NAME = "alerts"
TINTS = {"now": "no", "soon": "wait", "calm": ""}
"""Urgency → CSS class of the tag."""
HEADINGS = (("now", _("À faire maintenant")), ("soon", _("Cette semaine")), ("calm", _("À savoir")))
COUNTED_FOR = timedelta(minutes=1)
"""How long a number is shown in the navigation: counting reads every queue, which no other page has to."""


class AlertCount:
    """Number of entries that the navigation shows, of one desk in one process."""

    def __init__(self) -> None:
        self._number = 0
        self._counted: datetime | None = None

    def note(self, number: int, now: datetime) -> None:
        """Takes over what has just been counted."""
        self._number, self._counted = number, now

    def read(self, request: Request) -> int:
        """The latest number; counted again after `COUNTED_FOR`. An error is logged: it belongs to the page alone."""
        now = clock.now()
        if self._counted is None or abs(now - self._counted) >= COUNTED_FOR:
            try:
                self.note(len(all_alerts(request.desk, request.root, now)), now)
            except TransientError:
                raise
            except Exception as error:  # every page of the office has the navigation
                log.error("alert_count_failed", exc_info=error)
                self.note(self._number, now)
        return self._number


def includeme(config: Configurator) -> None:
    """The entry in the navigation, with its number."""
    config.registry.alert_count = AlertCount()
    config.add_navigation(navigation)


def navigation(request: Request) -> list[NavigationItem]:
    """Entry « À traiter », with the number of its entries."""
    identity = request.identity
    if identity is None or not identity.user.at_office or not request.has_permission("alerts", request.root):
        return []
    path, number = request.resource_path(request.root, NAME), request.registry.alert_count.read(request)
    label = _("À traiter (${n})", mapping={"n": number}) if number else _("À traiter")
    return [NavigationItem(label, path, current=getattr(request, "view_name", "") == NAME)]


@view_config(
    context=Portal,
    name=NAME,
    request_method="GET",
    permission="alerts",
    personal_data=NotRecorded("numbers and moments, without a person"),
    renderer="templates/alerts.pt",
)
def alerts(context: Portal, request: Request) -> dict[str, Any]:
    """What waits for a person, looked up at this moment; each with what to do, and a link for those who may do it."""
    now = clock.now()
    found = all_alerts(request.desk, context, now)
    request.registry.alert_count.note(len(found), now)
    groups = [(heading, [one for one in found if one.urgency == urgency]) for urgency, heading in HEADINGS]
    return {
        "title": _("À traiter"),
        "density": "dense",
        "count": len(found),
        "now": now,
        "groups": [group for group in groups if group[1]],
        "tints": TINTS,
        "backups": _backups(request, now),
        "none": _("aucune"),
        "path_of": lambda alert: _path_of(request, alert),
    }


def _backups(request: Request, now: datetime) -> tuple[BackupTimes, TranslationString | None] | None:
    """When the desk was backed up, and how long ago a restore was proved; for administrators."""
    if not request.has_permission("administrators", request.root) or not request.desk.settings.backup.folder:
        return None
    times = stored_backup_times(request.root) or BackupTimes()
    if times.proved_restore is None:
        return times, None
    age = (now - times.proved_restore).days
    ago = _("il y a ${days}", mapping={"days": days(age)}) if age else _("aujourd’hui")
    moment = request.localize.moment(times.proved_restore)
    return times, _("le ${moment}, ${ago}", mapping={"moment": moment, "ago": ago})


def _path_of(request: Request, alert: Alert) -> str | None:
    """Where it is done; None for people who may not, and where no page of the desk helps."""
    if not alert.path or (alert.permission and not request.has_permission(alert.permission, request.root)):
        return None
    root: str = request.resource_path(request.root)
    return root + alert.path
