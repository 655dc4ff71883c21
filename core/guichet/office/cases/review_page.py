"""The page on which the office reviews an invoice; its content is that of the frozen revision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet import clock
from guichet.i18n import _
from guichet.invoices.case_index import UNASSIGNED, is_unchanged
from guichet.invoices.corrections import Mark
from guichet.invoices.finding import Finding
from guichet.invoices.frozen import FrozenDocument
from guichet.invoices.invoice_readings import INVOICE_READ
from guichet.invoices.models import Attachment, Invoice, Revision
from guichet.invoices.revision_findings import PassedCheck, findings, passed_checks
from guichet.invoices.row_blocks import blocks
from guichet.invoices.uploads import document_findings
from guichet.issuers.beneficiary_details import PowerOfAttorney
from guichet.issuers.members import reachable
from guichet.issuers.models import Beneficiary, Issuer
from guichet.office.cases.case_file import case_file
from guichet.office.cases.case_queue import queue_around
from guichet.office.cases.correspondence import reader_of_invoice
from guichet.office.cases.document_viewer import document_view
from guichet.office.cases.granted import granted_rows
from guichet.office.cases.list_rows import shown_state
from guichet.office.cases.markable import MISSING_DOCUMENT
from guichet.office.cases.other_invoices import other_invoices
from guichet.office.cases.review_rows import ReviewRows
from guichet.office.cases.revision_changes import ComparedRow, compare, unchanged
from guichet.office.cases.sent_invoices import awaits_decision, latest_sent, may_be_undone, message_waits, sender
from guichet.office.cases.shown_messages import shown_messages
from guichet.office.cases.timeline import last_event, timeline
from guichet.office.cases.undo_link import undo_link
from guichet.office.cases.work_list import path_of_case
from guichet.store.models import find
from guichet.values import decision_number

SENDINGS = ("submit", "resubmit")
"""Transitions with the sender's explanation of the warnings."""


class FindingTag(NamedTuple):
    """What has become of a finding."""

    words: TranslationString
    tint: str


PASSED = FindingTag(_("En ordre"), "ok")
TO_EXAMINE = FindingTag(_("À voir"), "wait")
BLOCKING = FindingTag(_("Bloquant"), "no")
COMPLETED = FindingTag(_("Complété"), "ok")
"""An amount that no rate gave, and the office has."""
OVERRIDDEN = FindingTag(_("Exception admise"), "wait")


class ShownFinding(NamedTuple):
    """A finding of the automatic checks."""

    tag: FindingTag
    finding: Finding
    path: str | None
    """Of the other invoice that it names."""


@dataclass(frozen=True)
class Document:
    """One document in the list beside the answers."""

    attachment: Attachment
    kind: str
    pages: str
    """« 3 pages »; empty for a picture."""
    findings: tuple[str, ...]
    """What cleaning took out of it or made invalid."""
    change: TranslationString | None
    """« Nouveau » or « Retiré » compared with the revision before; None when both have it."""


@view_config(
    context=Invoice,
    name="review",
    request_method="GET",
    permission="review",
    renderer="templates/review.pt",
    personal_data=INVOICE_READ,
)
def review(context: Invoice, request: Request) -> dict[str, Any]:
    """The latest revision, its differences from the one before, and the findings of the automatic checks."""
    revision, language = latest_sent(context), request.localize.language
    before = context.revisions[-2] if len(context.revisions) > 1 else None
    state = shown_state(context.state, len(context.revisions), is_unchanged(context))
    is_open = awaits_decision(context, revision.number)
    documents, powers = _documents(context, before, request), _powers(context)
    found = _findings(context, request)
    overlapping = {one.finding.other_reference for one in found if one.finding.code == "G7"}
    control = _("contrôle de ${reference}", mapping={"reference": context.reference})
    return {
        "title": revision.frozen.title(language),
        "title_detail": f"{request.localize(control)}, {request.localize(state.tag)}",
        "density": "dense",
        "invoice": context,
        "revision": revision,
        "before": before,
        "marks": _marks(context),
        "marked": _marked_rows(_marks(context)),
        "drawn": ReviewRows(request, revision.frozen, open_case=is_open),
        "missing_document": MISSING_DOCUMENT,
        "state": state,
        **_sender(context, request),
        "blocks": blocks(_rows(context, revision, before, language), revision.frozen.lists(language)),
        "total": revision.total,
        **_shown_findings(found, passed_checks(revision.frozen, language), request),
        "granted": granted_rows(context, request.localize),
        "decision_number": decision_number.show(revision.frozen.header.decision_number),
        "others": other_invoices(context, request, overlapping),
        "documents": documents,
        "viewed": document_view(request, [*(one.attachment for one in documents), *powers]),
        "powers": [(power, document_findings(request, power)) for power in powers],
        "timeline": timeline(context, request),
        "messages": shown_messages(context, request),
        "message_waits": message_waits(context),
        "last": last_event(context, request),
        "case": case_file(context, request),
        "unassigned": UNASSIGNED,
        "queue": queue_around(request, context),
        "keys": request.identity.user.shortcuts,
        "undo_until": context.undo_until if may_be_undone(context, clock.now()) else None,
        "undo": undo_link(request),
        "open": is_open,
    }


