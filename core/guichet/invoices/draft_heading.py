"""What stands at the head of a form: what tells it from the page of the same invoice, and how long a draft is kept."""

from pyramid.request import Request
from translationstring import TranslationString

from guichet import clock
from guichet.i18n import _
from guichet.invoices.models import Invoice
from guichet.store.retention_terms import DRAFTS, retention_terms

KEPT = _("Brouillon conservé jusqu’au ${day}.")
KEPT_CHANGED = _("Brouillon conservé jusqu’au ${day}, modifié en dernier par ${name}, le ${moment}.")


def title_detail(invoice: Invoice) -> TranslationString:
    """What tells the form from the page of the same invoice, in the window's title."""
    if invoice.state == "draft":
        return _("à remplir")
    return _("correction de ${reference}", mapping={"reference": invoice.reference})


def kept_until(request: Request, invoice: Invoice) -> str:
    """Until when a draft is kept if it is not saved again, and who else has saved it last.

    Empty for a correction, for a draft whose first answer is still to come, and where the office erases no drafts.
    """
    terms = retention_terms(request.root)
    # A form that is not started yet is shown at its issuer's address.
    if invoice.state != "draft" or request.context is not invoice or not terms.applies(DRAFTS):
        return ""
    day = clock.local(invoice.saved + terms.time(DRAFTS)).date()
    other = None if invoice.saved_by == request.identity.user_id else request.root["users"].get(invoice.saved_by)
    if other is None:
        text: str = request.localize(KEPT % {"day": day})
        return text
    mapping = {"day": day, "name": other.name, "moment": request.localize.moment(invoice.saved)}
    changed: str = request.localize(KEPT_CHANGED % mapping)
    return changed
