"""« Remplacer »: another file in the place of an attached document."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.rejections import rejection_text
from guichet.i18n import _
from guichet.invoices.correction_actions import require_marked_documents
from guichet.invoices.document_actions import replace_document
from guichet.invoices.invoice_actions import AlreadyAttached
from guichet.invoices.models import Attachment, Invoice
from guichet.invoices.moved_on import to_moved_on
from guichet.invoices.states import EDITABLE
from guichet.invoices.upload_quota import over_quota
from guichet.invoices.uploads import ALREADY_ATTACHED, NO_FILE, clean_for
from guichet.store.models import find
from guichet.web.form_readers import PostedFile
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import File


@form_view(context=Attachment, name="replace", permission="file", takes_files=True)
class ReplaceDocument(FormView):
    """Takes one file; the document keeps its place and its kind."""

    context: Attachment
    buttons = (Button("replace", _("Remplacer")),)

    def __init__(self, context: Attachment, request: Any) -> None:
        super().__init__(context, request)
        self.invoice: Invoice = find(context, Invoice)
        self.title = _("Remplacer ${filename}", mapping={"filename": context.filename})
        self.cancel = Link(_("Garder ce fichier"), request.resource_path(self.invoice, "edit", anchor="documents"))
        sent = any(context.id in revision.attachments for revision in self.invoice.revisions)
        self.lead = (
            _("Le nouveau fichier prend sa place. L’office voit encore l’ancien avec ce que vous avez déjà envoyé.")
            if sent
            else _("Le nouveau fichier prend sa place. L’ancien est effacé."),
        )

    def before(self) -> HTTPSeeOther | None:
        """The invoice, once it is sent or no longer has the document. Raises ``NotMarked``."""
        if self.invoice.state in EDITABLE and self.context.id in self.invoice.attached:
            require_marked_documents(self.request.action_context, self.invoice, [self.context.id])
            return None
        return to_moved_on(self.request, self.invoice)

    def schema(self) -> colander.SchemaNode:
        """The file."""
        description = _("PDF ou photo (JPEG, PNG, HEIC), 10 Mo au plus.")
        return colander.Schema(children=[File(name="file", title=_("Nouveau fichier"), description=description)])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Cleans the file and stores it in the document's place."""
        file = self.request.POST.get("file")
        if not isinstance(file, PostedFile):
            raise InvalidAnswer("file", NO_FILE)
        refusal = over_quota(self.request, self.invoice, [file])
        if refusal:
            raise InvalidAnswer("file", refusal)
        try:
            cleaned = clean_for(self.request, self.invoice, file)
            replace_document(self.request.action_context, self.invoice, self.context.id, cleaned)
        except UploadRejected as rejected:
            raise InvalidAnswer("file", rejection_text(file.filename, rejected)) from None
        except AlreadyAttached:
            raise InvalidAnswer("file", ALREADY_ATTACHED) from None
        return self.redirect(self.invoice, "edit", query={"done": "document-replaced"}, anchor="documents")
