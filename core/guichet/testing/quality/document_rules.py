"""Rules about what leaves the desk: PDFs and mails, in every language."""

import io
from collections.abc import Iterator
from datetime import date

import pikepdf

from guichet.declaration.samples import full_cstruct
from guichet.i18n import Localizer
from guichet.invoices.pdf import invoice_pdf
from guichet.messages.mail import email_message
from guichet.messages.mail_templates import MailTemplate
from guichet.messages.models import OutgoingMessage
from guichet.testing.moving_clock import START
from guichet.testing.plugin_under_test import PluginUnderTest

DAY = date(2026, 11, 14)


def pdf_drawn(subject: PluginUnderTest) -> Iterator[str]:
    """PDFs of full invoices that cannot be drawn, opened again, kept (PDF/A-3) or heard (PDF/UA-1)."""
    for invoice_type in subject.invoice_types:
        draft = subject.draft(invoice_type, full_cstruct(invoice_type.form, DAY, {}))
        for ctx, invoice, revision in draft.revisions():
            content = invoice_pdf(ctx.desk, invoice, revision)
            for fault in pdf_faults(content, revision.language):
                yield f"{invoice_type.id}, {revision.language}: {fault}"


def pdf_faults(content: bytes, language: str) -> Iterator[str]:
    """What is missing in a PDF that is to be kept and heard. veraPDF examines more; it is no library of Python."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root, metadata = pdf.Root, bytes(pdf.Root.Metadata.read_bytes())
        yield from (f"damaged: {problem}" for problem in pdf.check_pdf_syntax())
        if str(root.get("/Lang", "")).partition("-")[0] != language:
            yield f"its language is {root.get('/Lang', 'none')}"
        if "/StructTreeRoot" not in root:
            yield "it is not tagged for screen readers"
        if "/OutputIntents" not in root or b"pdfaid:part" not in metadata or b"pdfuaid:part" not in metadata:
            yield "it does not say that it is PDF/A-3 and PDF/UA-1"
        if not pdf.attachments:
            yield "its data are not attached"


def mails_drawn(subject: PluginUnderTest) -> Iterator[str]:
    """Mails of the desk that are incomplete in a language, in text or HTML: those of the plugin and of the core."""
    desk = subject.desk
    for template in subject.application.registry.mail_templates.values():
        for language in desk.tenant.languages:
            for fault in _mail_faults(subject, template, desk.localizer(language)):
                yield f"mail {template.name}, {language}: {fault}"


def _mail_faults(subject: PluginUnderTest, template: MailTemplate, localize: Localizer) -> Iterator[str]:
    desk, text = subject.desk, template.draw(localize, template.samples)
    message = OutgoingMessage(
        id="4f00aa11bb22cc33",
        channel="mail",
        recipient="anna@exemple.example",
        subject=text.subject,
        text="\n\n".join(text.paragraphs),
        link=desk.url(text.path) if text.path else "",
        link_label=text.link_label,
        language=localize.language,
        created=START,
        link_nonce=None,
        code_nonce=None,
        attempt=1,
    )
    mail = email_message(message, localize, sender=desk.tenant_settings.mail_from, letterhead=desk.letterhead)
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        if part is None or not part.get_content().strip():
            yield f"has no {kind} part"
        elif "${" in part.get_content():
            yield f"has a placeholder without a value in its {kind} part; add a sample for it"