def _sender(invoice: Invoice, request: Request) -> dict[str, Any]:
    return {
        "sender": sender(invoice, request),
        "reader": reader_of_invoice(invoice, request),
        "reached": bool(reachable(find(invoice, Issuer), invoice.submitted_by)),
        "explained": next((one for one in reversed(invoice.events) if one.transition in SENDINGS), None),
    }


def _shown_findings(found: Sequence[ShownFinding], passed: Sequence[PassedCheck], request: Request) -> dict[str, Any]:
    plural = request.localize.plural
    # An amount that the office has completed is no point to look at any more.
    to_examine, in_order = (
        [one for one in found if (one.tag in (PASSED, COMPLETED)) is settled] for settled in (False, True)
    )
    return {
        "to_examine": to_examine,
        "to_examine_heading": plural(len(to_examine), _("${n} point à voir"), _("${n} points à voir")),
        "in_order": in_order,
        "passed": passed,
        "in_order_heading": plural(
            len(in_order) + len(passed), _("${n} contrôle en ordre"), _("${n} contrôles en ordre")
        ),
    }


def _rows(invoice: Invoice, revision: Revision, before: Revision | None, language: str) -> list[ComparedRow]:
    rows = revision.frozen.rows(language)
    if before is None:
        return unchanged(rows)
    kept = next((one.kept_lines for one in reversed(invoice.corrections) if one.revision_number == before.number), {})
    return compare(before.frozen.rows(language), rows, kept)


def _marks(invoice: Invoice) -> tuple[Mark, ...]:
    """What was marked in the revision before the latest one, with the sender's answers."""
    found = [one.marks for one in invoice.corrections if one.revision_number == invoice.latest.number - 1]
    return found[-1] if found else ()


def _marked_rows(marks: Iterable[Mark]) -> set[str]:
    """Paths of the rows with a mark; a line has one row for all its answers."""
    return {path for mark in marks for path in (mark.path, mark.path.rpartition(".")[0])}


def _findings(invoice: Invoice, request: Request) -> list[ShownFinding]:
    override = invoice.override
    completed = {one.path for one in override.completions} if override else set()
    overridden = {one.subject for one in override.checks} if override else set()

    def tag(finding: Finding) -> FindingTag:
        if not finding.blocks:
            return PASSED if finding.in_order else TO_EXAMINE
        if finding.path in completed:
            return COMPLETED
        return OVERRIDDEN if finding.subject in overridden else BLOCKING

    return [
        ShownFinding(
            tag(finding),
            finding,
            path_of_case(request, finding.other_reference) if finding.other_reference else None,
        )
        for finding in findings(invoice, request.desk.tenant.office_code, request.localize)
    ]


def _documents(invoice: Invoice, before: Revision | None, request: Request) -> list[Document]:
    """The documents of both revisions, each once, with its change."""
    new = {document.id: document for document in invoice.latest.frozen.documents}
    old = {document.id: document for document in before.frozen.documents} if before else new
    # The later mapping wins: kept documents are in both revisions and have no change.
    changes = dict.fromkeys(old, _("Retiré")) | dict.fromkeys(new, _("Nouveau")) | dict.fromkeys(set(new) & set(old))
    return [_document(invoice, document, changes[name], request) for name, document in (old | new).items()]


def _powers(invoice: Invoice) -> list[PowerOfAttorney]:
    """The powers of attorney of the beneficiary, with those removed since that were there at a sending."""
    beneficiary: Beneficiary = find(invoice, Issuer).beneficiaries[invoice.beneficiary_id]
    listed = [] if beneficiary.removed else beneficiary.documents
    moments = [revision.sent for revision in invoice.revisions]
    return [one for one in beneficiary.all_documents if one in listed or any(map(one.was_there, moments))]


def _document(
    invoice: Invoice, document: FrozenDocument, change: TranslationString | None, request: Request
) -> Document:
    localize = request.localize
    frozen = invoice.latest.frozen
    kind = frozen.text(document.kind_labels, localize.language)
    findings = tuple(frozen.text(finding.texts, localize.language) for finding in document.findings)
    pages = localize.plural(document.pages, _("${n} page"), _("${n} pages")) if document.pages else ""
    # The attachment of a removed document exists still: `detach` deletes none that a revision has.
    return Document(invoice.attachments[document.id], kind, pages, findings, change)
