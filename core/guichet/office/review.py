"""The page on which the office looks at an invoice before deciding: everything on it was frozen with the revision."""

from dataclasses import dataclass
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.i18n import _
from guichet.invoices.frozen import FrozenDocument
from guichet.invoices.models import Attachment, Invoice, Revision
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
    kind: str
    pages: str
    """« 3 pages »; empty for a picture."""
    change: TranslationString | None
    """Whether it came or went with the latest revision."""


@view_config(context=Invoice, name="review", request_method="GET", permission="review", renderer="templates/review.pt")
def review(context: Invoice, request: Request) -> dict[str, Any]:
    """What was sent last, what changed since the time before, and what the automatic checks say of it."""
    revision, language = latest_sent(context), request.localize.language
    before = context.revisions[-2] if len(context.revisions) > 1 else None
    return {
        "title": revision.frozen.title(language),
        "density": "dense",
        "invoice": context,
        "revision": revision,
        "before": before,
        "state": shown_state(context.state, len(context.revisions)),
        "sender": sender(context, request),
        "rows": _rows(revision, before, language),
        "findings": _findings(context, request),
        "documents": _documents(context, before, request),
        "timeline": timeline(context, request),
        "last": last_event(context, request),
        "open": awaits_decision(context, revision.number),
    }


def latest_sent(invoice: Invoice) -> Revision:
    """What was sent last. Raises ``HTTPNotFound`` for a draft: the office sees nothing that was not sent."""
    if not invoice.revisions:
        raise HTTPNotFound()
    return invoice.latest


def sender(invoice: Invoice, request: Request) -> str:
    """« Home-Aide Emmental SA, Lea Rochat »; the name alone for an insured person."""
    user = request.root["users"].get(invoice.submitted_by)
    names = [find(invoice, Issuer).display_name, user.name if user else ""]
    return ", ".join(dict.fromkeys(name for name in names if name))


def _rows(revision: Revision, before: Revision | None, language: str) -> list[ComparedRow]:
    rows = revision.frozen.rows(language)
    return compare(before.frozen.rows(language), rows) if before else unchanged(rows)


def _findings(invoice: Invoice, request: Request) -> list[tuple[Finding, str | None]]:
    """Each with the path of the other invoice it names."""
    found = findings(invoice, request.desk.tenant.office_code, request.localize)
    return [(finding, path_of_reference(request, finding.other) if finding.other else None) for finding in found]


def _documents(invoice: Invoice, before: Revision | None, request: Request) -> list[Document]:
    """The documents of the latest revision, then those that only the revision before had."""
    now = {one.id: one for one in invoice.latest.frozen.documents}
    then = {one.id: one for one in before.frozen.documents} if before else now
    changes = dict.fromkeys(then, _("Retiré")) | dict.fromkeys(now, _("Nouveau")) | dict.fromkeys(set(now) & set(then))
    return [_document(invoice, document, changes[name], request) for name, document in (then | now).items()]


def _document(
    invoice: Invoice, document: FrozenDocument, change: TranslationString | None, request: Request
) -> Document:
    localize = request.localize
    kind = invoice.latest.frozen.text(document.kind_labels, localize.language)
    pages = localize.plural(document.pages, _("${n} page"), _("${n} pages")) if document.pages else ""
    return Document(invoice.attachments[document.id], kind, pages, change)
