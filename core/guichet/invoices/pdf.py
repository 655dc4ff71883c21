"""The PDF of a revision, drawn from its frozen data: the same rows as the pages."""

import json
from collections.abc import Iterator
from typing import Any

from guichet.desk import Desk
from guichet.documents.invoice_pdf import (
    InvoicePdf,
    Letterhead,
    PdfAttachment,
    PdfCompleted,
    PdfLine,
    PdfLines,
    PdfRow,
    PdfSection,
    render_invoice_pdf,
)
from guichet.i18n import Localizer, _
from guichet.i18n.day_counts import days
from guichet.invoices.frozen import FrozenDocument, FrozenRevision, TextList, TextRow
from guichet.invoices.models import Invoice, Revision
from guichet.invoices.overrides import Override
from guichet.invoices.row_blocks import Block, blocks
from guichet.store.blobs import read_blob
from guichet.tenants import in_language
from guichet.web.assets import folder

HEADINGS = {
    "header": _("Pour qui et sur quel compte"),
    "details": _("Détail"),
    "remark": _("Remarque"),
}
"""Headings of the sections, by `guichet.invoices.frozen.TextRow.part`, in their order on paper."""


def revision_pdf(desk: Desk, invoice: Invoice, revision: Revision) -> bytes:
    """The PDF stored with the revision; drawn now, with the same bytes, while the worker has not stored it yet.

    The latest revision with amounts that the office has completed is drawn with them: the stored one stays as sent.
    """
    override = _completing(invoice, revision)
    if revision.pdf is None or override is not None:
        return invoice_pdf(desk, invoice, revision, override)
    return read_blob(revision.pdf, revision.pdf_sha256)


def is_stored(invoice: Invoice, revision: Revision) -> bool:
    """Whether `revision_pdf` reads a file, and draws none."""
    return revision.pdf is not None and _completing(invoice, revision) is None


def _completing(invoice: Invoice, revision: Revision) -> Override | None:
    override = invoice.accepted_override if revision is invoice.latest else None
    return override if override is not None and override.completions else None


def invoice_pdf(desk: Desk, invoice: Invoice, revision: Revision, override: Override | None = None) -> bytes:
    """Draws the PDF in the language the invoice was sent in, with the amounts of an ``override``.

    Depends on frozen data alone, never on the state or the day: every drawing has the same bytes.
    """
    localize, frozen = desk.localizer(revision.language), revision.frozen
    pdf = InvoicePdf(
        letterhead=letterhead(desk, localize),
        title=frozen.title(revision.language),
        form_number=frozen.type_id,
        reference=invoice.reference,
        version=revision.number,
        sent=revision.sent,
        sections=tuple(_sections(frozen, localize)),
        total=revision.total,
        documents=tuple(_attachment(one, frozen, revision.language) for one in frozen.documents),
        data=_data(invoice, revision, frozen, override),
        completed=_completed(override, revision, localize) if override else None,
        next_steps=next_steps(desk, localize),
    )
    return render_invoice_pdf(pdf, localize)


def _sections(frozen: FrozenRevision, localize: Localizer) -> Iterator[PdfSection | PdfLines]:
    rows, lists = frozen.rows(localize.language), frozen.lists(localize.language)
    for part, heading in HEADINGS.items():
        for block in blocks((row for row in rows if row.part == part), lists):
            if block.list is not None:
                yield _lines(block, block.list, frozen.total, localize)
            # A remark that was not made needs no heading.
            elif part != "remark" or block.rows[0].values:
                yield PdfSection(localize(heading), tuple(PdfRow(row.label, row.values) for row in block.rows))


def _lines(block: Block[TextRow], text_list: TextList, total: int, localize: Localizer) -> PdfLines:
    *parts, last = block.sums
    whole = block.comes_to(total)
    return PdfLines(
        text_list.title,
        text_list.columns,
        tuple(PdfLine(row.label, row.values, tuple(map(localize.amount, row.amounts))) for row in block.rows),
        (*map(localize.amount, parts), localize.money(last) if whole else localize.amount(last)),
        whole,
    )


def _attachment(document: FrozenDocument, frozen: FrozenRevision, language: str) -> PdfAttachment:
    findings = tuple(frozen.text(finding.texts, language) for finding in document.findings)
    return PdfAttachment(document.filename, document.size, document.sha256, findings)


def _completed(override: Override, revision: Revision, localize: Localizer) -> PdfCompleted:
    rows = [
        PdfRow(in_language(one.labels, localize.language), (localize.money(one.amount),))
        for one in override.completions
    ]
    return PdfCompleted(tuple(rows), override.explanation, revision.total + override.completed)


def next_steps(desk: Desk, localize: Localizer) -> tuple[str, ...]:
    """Sentences about what follows after sending, for the confirmation page and the PDF."""
    paid = _("Si elle est acceptée, la Centrale de compensation à Genève paie le montant.")
    if desk.tenant.payment_days:
        paid = _(
            "Si elle est acceptée, la Centrale de compensation à Genève paie le montant, en général en ${days}.",
            mapping={"days": days(desk.tenant.payment_days)},
        )
    return (
        localize(
            _("L’office contrôle la demande. S’il manque quelque chose, vous recevez un e-mail et corrigez au guichet.")
        ),
        localize(paid),
        localize(_("Vous voyez en tout temps l’état de la demande au guichet.")),
    )


def letterhead(desk: Desk, localize: Localizer) -> Letterhead:
    """Name, logo, address and phone of the office, in the language of ``localize``."""
    branding, contacts = desk.plugins.branding, desk.plugins.contacts
    return Letterhead(
        office=in_language(desk.tenant.names, localize.language),
        logo=folder(branding.logo),
        brand_colour=branding.brand_colour,
        address=in_language(contacts.address, localize.language),
        phone=contacts.phone,
    )


def _data(invoice: Invoice, revision: Revision, frozen: FrozenRevision, override: Override | None) -> bytes:
    """JSON attached to the PDF (PDF/A-3) for the office's software: header, answers and amounts as they were frozen."""
    data: dict[str, Any] = {
        "reference": invoice.reference,
        "form": frozen.type_id,
        "form_version": frozen.type_version,
        "revision": revision.number,
        "sent": revision.sent.isoformat(),
        "header": frozen.data["header"],
        "answers": frozen.data["answers"],
        "amounts": [{"path": term.path, "code": term.code, "rappen": term.amount} for term in frozen.terms],
        "rates": list(frozen.rates),
        "total_rappen": revision.total,
    }
    if override is not None:
        data["completed"] = [{"path": one.path, "rappen": one.amount} for one in override.completions]
        data["accepted_rappen"] = revision.total + override.completed
    # Sorted keys: the bytes must not depend on the order in which the data were put together.
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode()
