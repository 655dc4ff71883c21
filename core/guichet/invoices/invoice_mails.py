"""Recipients and values of a mail about an invoice; the office reads the same mail before it decides."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from guichet.clock import local
from guichet.desk import Desk
from guichet.i18n import Localizer, _
from guichet.i18n.day_counts import days, working_days
from guichet.invoices.corrections import Mark
from guichet.invoices.models import Invoice
from guichet.issuers.members import reachable
from guichet.issuers.models import Issuer
from guichet.messages.mail_templates import MailTemplate, WrittenText
from guichet.store.models import find
from guichet.users.models import User


def mails_about(
    desk: Desk,
    invoice: Invoice,
    template: MailTemplate,
    now: datetime,
    message: WrittenText,
    marks: Sequence[Mark] = (),
    completed: int = 0,
) -> Iterator[tuple[User, dict[str, object]]]:
    """Each recipient with the values of the template's placeholders, in the language of the account.

    The sender, or a company's managers once the sender has left. ``completed`` is the number of amounts that the office
    has completed.
    """
    issuer: Issuer = find(invoice, Issuer)
    tenant = desk.tenant
    values = {
        "reference": invoice.reference,
        "issuer": issuer.id,
        "invoice": invoice.id,
        "message": message,
        "completed": completed or None,
        "explanation": message if completed else None,
        "moment": now,
        "documents": len(invoice.documents),
        "answer_days": working_days(tenant.answer_days),
        "payment_days": days(tenant.payment_days),
        "payment_day": local(now).date() + timedelta(days=tenant.payment_days) if tenant.payment_days else None,
    }
    for user in reachable(issuer, invoice.submitted_by):
        found = values | {"marks": _marks(marks, desk.localizer(user.language)) or None}
        # A template refuses values without a placeholder.
        yield user, {name: value for name, value in found.items() if name in template.samples}


def _marks(marks: Sequence[Mark], localize: Localizer) -> str:
    """One line for each mark, « Trajet 2 : la quittance manque »."""
    lines = []
    for mark in marks:
        label, (_language, reason) = mark.label(localize.language), mark.reason(localize.language)
        text = _("${label} : ${text}", mapping={"label": label, "text": reason}) if reason else label
        lines.append(f"– {localize(text)}")
    return "\n".join(lines)
