"""« Exporter cette liste »: the page that says what an export has, and the two files."""

from typing import Any

from limits import RateLimitItemPerHour
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import _
from guichet.invoices.downloads import SANDBOX, download
from guichet.invoices.history_export import (
    MAX_PDFS,
    MAX_ROWS,
    NotDrawn,
    Rows,
    TooLarge,
    archive_parts,
    history_csv,
    require_archive,
    rows_of,
)
from guichet.invoices.history_filters import filters_in_words, read_filters
from guichet.issuers.models import Issuer
from guichet.ratelimit import request_limits
from guichet.web.streams import TooManyStreams, stream
from guichet.web.transactions import restart_transaction

NAME = "export-invoices"
EXPORTS = RateLimitItemPerHour(20, namespace="history-exports")
"""Per user: one reads up to `MAX_ROWS` rows or `MAX_PDFS` copies (OWASP ASVS 5.0, 2.4.1)."""


@view_config(context=Issuer, name=NAME, request_method="GET", permission="file", renderer="templates/export.pt")
def export_page(context: Issuer, request: Request) -> dict[str, Any]:
    """How many invoices the filters of the address have, and which files there are of them."""
    filters = read_filters(request)
    try:
        count: int | None = len(rows_of(context, filters))
    except TooLarge:
        count = None
    return {
        "title": _("Exporter les demandes"),
        "issuer": context,
        "words": list(filters_in_words(request, context, filters).values()),
        "query": {name: value for name, value in filters.items() if value},
        "count": count,
        "one": _("${n} demande"),
        "many": _("${n} demandes"),
        "most": MAX_ROWS,
        "most_pdfs": MAX_PDFS,
    }


@view_config(context=Issuer, name=NAME, request_method="POST", permission="file", serialize=False)
def export(context: Issuer, request: Request) -> Response:
    """The table, or the archive of copies; each export is in the audit log.

    POST, since it writes that. ``serialize=False``: other writers go on while the history is read; the copies are sent
    after the transaction.
    """
    if not request_limits.allowed(request, EXPORTS, request.identity.user_id):
        return _refused(context, request, "too-many-exports")
    filters, as_pdfs = read_filters(request), request.posted("format") == "pdf"
    try:
        rows = rows_of(context, filters)
        if as_pdfs:
            require_archive(context, rows)
    except TooLarge:
        return _refused(context, request, "export-too-large")
    except NotDrawn:
        return _refused(context, request, "copies-not-drawn")
    if not rows:
        return _refused(context, request, "nothing-to-export")
    name = f"guichet-{clock.local(request.action_context.now).date().isoformat()}"
    try:
        response = _archive(context, request, rows, name) if as_pdfs else _table(request, rows, name)
    except TooManyStreams:
        return _refused(context, request, "downloads-busy")
    # Written in a transaction that begins now: one as old as the reading would conflict more often.
    restart_transaction(request)
    details = ("pdf" if as_pdfs else "csv", str(len(rows)))
    request.action_context.record("issuer.invoices_exported", context.id, *details)
    return response


def _table(request: Request, rows: Rows, name: str) -> Response:
    return download(history_csv(request.desk, rows, request.localize), f"{name}.csv", "text/csv")


def _archive(issuer: Issuer, request: Request, rows: Rows, name: str) -> Response:
    parts = archive_parts(request.desk, issuer.id, [invoice_id for invoice_id, _row in rows], request.localize)
    response = Response(content_type="application/zip", app_iter=stream(request, parts))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _refused(issuer: Issuer, request: Request, code: str) -> HTTPSeeOther:
    query = {**{name: value for name, value in read_filters(request).items() if value}, "done": code}
    return HTTPSeeOther(request.resource_path(issuer, NAME, query=query))
