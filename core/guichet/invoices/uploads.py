"""Files that come with a form: cleaned and attached, or refused with the reason."""

import threading

from pyramid.request import Request
from translationstring import TranslationString

from guichet.documents.malware_scan import refuse_malware
from guichet.documents.sanitize import CleanFile, UploadRejected, sanitize_upload
from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.invoices.models import Invoice
from guichet.web.transactions import release_write_lock

TOO_MANY = _(
    "Vous pouvez joindre ${most} fichiers. Supprimez-en ou réunissez des pages",
    mapping={"most": invoice_actions.MAX_FILES},
)
ONE_AT_A_TIME = threading.Lock()
"""A photo of 40 million pixels takes 650 MB while it is decoded (measured); several at once would take the machine."""
NO_FILE = _("Choisissez un fichier")


def take_files(request: Request, invoice: Invoice, *, required: bool) -> list[TranslationString]:
    """Attaches what was chosen; the reasons for the files that were refused."""
    chosen = [file for file in request.POST.getall("file") if hasattr(file, "file") and file.filename]
    if required and not chosen:
        return [NO_FILE]
    kind = _kind(request, invoice)
    refused: list[TranslationString] = []
    for file in chosen:
        if len(invoice.attached) >= invoice_actions.MAX_FILES:
            return [*refused, TOO_MANY]
        try:
            # From the start: when a conflict made this request run again, it has been read already.
            file.file.seek(0)
            clean = _cleaned(request, file.filename, file.file.read())
            invoice_actions.attach(request.action_context, invoice, clean, kind)
        except UploadRejected as problem:
            refused.append(problem.message)
    return refused


def _cleaned(request: Request, filename: str, content: bytes) -> CleanFile:
    """The file without what may do harm; other writers go on meanwhile, and a slow scanner delays no other file."""
    # Here and not as ``serialize=False``: the same view saves answers, for the most part without any file.
    release_write_lock(request)
    refuse_malware(request.registry.attachment_scanner, filename, content)
    with ONE_AT_A_TIME:
        return sanitize_upload(filename, content)


def _kind(request: Request, invoice: Invoice) -> str:
    """The kind of document that was chosen, or the form's first."""
    invoice_type = request.desk.plugins.invoice_type(invoice.type_id)
    kinds = [attachment.kind for attachment in invoice_type.attachments]
    chosen = request.posted("kind")
    return chosen if chosen in kinds else kinds[0] if kinds else ""
