"""The page « Guichet »: what to do first, then the history with its filters."""

from collections.abc import Iterable, Sequence
from typing import Any

from chameleon.utils import Markup
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.declaration import InvoiceType
from guichet.i18n import Localizer, _
from guichet.invoices.history_filters import MAX_MATCHES, filtered, filters_in_words, read_filters
from guichet.invoices.history_table import draw_filters, draw_history
from guichet.invoices.lists import InvoiceHistory, InvoiceRow, history_of, number_digest
from guichet.invoices.states import STATES
from guichet.invoices.summary import points_text
from guichet.issuers.beneficiary_page import InvoiceLink, LastInvoices
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.plugins import Plugins
from guichet.store.models import find
from guichet.store.sorted_index import MAX_SCANNED
from guichet.values import ParseError, reference
from guichet.web.table_rows import RowTemplate

MAX_LAST = 3
"""Invoices on the page of a beneficiary."""
MAX_TODO = 100
"""Invoices listed under one heading of « À faire par vous »; the others appear as the first are done."""
MAX_FIRST_DRAFTS = 3
"""Drafts listed until all are asked for, so that they do not push the history down."""
NO_BENEFICIARY = "none"
"""Value of ``for`` that matches no invoice: ids of beneficiaries are hexadecimal."""
TODO_ROW = RowTemplate("guichet.invoices", "todo_row.pt")


@view_config(context=Issuer, name="", request_method="GET", permission="file", renderer="templates/desk.pt")
def desk(context: Issuer, request: Request) -> dict[str, Any]:
    """Page of an issuer: invoices to complete or correct, and the history, a page at a time."""
    history, filters = history_of(context), read_filters(request)
    page = filtered(history, filters, request.GET.get("after"), limit=MAX_SCANNED)
    query = {name: value for name, value in filters.items() if value}
    active, sent = _active(request, context, filters) if query else [], history.count("sent")
    return {
        "title": _("Guichet"),
        "issuer": context,
        # Beside the history for a person, who comes once a month; a clerk has the button of the navigation.
        "types": [] if isinstance(context, Company) else _types(request),
        "todo": [
            (heading, _todo_rows(request, context, group))
            for heading, group in _todo(history, all_drafts="drafts" in request.GET)
        ],
        "drafts": history.count("todo:draft"),
        "first_drafts": MAX_FIRST_DRAFTS,
        "all_drafts": "drafts" in request.GET,
        "list": page,
        "rows": draw_history(request, context, page.rows, None if active else sent, query) if page.rows else "",
        "scanned": MAX_SCANNED,
        "count": sent,
        # A single invoice needs none; a list that is filtered already keeps them.
        "filter": draw_filters(request, context, filters) if sent > 1 or query else "",
        "active": active,
        "query": query,
        "more_people": "more" in request.GET,
    }


@view_config(context=Issuer, name="", request_method="POST", permission="file")
def filter_history(context: Issuer, request: Request) -> HTTPSeeOther:
    """Redirects to the list with the filters in its address.

    The form is posted, since a name or AVS number in an address stays in logs and in the browser's history (OWASP ASVS
    5.0, 14.2.1). The address has the random ids of the beneficiaries found, and the digest of an invoice number.
    """
    query = {name: request.posted(name) for name in ("by", "status")}
    text = request.posted("beneficiary").strip()[:100]
    if text:
        path = _path_of(context, request, text)
        if path:
            return HTTPSeeOther(path)
        found = context.beneficiaries.search(text, size=MAX_MATCHES)
        number = number_digest(text)
        query["number"] = number if history_of(context).count(f"number:{number}") else ""
        people = ",".join(beneficiary_id for beneficiary_id, _row in found.rows)
        query["for"] = people if people or query["number"] else NO_BENEFICIARY
        query["more"] = "yes" if found.next else ""
    chosen = {name: value for name, value in query.items() if value}
    return HTTPSeeOther(request.resource_path(context, query=chosen, anchor="history"))


def _path_of(issuer: Issuer, request: Request, typed: str) -> str | None:
    """The path of the issuer's own invoice whose whole reference was typed, as mails and the office name it."""
    try:
        invoice_id = request.root["references"].invoice_id(reference.parse(typed))
    except ParseError:
        return None
    return f"{request.resource_path(issuer)}invoices/{invoice_id}/" if history_of(issuer).row(invoice_id) else None


def _types(request: Request) -> list[tuple[str, list[InvoiceType]]]:
    """The forms to choose from, by heading; none where the office accepts no form online."""
    return [group for group in request.desk.plugins.grouped_types(request.localize.language) if group[1]]


