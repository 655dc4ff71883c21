"""Files posted with the form of an invoice: cleaned and attached, or refused with the reason."""

from dataclasses import dataclass, field

from pyramid.request import Request
from translationstring import TranslationString

from guichet.declaration import InvoiceType
from guichet.declaration.bill_proposals import takes_bills
from guichet.documents.cleaning.outcome import CleanFile, UploadRejected
from guichet.documents.findings import finding_text
from guichet.documents.rejections import rejection_text
from guichet.documents.stored_document import StoredDocument
from guichet.i18n import _
from guichet.invoices import invoice_actions
from guichet.invoices.earlier_documents import sent_with
from guichet.invoices.evaluation import Evaluation
from guichet.invoices.models import Attachment, Invoice
from guichet.invoices.upload_quota import over_quota
from guichet.web.form_readers import PostedFile
from guichet.web.received_files import clean_file

FULL = _(
    "Cette demande a déjà ${most} fichiers, le maximum. Supprimez un fichier, ou réunissez plusieurs pages en un PDF.",
    mapping={"most": invoice_actions.MAX_FILES},
)
TOO_MANY = _(
    "Cette demande a déjà ${most} fichiers, le maximum : ${files} n’est pas ajouté. Supprimez un fichier, ou réunissez "
    "plusieurs pages en un PDF"
)
TOO_MANY_LEFT_OUT = _(
    "Cette demande a déjà ${most} fichiers, le maximum : ${files} ne sont pas ajoutés. Supprimez des fichiers, ou "
    "réunissez plusieurs pages en un PDF"
)
NO_FILE = _("Choisissez un fichier")
SENT_BEFORE = _("Déjà envoyé avec la demande ${reference}")
ALREADY_ATTACHED = _("Ce fichier est déjà joint : il n’est pas ajouté une deuxième fois.")

RETRY_AFTER = 5
"""Seconds until a file can be sent again: as long as the worst one takes to be cleaned."""


@dataclass
class TakenFiles:
    """What became of the files of a form."""

    refused: list[TranslationString] = field(default_factory=list)
    """The reasons, one for each file that was refused."""
    repeated: bool = False
    """Whether one was attached before; it was not attached again."""
    busy: bool = False
    """Whether one was refused only for now."""


def take_files(request: Request, invoice: Invoice, *, required: bool) -> TakenFiles:
    """Attaches the chosen files.

    ``required``: whether it is a mistake to choose none.
    """
    # A browser posts an empty text when no file was chosen; another client may post a text under the name.
    chosen = [file for file in request.POST.getall("file") if isinstance(file, PostedFile)]
    if required and not chosen:
        return TakenFiles([NO_FILE])
    refusal = over_quota(request, invoice, chosen)
    if refusal:
        return TakenFiles([refusal])
    invoice_type = request.desk.plugins.invoice_type(invoice.type_id)
    kind = posted_kind(request, invoice_type)
    taken = TakenFiles()
    for number, file in enumerate(chosen):
        if len(invoice.attached) >= invoice_actions.MAX_FILES:
            taken.refused.append(_too_many([left_out.filename for left_out in chosen[number:]]))
            break
        try:
            invoice_actions.attach(request.action_context, invoice, clean_for(request, invoice, file), kind)
        except invoice_actions.AlreadyAttached:
            taken.repeated = True
        except UploadRejected as rejected:
            taken.refused.append(rejection_text(file.filename, rejected))
            taken.busy |= rejected.code == "busy"
    return taken


def clean_for(request: Request, invoice: Invoice, file: PostedFile) -> CleanFile:
    """The cleaned file, with what is read of a supplier's bill where the form has questions for it.

    Raises ``UploadRejected``.
    """
    form = request.desk.plugins.invoice_type(invoice.type_id).form
    return clean_file(request, file, bill=takes_bills(form))


def _too_many(names: list[str]) -> TranslationString:
    text = TOO_MANY if len(names) == 1 else TOO_MANY_LEFT_OUT
    return text % {"most": invoice_actions.MAX_FILES, "files": ", ".join(names)}


def document_findings(request: Request, document: StoredDocument) -> list[str]:
    """What cleaning took out of a document or made invalid, in the reader's language."""
    return [request.localize(finding_text(code, names)) for code, names in document.findings]


def form_findings(request: Request, invoice: Invoice, document: Attachment) -> list[str]:
    """As `document_findings`, and with which invoice of the sender the same file was sent before."""
    reference = sent_with(invoice, document)
    sent = [request.localize(SENT_BEFORE, reference=reference)] if reference else []
    return document_findings(request, document) + sent


def document_kind(request: Request, invoice_type: InvoiceType, document: Attachment) -> str:
    """What kind of document it is, in the reader's language."""
    labels = {attachment.kind: attachment.label for attachment in invoice_type.attachments}
    return str(request.localize(labels.get(document.kind, document.kind)))


def needed_documents(request: Request, evaluation: Evaluation) -> list[tuple[str, bool]]:
    """What the present answers ask for, each once: a sentence for what is missing, the kind for what is there."""
    needed: dict[str, bool] = {}
    for document in evaluation.required_attachments:
        received = document.kind in evaluation.context.attached
        kinds = (one.label for one in evaluation.invoice_type.attachments if one.kind == document.kind)
        needed[str(request.localize(next(kinds, document.reason) if received else document.reason))] = received
    return list(needed.items())


def needed_tags(request: Request, evaluation: Evaluation) -> list[tuple[str, str, bool]]:
    """The same with the word of the tag in front, for the script of the page."""
    localize = request.localize
    words = {True: localize(_("Reçu")), False: localize(_("Manque"))}
    return [(words[received], sentence, received) for sentence, received in needed_documents(request, evaluation)]


def missing_documents(request: Request, evaluation: Evaluation) -> list[str]:
    """Why each missing document is required; a reason that several documents share once."""
    return [sentence for sentence, received in needed_documents(request, evaluation) if not received]


def posted_kind(request: Request, invoice_type: InvoiceType) -> str:
    """The chosen kind of document, or the first of the type; empty for a type without documents."""
    kinds = [attachment.kind for attachment in invoice_type.attachments]
    chosen = request.posted("kind")
    return chosen if chosen in kinds else kinds[0] if kinds else ""
