"""What the next night erases, and the minutes of what was erased."""

from itertools import islice
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.office.batches.batch_index import user_name
from guichet.office.retention.due_invoices import NOTICE, announced_drafts, erased_from, past_term
from guichet.office.retention.models import retention
from guichet.office.retention.texts import CAUSES, KINDS
from guichet.office.retention.tonight import unconfirmed
from guichet.store.models import Portal
from guichet.store.retention_terms import retention_terms
from guichet.web.personal_data import NotRecorded, Reads

MAX_SHOWN = 200
PER_PAGE = 50


@view_config(
    context=Portal,
    name="retention-tonight",
    request_method="GET",
    permission="retention",
    personal_data=Reads("desk.due_invoices_read", "retention"),
    renderer="templates/tonight.pt",
)
def tonight(context: Portal, request: Request) -> dict[str, Any]:
    """A rehearsal: what would be erased if the nightly tasks ran now; nothing is changed."""
    now, state, terms = clock.now(), retention(context), retention_terms(context)
    rows = []
    for due in islice(past_term(context, now), MAX_SHOWN):
        held = state.hold_of(due.invoice.id)
        until = erased_from(context, due.invoice.id, now)
        offered = "offered" if until > now else "erased"
        fate = "held" if held else offered if terms.applies(due.term) else "unconfirmed"
        rows.append((due, fate, held.reason if held and request.has_permission("erase", context) else "", until))
    return {
        "title": _("Ce qui sera effacé cette nuit"),
        "density": "dense",
        "rows": rows,
        "erased": sum(fate == "erased" for _due, fate, _reason, _until in rows),
        "more": len(rows) == MAX_SHOWN,
        "drafts": len(announced_drafts(context, now, MAX_SHOWN)),
        "announced": len(state.warned_drafts),
        "notice_days": NOTICE.days,
        "unconfirmed": unconfirmed(context),
        "causes": CAUSES,
        "opens": request.has_permission("erase", context),
    }


@view_config(
    context=Portal,
    name="erasure-minutes",
    request_method="GET",
    permission="retention",
    personal_data=NotRecorded("numbers, moments and hashes, without a person"),
    renderer="templates/minutes.pt",
)
def minutes(context: Portal, request: Request) -> dict[str, Any]:
    """The minutes, the latest first."""
    start = request.GET.get("before", "")
    before = int(start) if start.isascii() and start.isdigit() and len(start) < 10 else None
    found = (one for one in retention(context).minutes() if before is None or one[0] < before)
    rows = list(islice(found, PER_PAGE + 1))
    return {
        "title": _("Procès-verbaux d’effacement"),
        "density": "dense",
        "rows": [(number, minute, _author(context, minute.actor)) for number, minute in rows[:PER_PAGE]],
        "next": rows[PER_PAGE - 1][0] if len(rows) > PER_PAGE else None,
        "causes": CAUSES,
        "kinds": KINDS,
    }


def _author(portal: Portal, actor: str) -> str:
    return user_name(portal, actor) if actor in portal["users"] else ""
