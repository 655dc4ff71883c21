"""The PDF copy of a revision, made from the same rows as the pages."""

import json
from dataclasses import asdict

from guichet.desk import Desk
from guichet.documents.invoice_pdf import InvoicePdf, Letterhead, PdfAttachment, PdfRow, PdfSection, render_invoice_pdf
from guichet.i18n import Localizer, _
from guichet.invoices.facts import read_facts
from guichet.invoices.models import Revision
from guichet.invoices.reading import Reading
from guichet.invoices.summary import read_revision
from guichet.invoices.types import Row
from guichet.tenants import in_language
from guichet.web.assets import folder


def invoice_pdf(desk: Desk, reading: Reading, revision: Revision) -> bytes:
    """The copy in the language the invoice was sent in; the same bytes whenever it is made."""
    localize = desk.localizer(revision.language)
    invoice, invoice_type = reading.invoice, reading.invoice_type
    read = read_revision(desk.plugins, invoice_type, revision, localize)
    copy = InvoicePdf(
        letterhead=letterhead(desk, localize),
        title=localize(invoice_type.title),
        form_number=invoice_type.id,
        reference=invoice.reference,
        version=revision.number,
        sent=revision.sent,
        state=localize(_("Envoyée le ${moment}", mapping={"moment": localize.moment(revision.sent)})),
        sections=(
            PdfSection(localize(_("Pour qui et sur quel compte")), _rows(read.header)),
            PdfSection(localize(_("Détail")), _rows(read.details)),
            PdfSection(localize(_("Remarque")), _rows(read.closing)),
        ),
        total=revision.total,
        documents=tuple(_document(reading, attachment_id) for attachment_id in revision.attachments),
        data=_data(reading, revision),
        next_steps=next_steps(desk, localize),
    )
    return render_invoice_pdf(copy, localize)


def next_steps(desk: Desk, localize: Localizer) -> tuple[str, ...]:
    """What happens after sending; the same words on the confirmation page and on paper."""
    paid = _("Si elle est acceptée, la Centrale de compensation à Genève paie le montant.")
    if desk.tenant.payment_days:
        paid = _(
            "Si elle est acceptée, la Centrale de compensation à Genève paie le montant, en général en ${days} jours.",
            mapping={"days": desk.tenant.payment_days},
        )
    return (
        localize(
            _("L’office contrôle la demande. S’il manque quelque chose, vous recevez un e-mail et corrigez au guichet.")
        ),
        localize(paid),
        localize(_("Vous voyez en tout temps l’état de la demande au guichet.")),
    )


def letterhead(desk: Desk, localize: Localizer) -> Letterhead:
    """Whose desk it is."""
    branding, contacts = desk.plugins.branding, desk.plugins.contacts
    return Letterhead(
        office=in_language(desk.tenant.names, localize.language),
        logo=folder(branding.logo),
        brand_colour=branding.brand_colour,
        address=in_language(contacts.address, localize.language),
        phone=contacts.phone,
    )


def _rows(rows: tuple[Row, ...]) -> tuple[PdfRow, ...]:
    return tuple(PdfRow(row.label, row.values) for row in rows)


def _document(reading: Reading, attachment_id: str) -> PdfAttachment:
    attachment = reading.invoice.attachments[attachment_id]
    return PdfAttachment(attachment.filename, attachment.size, attachment.sha256)


def _data(reading: Reading, revision: Revision) -> bytes:
    """What the office's machines read: the answers and facts exactly as they are stored."""
    data = {
        "reference": reading.invoice.reference,
        "form": reading.invoice.type_id,
        "form_version": revision.type_version,
        "revision": revision.number,
        "sent": revision.sent.isoformat(),
        "facts": asdict(read_facts(revision.facts)),
        "answers": json.loads(revision.answers),
        "rates": list(revision.rates),
        "total_rappen": revision.total,
    }
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode()
