"""How much may be uploaded: files and bytes of a user in a day, bytes in all drafts of a sender."""

from collections.abc import Sequence

from pyramid.request import Request
from translationstring import TranslationString

from guichet.documents.cleaning.outcome import MEGABYTE
from guichet.i18n import _
from guichet.invoices.invoice_actions import MAX_DRAFTS
from guichet.invoices.lists import history_of
from guichet.invoices.models import Invoice
from guichet.issuers.models import Issuer
from guichet.ratelimit import request_limits
from guichet.store.models import find
from guichet.web.form_readers import PostedFile


def over_quota(request: Request, invoice: Invoice, files: Sequence[PostedFile]) -> TranslationString | None:
    """Why none of the files is taken now and what to do; ``None`` when they are within the quotas. Counts them.

    All or none: a second attempt after a conflict gets the same answer for each file.
    """
    if not files:
        return None
    settings = request.desk.tenant_settings
    size = sum(file.size for file in files)
    if drafts_are_full(request, invoice, size):
        return _(
            "Les documents de vos brouillons atteignent la limite de ${most} Mo. Sous « À faire par vous », envoyez "
            "une demande terminée ou supprimez un brouillon, puis joignez vos fichiers",
            mapping={"most": settings.draft_megabytes},
        )
    if not request_limits.may_upload(request, [file.size for file in files]):
        return _(
            "La limite est de ${files} fichiers et ${megabytes} Mo par personne en 24 heures. Vos réponses sont "
            "enregistrées : joignez la suite demain",
            mapping={"files": settings.uploads_per_day, "megabytes": settings.upload_megabytes_per_day},
        )
    return None


def drafts_are_full(request: Request, invoice: Invoice, size: int) -> bool:
    """Whether ``size`` further bytes in ``invoice`` are more than the drafts of a sender may have together."""
    most: int = request.desk.tenant_settings.draft_megabytes * MEGABYTE
    return bytes_in_drafts(find(invoice, Issuer), besides=invoice) + size > most


def bytes_in_drafts(issuer: Issuer, besides: Invoice) -> int:
    """Bytes stored with the drafts of a sender and with ``besides``, which may be a correction."""
    drafts = [item_id for item_id, _row in history_of(issuer).between("todo:draft", "", size=MAX_DRAFTS)]
    invoices = [issuer.invoices[item_id] for item_id in {*drafts, besides.id}]
    return sum(document.size for invoice in invoices for document in invoice.attachments.values())
