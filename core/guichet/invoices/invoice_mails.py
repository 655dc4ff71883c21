"""Recipients and values of a mail about an invoice; the office reads the same mail before it decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from guichet.clock import local
from guichet.desk import Desk
from guichet.i18n import Localizer, _
from guichet.i18n.day_counts import days, working_days
from guichet.invoices import mails
from guichet.invoices.correction_dates import asked_at
from guichet.invoices.corrections import Mark
from guichet.invoices.models import Invoice
from guichet.issuers.members import reachable
from guichet.issuers.models import Issuer
from guichet.messages.mail_templates import MailTemplate, WrittenText
from guichet.store.models import find
from guichet.tenants import Tenant
from guichet.users.models import User

WITHOUT_MESSAGE: Mapping[str, MailTemplate] = {
    mails.INVOICE_ACCEPTED.name: mails.INVOICE_ACCEPTED_AT_DESK,
    mails.CORRECTION_REQUESTED.name: mails.CORRECTION_REQUESTED_AT_DESK,
    mails.INVOICE_REFUSED.name: mails.INVOICE_REFUSED_AT_DESK,
    mails.OFFICE_MESSAGE.name: mails.OFFICE_MESSAGE_AT_DESK,
}
"""Name of a template with the office's words → the one that only leads to them, see `Tenant.messages_in_mails`."""


@dataclass(frozen=True)
class InvoiceMail:
    """One mail about an invoice."""

    user: User
    template: MailTemplate
    values: Mapping[str, object]
    """Of the template's placeholders, in the language of the account."""


def template_at(tenant: Tenant, template: MailTemplate) -> MailTemplate:
    """The template that the office uses: the one without its words where it keeps them out of mails."""
    return template if tenant.messages_in_mails else WITHOUT_MESSAGE.get(template.name, template)


def unsent_templates(tenant: Tenant) -> frozenset[str]:
    """Names of the templates that the office never sends, since it sends others in their place."""
    if tenant.messages_in_mails:
        return frozenset(template.name for template in WITHOUT_MESSAGE.values())
    return frozenset(WITHOUT_MESSAGE)


def mails_about(
    desk: Desk,
    invoice: Invoice,
    template: MailTemplate,
    now: datetime,
    message: WrittenText,
    marks: Sequence[Mark] = (),
    completed: int = 0,
    *,
    reader: str = "",
    deadline: date | None = None,
) -> Iterator[InvoiceMail]:
    """The mail to each recipient: the sender, or a company's managers once the sender has left.

    ``completed`` is the number of amounts that the office has completed, ``reader`` the id of another person of the
    issuer to whom the office writes, ``deadline`` that of a correction which is not asked for yet.
    """
    issuer: Issuer = find(invoice, Issuer)
    tenant = desk.tenant
    template = template_at(tenant, template)
    # Before a decision nothing is asked for yet: the page shows the mail that would leave now.
    asked = asked_at(invoice) or now
    last_day = invoice.correction.deadline if invoice.correction else deadline
    missed = last_day is not None and last_day < local(now).date()
    values = {
        "reference": invoice.reference,
        "issuer": issuer.id,
        "invoice": invoice.id,
        "message": message,
        "completed": completed or None,
        "explanation": message if completed else None,
        "moment": now,
        "asked": local(asked).date(),
        "deadline": None if missed else last_day,
        "missed_deadline": last_day if missed else None,
        # Counted for the mail that says it: each is a record, and a decision reads no other of its documents.
        "documents": len(invoice.documents) if "documents" in template.samples else 0,
        "answer_days": working_days(tenant.answer_days),
        "payment_days": days(tenant.payment_days),
        "payment_day": local(now).date() + timedelta(days=tenant.payment_days) if tenant.payment_days else None,
    }
    for user in reachable(issuer, reader or invoice.submitted_by):
        found = values | {"marks": _marks(marks, desk.localizer(user.language)) or None}
        # A template refuses values without a placeholder.
        yield InvoiceMail(user, template, {name: value for name, value in found.items() if name in template.samples})


def _marks(marks: Sequence[Mark], localize: Localizer) -> str:
    """One line for each mark, « Trajet 2 : la quittance manque »."""
    lines = []
    for mark in marks:
        label, (_language, reason) = mark.label(localize.language), mark.reason(localize.language)
        text = _("${label} : ${text}", mapping={"label": label, "text": reason}) if reason else label
        lines.append(f"– {localize(text)}")
    return "\n".join(lines)