def _todo(history: InvoiceHistory, *, all_drafts: bool) -> list[tuple[Any, list[tuple[str, InvoiceRow, int]]]]:
    """Invoices to correct or complete, by heading; headings without an invoice are left out.

    Each with its number among those that read the same, from 1; 0 for an invoice that reads like no other.
    """
    drafts = MAX_TODO if all_drafts else MAX_FIRST_DRAFTS
    groups = (
        (_("Demandes à corriger"), "correction_requested", MAX_TODO),
        (_("Brouillons"), "draft", drafts),
    )
    found = [(heading, history.page(f"todo:{state}", size=size).rows) for heading, state, size in groups]
    return [(heading, _numbered(waiting)) for heading, waiting in found if waiting]


def _numbered(rows: Sequence[tuple[str, InvoiceRow]]) -> list[tuple[str, InvoiceRow, int]]:
    """Rows with their number among those that the page would write in the same words."""
    words = [
        (
            row.reference,
            row.type_id,
            row.beneficiary_id,
            row.total,
            row.first_day,
            row.moment.replace(second=0, microsecond=0),
        )
        for _id, row in rows
    ]
    return [
        (invoice_id, row, words[: place + 1].count(words[place]) if words.count(words[place]) > 1 else 0)
        for place, (invoice_id, row) in enumerate(rows)
    ]


def _todo_rows(request: Request, issuer: Issuer, group: Iterable[tuple[str, InvoiceRow, int]]) -> Markup:
    """Invoices to correct or complete, each with what to do next."""
    localize, here = request.localize, request.resource_path(issuer)
    drawn = []
    for invoice_id, row, number in group:
        texts = {
            "path": f"{here}invoices/{invoice_id}/",
            "title": localize(request.desk.plugins.invoice_type_title(row.type_id)),
            "beneficiary": row.beneficiary,
            "total": localize.money(row.total),
            "lacking": _lacking(request.desk.plugins, localize, row) if row.state == "draft" else "",
            "reference": row.reference,
            "message": row.office_message,
            "first_day": localize.short_date(row.first_day) if row.first_day else "",
            "moment": localize.moment(row.moment),
            "number": str(number),
        }
        facts = {
            "draft": row.state == "draft",
            "tint": "wait" if row.missing or row.missing_documents else "ok",
            "priced": bool(row.total),
            "dated": bool(row.first_day),
            "numbered": bool(number),
            "commented": bool(row.office_message),
            "language": row.message_language or None,
        }
        drawn.append(TODO_ROW.draw(request, [texts], **facts))
    return Markup("".join(drawn))


def _lacking(plugins: Plugins, localize: Localizer, row: InvoiceRow) -> str:
    """What a draft still lacks: « 2 points à compléter, à joindre : Billet ou quittance »."""
    points = points_text(row.missing, localize)
    invoice_type = plugins.invoice_types.get(row.type_id)
    labels = {one.kind: localize(one.label) for one in invoice_type.attachments} if invoice_type else {}
    documents = [labels.get(kind, kind) for kind in row.missing_documents]
    if not documents:
        return points if row.missing else localize(_("Tout est rempli. Il reste à vérifier et à envoyer."))
    mapping = {"points": points, "documents": ", ".join(documents)}
    return localize(_("${points}, à joindre : ${documents}", mapping=mapping))


def last_invoices(request: Request, beneficiary: Beneficiary) -> LastInvoices:
    """The newest invoices for a beneficiary, and the address of the history that shows all of them."""
    issuer: Issuer = find(beneficiary, Issuer)
    history, localize, facet = history_of(issuer), request.localize, f"for:{beneficiary.id}"
    rows = [
        InvoiceLink(
            path=request.resource_path(issuer, "invoices", invoice_id, ""),
            reference=row.reference,
            title=localize(request.desk.plugins.invoice_type_title(row.type_id)),
            day=localize.short_date(row.moment),
            total=localize.money(row.total),
            tag=localize(STATES[row.state].tag),
            tint=STATES[row.state].tint,
        )
        for invoice_id, row in history.page(facet, size=MAX_LAST).rows
    ]
    path = request.resource_path(issuer, query={"for": beneficiary.id}, anchor="history")
    return LastInvoices(rows, history.count(facet), path)


def _active(request: Request, issuer: Issuer, filters: dict[str, str]) -> list[tuple[Any, str]]:
    """The filters in words, each with the address of the list without it."""
    return [
        (word, request.resource_path(issuer, query={n: v for n, v in filters.items() if v and n != name}))
        for name, word in filters_in_words(request, issuer, filters).items()
    ]
