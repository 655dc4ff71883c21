"""« Inscriptions »: the waiting registrations of companies, and those decided recently."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.issuers.company_confirmation import WAITING
from guichet.office.registrations.decided_registrations import ACCEPTED, REFUSED, decided_registrations
from guichet.store.models import Portal
from guichet.store.sorted_index import Page
from guichet.values import gln
from guichet.web.personal_data import Reads

LIST = "templates/registrations.pt"
TABS = {
    WAITING: _("En attente"),
    ACCEPTED: _("Acceptées, pas encore activées"),
    REFUSED: _("Refusées"),
}
"""In the order of the page."""
EMPTY = {
    WAITING: _("Aucune inscription n’attend."),
    ACCEPTED: _("Toutes les sociétés acceptées ont activé leur accès."),
    REFUSED: _("Aucune inscription n’a été refusée ces 90 derniers jours."),
}


@view_config(
    context=Portal,
    name="registrations",
    request_method="GET",
    permission="office",
    renderer=LIST,
    personal_data=Reads("desk.registrations_read", "registration"),
)
def registrations(request: Request) -> dict[str, Any]:
    """The waiting companies, the oldest first; or the decided ones, the latest first."""
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in TABS else WAITING
    page = _page(request, chosen)
    return {
        "title": _("Inscriptions"),
        "density": "dense",
        "tabs": list(TABS.items()),
        "chosen": chosen,
        "heading": TABS[chosen],
        "empty": EMPTY[chosen],
        "rows": page.rows,
        "next": page.next,
        "show_gln": gln.show,
    }


def _page(request: Request, chosen: str) -> Page[Any]:
    after = request.GET.get("after")
    if chosen == WAITING:
        return request.root["waiting_companies"].page(WAITING, after)  # type: ignore[no-any-return]
    decided, users = decided_registrations(request.root), request.root["users"]
    # An access activated since stays in the index until the daily task `unlist_activated`.
    return decided.filtered((chosen,), lambda user_id, _row: users[user_id].state == chosen, after)
