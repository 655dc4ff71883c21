"""The page « À traiter » and its entry in the navigation."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.interfaces import Alert, NavigationItem
from guichet.office.alerts.alert_list import all_alerts
from guichet.store.models import Portal
from guichet.web.personal_data import NotRecorded

NAME = "alerts"
TINTS = {"now": "no", "soon": "wait", "calm": ""}
"""Urgency → CSS class of the tag."""
HEADINGS = (("now", _("À faire maintenant")), ("soon", _("Cette semaine")), ("calm", _("À savoir")))


def navigation(request: Request) -> list[NavigationItem]:
    """Entry « À traiter ». Without a number: counting reads every queue, which no other page has to."""
    identity = request.identity
    if identity is None or not identity.user.at_office or not request.has_permission("alerts", request.root):
        return []
    path = request.resource_path(request.root, NAME)
    return [NavigationItem(_("À traiter"), path, current=getattr(request, "view_name", "") == NAME)]


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
    groups = [(heading, [one for one in found if one.urgency == urgency]) for urgency, heading in HEADINGS]
    return {
        "title": _("À traiter"),
        "density": "dense",
        "count": len(found),
        "now": now,
        "groups": [group for group in groups if group[1]],
        "tints": TINTS,
        "path_of": lambda alert: _path_of(request, alert),
    }


def _path_of(request: Request, alert: Alert) -> str | None:
    """Where it is done; None for people who may not, and where no page of the desk helps."""
    if not alert.path or (alert.permission and not request.has_permission(alert.permission, request.root)):
        return None
    root: str = request.resource_path(request.root)
    return root + alert.path
