"""Actions on the documents of an invoice beside adding and removing: replace, attach again.

Each requires the permission ``file`` first, and raises :class:`~guichet.action_context.NotAllowed` without it.
"""

from collections.abc import Sequence

from guichet.action_context import ActionContext, NotAllowed
from guichet.documents.cleaning.outcome import CleanFile, FileFinding
from guichet.documents.stored_document import StoredDocument
from guichet.invoices.bill_actions import read_again, take_back
from guichet.invoices.correction_actions import require_marked_documents
from guichet.invoices.invoice_actions import attach, drop_document, index_draft, require_new, store_document
from guichet.invoices.lifecycle import require_editable
from guichet.invoices.models import Attachment, Invoice
from guichet.issuers.models import Issuer
from guichet.store.blobs import read_blob
from guichet.store.models import find


def replace_document(ctx: ActionContext, invoice: Invoice, attachment_id: str, file: CleanFile) -> Attachment:
    """Stores another file in the place of a document; what the bill on that proposed is emptied unless confirmed.

    Raises as `replace_documents` does.
    """
    ctx.require("file", invoice)
    require_editable(invoice)
    require_new(invoice, file, invoice.attachments[attachment_id].kind)
    take_back(ctx, invoice, [attachment_id])
    return replace_documents(ctx, invoice, [attachment_id], file)


def replace_documents(
    ctx: ActionContext, invoice: Invoice, attachment_ids: Sequence[str], file: CleanFile
) -> Attachment:
    """Stores a cleaned document in the place of others, with the kind of the first.

    Those are deleted unless an earlier revision has them. Raises ``KeyError`` for one that is not attached,
    :class:`~guichet.invoices.invoice_actions.AlreadyAttached` and :class:`~guichet.invoices.lifecycle.WrongState`.
    """
    ctx.require("file", invoice)
    require_editable(invoice)
    if not set(attachment_ids) <= set(invoice.attached):
        raise KeyError(*attachment_ids)
    require_marked_documents(ctx, invoice, attachment_ids)
    place = min(invoice.attached.index(one) for one in attachment_ids)
    kind = invoice.attachments[attachment_ids[0]].kind
    require_new(invoice, file, kind)
    for attachment_id in attachment_ids:
        drop_document(ctx, invoice, attachment_id)
    attachment = store_document(ctx, invoice, file, kind)
    invoice.attached = (*invoice.attached[:place], attachment.id, *invoice.attached[place:])
    index_draft(ctx, invoice)
    ctx.record("attachment.replaced", attachment.id, *attachment_ids)
    return attachment


def attach_again(ctx: ActionContext, invoice: Invoice, document: StoredDocument, kind: str) -> Attachment:
    """Attaches a copy of a document that the same issuer has stored; raises as `attach` does.

    A copy, since each is deleted with its own invoice. Raises :class:`NotAllowed` for a document of another issuer,
    and for one that the malware scanner has not found clean.
    """
    if find(document, Issuer) is not find(invoice, Issuer) or not document.may_be_opened:
        raise NotAllowed(f"{ctx.actor} may not attach {document!r}")
    picture = document if isinstance(document, Attachment) else None
    copy = CleanFile(
        filename=document.filename,
        content_type=document.content_type,
        content=read_blob(document.blob, document.sha256),
        pages=document.pages,
        sha256=document.sha256,
        findings=tuple(FileFinding(*one) for one in document.findings),
        thumbnail=read_blob(picture.thumbnail, picture.thumbnail_sha256) if picture and picture.thumbnail else b"",
    )
    attached = attach(ctx, invoice, copy, kind)
    attached.joined = getattr(document, "joined", ())
    read_again(ctx, invoice, attached, [payload for payload, _state in getattr(document, "bills", ())])
    return attached
