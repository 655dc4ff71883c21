"""The PDF copy of a revision, made from the same rows as the pages."""

import json
from dataclasses import asdict

from guichet.desk import Desk
from guichet.documents.copy import Copy, CopyDocument, CopyRow, CopySection, Letterhead, render_copy
from guichet.i18n import Speaker, _
from guichet.invoices.facts import read_facts
from guichet.invoices.models import Revision
from guichet.invoices.reading import Reading
from guichet.invoices.rows import read_revision
from guichet.invoices.types import Row
from guichet.tenants import in_language
from guichet.web.assets import folder


def pdf_copy(desk: Desk, reading: Reading, revision: Revision) -> bytes:
    """The copy in the language the invoice was sent in; the same bytes whenever it is made."""
    say = Speaker(revision.language)
    invoice, invoice_type = reading.invoice, reading.invoice_type
    read = read_revision(desk.plugins, invoice_type, revision, say)
    copy = Copy(
        letterhead=letterhead(desk, say),
        title=say(invoice_type.title),
        form_number=invoice_type.id,
        reference=invoice.reference,
        version=revision.number,
        sent=revision.sent,
        state=say(_("Envoyée le ${moment}", mapping={"moment": say.moment(revision.sent)})),
        sections=(
            CopySection(say(_("Pour qui et sur quel compte")), _rows(read.header)),
            CopySection(say(_("Détail")), _rows(read.details)),
            CopySection(say(_("Remarque")), _rows(read.closing)),
        ),
        total=revision.total,
        documents=tuple(_document(reading, attachment_id) for attachment_id in revision.attachments),
        data=_data(reading, revision),
        next_steps=next_steps(desk, say),
    )
    return render_copy(copy, say)


def next_steps(desk: Desk, say: Speaker) -> tuple[str, ...]:
    """What happens after sending; the same words on the confirmation page and on paper."""
    paid = _("Si elle est acceptée, la Centrale de compensation à Genève paie le montant.")
    if desk.tenant.payment_days:
        paid = _(
            "Si elle est acceptée, la Centrale de compensation à Genève paie le montant, en général en ${days} jours.",
            mapping={"days": desk.tenant.payment_days},
        )
    return (
        say(
            _("L’office contrôle la demande. S’il manque quelque chose, vous recevez un e-mail et corrigez au guichet.")
        ),
        say(paid),
        say(_("Vous voyez en tout temps l’état de la demande au guichet.")),
    )


def letterhead(desk: Desk, say: Speaker) -> Letterhead:
    """Whose desk it is."""
    branding, contacts = desk.plugins.branding, desk.plugins.contacts
    return Letterhead(
        office=in_language(desk.tenant.names, say.language),
        logo=folder(branding.logo),
        brand_colour=branding.brand_colour,
        address=in_language(contacts.address, say.language),
        phone=contacts.phone,
    )


def _rows(rows: tuple[Row, ...]) -> tuple[CopyRow, ...]:
    return tuple(CopyRow(row.label, row.values) for row in rows)


def _document(reading: Reading, attachment_id: str) -> CopyDocument:
    attachment = reading.invoice.attachments[attachment_id]
    return CopyDocument(attachment.filename, attachment.size, attachment.sha256)


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
