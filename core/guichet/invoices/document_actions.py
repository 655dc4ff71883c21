"""Actions on the documents of an invoice beside adding and removing: replace, join pictures.

Each requires the permission ``file`` first, and raises :class:`~guichet.action_context.NotAllowed` without it.
"""

from collections.abc import Sequence

from guichet.action_context import ActionContext
from guichet.documents.cleaning.outcome import CleanFile
from guichet.invoices.invoice_actions import drop_document, index_draft, require_new, store_document
from guichet.invoices.lifecycle import require_editable
from guichet.invoices.models import Attachment, Invoice


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
