"""Files posted with the form of an invoice: cleaned and attached, or refused with the reason."""

import threading

from pyramid.request import Request
from translationstring import TranslationString

from guichet.documents.malware_scan import refuse_malware
from guichet.documents.sanitize import CleanFile, UploadRejected, sanitize_upload
from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.invoices.models import Invoice
from guichet.invoices.upload_quota import over_quota
from guichet.web.form_readers import PostedFile
from guichet.web.transactions import release_write_lock

TOO_MANY = _(
    "Vous pouvez joindre ${most} fichiers. Supprimez-en ou réunissez des pages",
    mapping={"most": invoice_actions.MAX_FILES},
)
ONE_AT_A_TIME = threading.Lock()
"""A photo of 40 million pixels takes 650 MB while it is decoded (measured): several at once would exhaust memory."""
NO_FILE = _("Choisissez un fichier")


def take_files(request: Request, invoice: Invoice, *, required: bool) -> list[TranslationString]:
    """Attaches the chosen files; returns the reasons for those that were refused.

    ``required``: whether it is a mistake to choose none.
    """
    # A browser posts an empty text when no file was chosen; another client may post a text under the name.
    chosen = [file for file in request.POST.getall("file") if isinstance(file, PostedFile)]
    if required and not chosen:
        return [NO_FILE]
    refusal = over_quota(request, invoice, chosen)
    if refusal:
        return [refusal]
    kind = _kind(request, invoice)
    refused: list[TranslationString] = []
    for file in chosen:
        if len(invoice.attached) >= invoice_actions.MAX_FILES:
            return [*refused, TOO_MANY]
        try:
            # A request that runs again after a conflict has read the file already.
            file.file.seek(0)
            clean = _cleaned(request, file.filename, file.file.read())
            invoice_actions.attach(request.action_context, invoice, clean, kind)
        except UploadRejected as problem:
            refused.append(problem.message)
    return refused


def _cleaned(request: Request, filename: str, content: bytes) -> CleanFile:
    """The cleaned file. Raises ``UploadRejected``. Other requests may write meanwhile, and other files be scanned."""
    # Not ``serialize=False`` on the view: it saves answers, in most requests without a file.
    release_write_lock(request)
    refuse_malware(request.registry.attachment_scanner, filename, content)
    with ONE_AT_A_TIME:
        return sanitize_upload(filename, content)


def _kind(request: Request, invoice: Invoice) -> str:
    """The chosen kind of document, or the first of the type; empty for a type without documents."""
    invoice_type = request.desk.plugins.invoice_type(invoice.type_id)
    kinds = [attachment.kind for attachment in invoice_type.attachments]
    chosen = request.posted("kind")
    return chosen if chosen in kinds else kinds[0] if kinds else ""
