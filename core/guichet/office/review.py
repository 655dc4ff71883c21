"""The page on which somebody at the office looks at an invoice before deciding."""

from dataclasses import dataclass
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.i18n import _
from guichet.invoices.models import Attachment, Invoice, Revision
from guichet.invoices.summary import Read, read_revision
from guichet.invoices.types import InvoiceType
from guichet.issuers.models import Issuer
from guichet.office.actions import awaits_decision
from guichet.office.changes import ComparedRow, compare, unchanged
from guichet.office.findings import Finding, findings
from guichet.office.history import last_event, timeline
from guichet.office.work_list import path_of_reference, shown_state
from guichet.store.models import find


@dataclass(frozen=True)
class Document:
    """One document in the list beside the answers."""

    attachment: Attachment
    kind: str | TranslationString
    pages: str
    """« 3 pages »; empty for a picture."""
    change: TranslationString | None
    """Whether it came or went with the latest revision."""


@view_config(context=Invoice, name="review", request_method="GET", permission="review", renderer="templates/review.pt")
def review(context: Invoice, request: Request) -> dict[str, Any]:
    """What was sent last, what changed since the time before, and what the automatic checks say of it."""
    revision, invoice_type = latest_sent(context), sent_type(context, request)
    read = read_revision(request.desk.plugins, invoice_type, revision, request.localize)
    before = context.revisions[-2] if len(context.revisions) > 1 else None
    return {
        "title": invoice_type.title,
        "density": "dense",
        "invoice": context,
        "revision": revision,
        "before": before,
        "state": shown_state(context.state, len(context.revisions)),
        "sender": sender(context, request),
        "rows": _rows(invoice_type, read, before, request),
        "findings": _findings(context, read, request),
        "documents": _documents(invoice_type, context, before, request),
        "timeline": timeline(context, request),
        "last": last_event(context, request),
        "open": awaits_decision(context, revision.number),
    }


def latest_sent(invoice: Invoice) -> Revision:
    """What was sent last. Raises ``HTTPNotFound`` for a draft: nobody at the office sees what was not sent."""
    if not invoice.revisions:
        raise HTTPNotFound()
    return invoice.latest


def sent_type(invoice: Invoice, request: Request) -> InvoiceType:
    """The form the invoice was made on."""
    invoice_type: InvoiceType = request.desk.plugins.invoice_type(invoice.type_id, invoice.type_version)
    return invoice_type


def sender(invoice: Invoice, request: Request) -> str:
    """« Home-Aide Emmental SA, Lea Rochat »; the name alone for an insured person."""
    user = request.root["users"].get(invoice.submitted_by)
    names = [find(invoice, Issuer).display_name, user.name if user else ""]
    return ", ".join(dict.fromkeys(name for name in names if name))


def _rows(invoice_type: InvoiceType, read: Read, before: Revision | None, request: Request) -> list[ComparedRow]:
    if before is None:
        return unchanged(read.rows)
    return compare(read_revision(request.desk.plugins, invoice_type, before, request.localize).rows, read.rows)


def _findings(invoice: Invoice, read: Read, request: Request) -> list[tuple[Finding, str | None]]:
    """Each with the way to the other invoice it names."""
    found = findings(request.desk.plugins, invoice, read.rows, request.localize)
    return [(finding, path_of_reference(request, finding.other) if finding.other else None) for finding in found]


def _documents(
    invoice_type: InvoiceType, invoice: Invoice, before: Revision | None, request: Request
) -> list[Document]:
    """The documents of the latest revision, then those that only the revision before had."""
    now, then = invoice.latest.attachments, before.attachments if before else invoice.latest.attachments
    changes = dict.fromkeys(then, _("Retiré")) | dict.fromkeys(now, _("Nouveau")) | dict.fromkeys(set(now) & set(then))
    ids = dict.fromkeys((*now, *then))
    return [_document(invoice_type, invoice.attachments[name], changes[name], request) for name in ids]


def _document(
    invoice_type: InvoiceType, attachment: Attachment, change: TranslationString | None, request: Request
) -> Document:
    kind = invoice_type.attachment_kinds.get(attachment.kind, attachment.kind)
    pages = request.localize.plural(attachment.pages, _("${n} page"), _("${n} pages")) if attachment.pages else ""
    return Document(attachment, kind, pages, change)
