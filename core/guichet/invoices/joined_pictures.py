"""« Réunir en un seul PDF »: the attached pictures of one kind of document become its pages."""

from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from pyramid.request import Request
from translationstring import TranslationString

from guichet.declaration import InvoiceType
from guichet.documents.cleaning.outcome import FileFinding, UploadRejected
from guichet.i18n import _
from guichet.invoices.bill_actions import keep_bills
from guichet.invoices.document_actions import replace_documents
from guichet.invoices.models import Attachment, Invoice
from guichet.invoices.uploads import document_kind
from guichet.issuers.power_of_attorney_file import ENOUGH_TODAY
from guichet.ratelimit import request_limits
from guichet.store.blobs import open_blob
from guichet.web.transactions import outside_lock

ENOUGH = "enough"
"""Code of a rejection, beside those of the cleaner."""
BUSY = _("Beaucoup de fichiers arrivent en ce moment : les photos ne sont pas encore réunies. Réessayez")
TOO_HEAVY = _(
    "Ces photos ne tiennent pas dans un seul PDF de 10 Mo. Laissez-les séparées, ou supprimez celles qui ne sont pas "
    "nécessaires"
)


def joinable(request: Request, invoice: Invoice, invoice_type: InvoiceType) -> list[tuple[str, str]]:
    """Kinds of which several pictures are attached, each with the words of its button."""
    # In a correction with marks, some of the pictures have to stay.
    if invoice.correction is not None and invoice.correction.marks:
        return []
    groups: dict[str, list[Attachment]] = {}
    for document in _pictures(invoice):
        groups.setdefault(document.kind, []).append(document)
    localize = request.localize
    return [
        (
            kind,
            localize(
                _("Réunir les ${count} photos « ${kind} » en un seul PDF"),
                count=len(documents),
                kind=document_kind(request, invoice_type, documents[0]),
            ),
        )
        for kind, documents in groups.items()
        if len(documents) > 1
    ]


def join_pictures(request: Request, invoice: Invoice, invoice_type: InvoiceType, kind: str) -> bool:
    """Puts the pictures of a kind into one PDF in their order; False where there are not several, e.g. any more.

    Raises :class:`UploadRejected`. The pictures are upright already, and the scanner has seen each. They count as files
    of the day once more: each press holds the queue in which all files of the desk are opened.
    """
    documents = [one for one in _pictures(invoice) if one.kind == kind]
    if len(documents) < 2:
        return False
    if not request_limits.allowed(
        request, request_limits.uploads(request), request.identity.user_id, cost=len(documents)
    ):
        raise UploadRejected(ENOUGH)
    filename = f"{document_kind(request, invoice_type, documents[0])}.pdf"
    with ExitStack() as opened:
        files = [opened.enter_context(open_blob(one.blob, one.sha256)) for one in documents]
        name = (filename, *(one.sha256 for one in documents))
        joined = outside_lock(
            request, name, partial(request.registry.file_cleaner.join, filename, files, user=request.identity.user_id)
        )
    # What was said of each picture stays said: it is of what the pages lack, which joining does not bring back.
    said = dict.fromkeys(FileFinding(*one) for document in documents for one in document.findings)
    joined = replace(joined, findings=(*said, *joined.findings))
    pages = replace_documents(request.action_context, invoice, [one.id for one in documents], joined)
    pages.joined = tuple(one.sha256 for one in documents)
    keep_bills(request.action_context, invoice, pages, documents)
    return True


def joining_refused(rejected: UploadRejected) -> TranslationString:
    """Why the pictures stay as they are, and what to do."""
    return {"busy": BUSY, ENOUGH: ENOUGH_TODAY}.get(rejected.code, TOO_HEAVY)


def _pictures(invoice: Invoice) -> list[Attachment]:
    return [one for one in invoice.documents if one.thumbnail and one.pages is None and one.may_be_opened]
