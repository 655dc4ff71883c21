"""« Remises à la Centrale »: the list of batches, the page of each with its progress, its file, its buttons."""

from functools import partial
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.action_context import ActionContext
from guichet.audit.readings import Reading, note_reading
from guichet.i18n import _
from guichet.interfaces import NavigationItem
from guichet.invoices.downloads import SANDBOX
from guichet.office.batches import batch_actions
from guichet.office.batches.batch_actions import BatchMoved, free_invoices
from guichet.office.batches.batch_index import user_name
from guichet.office.batches.batch_texts import FAILURES, STATES
from guichet.office.batches.batch_zip import require_whole, zip_name, zip_parts
from guichet.office.batches.models import BATCHES, HANDED_OVER, INDEX_CSV, LIVE, MAKING, READY, STOPPED, Batch, Batches
from guichet.store.batches import with_retries
from guichet.store.models import Portal
from guichet.web.personal_data import OFFICE_ONLY, Ids, NotRecorded, Reads
from guichet.web.post_views import post_view
from guichet.web.streams import TooManyStreams, stream

PURPOSE = "hand_over"
NUMBERS_ONLY = NotRecorded("numbers and totals of batches, without a person")
REFRESH_SECONDS = 5
"""Between two loads of the page of a batch that is being made, in a browser without scripts."""
FREE = (
    _("${n} demande acceptée n’est dans aucune remise."),
    _("${n} demandes acceptées ne sont dans aucune remise."),
)
MAX_LISTED = 100
"""Batches that the list shows: two years of weekly ones."""


def navigation(request: Request) -> list[NavigationItem]:
    """Entry « Remises à la Centrale »."""
    identity = request.identity
    if identity is None or not identity.user.at_office or not request.has_permission("hand_over", request.root):
        return []
    path = request.resource_path(request.root, BATCHES)
    return [NavigationItem(_("Remises à la Centrale"), path, current=request.path.startswith(path))]


@view_config(
    context=Batches,
    name="",
    request_method="GET",
    permission="hand_over",
    personal_data=NUMBERS_ONLY,
    renderer="templates/batches.pt",
)
def batches(context: Batches, request: Request) -> dict[str, Any]:
    """All batches, the latest first, and how many accepted invoices are in none."""
    return {
        "title": _("Remises à la Centrale"),
        "density": "dense",
        "batches": [(batch, STATES[batch.state]) for batch in context.newest()[:MAX_LISTED]],
        "free": len(free_invoices(request.root, request.action_context.now)),
        "waiting": FREE,
        "name_of": partial(user_name, request.root),
    }


def _batch_ids(context: Batch, _request: Request) -> Ids:
    return "", context.id


@view_config(
    context=Batch,
    name="",
    request_method="GET",
    permission="hand_over",
    personal_data=OFFICE_ONLY,
    renderer="templates/batch.pt",
)
def batch_page(context: Batch, request: Request) -> dict[str, Any]:
    """State, progress and contents of a batch; what failed, with what to do."""
    making = context.state == MAKING
    return {
        "title": _("Remise n° ${number}", mapping={"number": context.number}),
        "title_detail": STATES[context.state].tag,
        "density": "dense",
        "refresh_seconds": REFRESH_SECONDS if making else None,
        "batch": context,
        "state": STATES[context.state],
        "making": making,
        "count": len(context.invoices),
        "failed": [(name, FAILURES[reason]) for name, reason in context.failed.items()],
        "files": [(name, file) for name, file in context.files() if not file.row] if not making else [],
        "can_cancel": context.state in LIVE,
        "can_confirm": context.state == READY,
        "can_download": _can_download(context),
        "erased": context.state == HANDED_OVER and context.file(INDEX_CSV) is None,
        "stopped": context.state == STOPPED,
        "progress_text": progress_text,
        "name_of": partial(user_name, request.root),
    }


@view_config(
    context=Batch,
    name="progress.json",
    request_method="GET",
    permission="hand_over",
    personal_data=NUMBERS_ONLY,
    renderer="json",
)
def progress(context: Batch, request: Request) -> dict[str, Any]:
    """How far the worker is, for the script of the page."""
    return {"making": context.state == MAKING, "done": context.done, "text": progress_text(context, request)}


def progress_text(batch: Batch, request: Request) -> str:
    """« 12 documents sur 500 », as the page and its script show it."""
    total = len(batch.invoices)
    text: str = request.localize(_("${done} sur ${total}", mapping={"done": batch.done, "total": total}))
    return text


@view_config(
    context=Batch,
    name="download",
    request_method="GET",
    permission="hand_over",
    personal_data=Reads("batch.downloaded", PURPOSE, _batch_ids),
)
def download(context: Batch, request: Request) -> Response:
    """The ZIP file of a batch, also of one that was handed over; 404 while it is being made or is cancelled."""
    if not _can_download(context):
        raise HTTPNotFound()
    require_whole(context)
    name = zip_name(request.desk.tenant.id, context)
    try:
        parts = stream(request, zip_parts(request.desk.db, context.id, name))
    except TooManyStreams:
        return HTTPSeeOther(request.resource_path(context, query={"done": "downloads-busy"}))
    _note_exports(request.action_context, context)
    response = Response(content_type="application/zip", app_iter=parts)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _can_download(batch: Batch) -> bool:
    """Whether its files are there: made, not cancelled, and none of its invoices erased after its term."""
    return batch.state in (READY, HANDED_OVER) and batch.file(INDEX_CSV) is not None


def _note_exports(ctx: ActionContext, batch: Batch) -> None:
    """Records for each person concerned who exported the invoice and what for, once for each reader and day."""
    day = clock.local(ctx.now).date().isoformat()
    exports = [
        Reading(one.issuer_id, day, "invoice.exported", one.invoice_id, PURPOSE, ctx.actor) for one in batch.invoices
    ]

    def note(portal: Portal) -> None:
        for reading in exports:
            note_reading(portal, reading, now=ctx.now, role=ctx.role)

    with_retries(ctx.desk.db, note)


def page_of(batch: Batch, request: Request) -> str:
    """The path of a batch's page."""
    path: str = request.resource_path(batch)
    return path


@post_view(context=Batch, name="again", permission="hand_over", page=page_of)
def again(context: Batch, request: Request) -> HTTPSeeOther:
    """Tries once more what could not be made."""
    return _act(request, context, batch_actions.make_again, "batch-restarted")


@post_view(context=Batch, name="leave-out", permission="hand_over", page=page_of)
def leave_out(context: Batch, request: Request) -> HTTPSeeOther:
    """Continues without the invoices whose file could not be made."""
    return _act(request, context, batch_actions.leave_out_failed, "batch-reduced")


def _act(request: Request, batch: Batch, action: Any, done: str) -> HTTPSeeOther:
    try:
        action(request.action_context, batch)
    except BatchMoved:
        done = "batch-moved"
    return HTTPSeeOther(request.resource_path(batch, query={"done": done}))
