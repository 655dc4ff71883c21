"""What a decision leaves for a month and for its year, shown beside the amount of the month."""

from collections.abc import Iterator

from guichet.sdk import CheckContext, Limit, Money
from invoice_types import _
from invoice_types.assistance.assistance_form import AssistanceForm
from invoice_types.assistance.limit_checks import invoiced_in, is_acute, most_of_a_month, most_of_a_year


def granted_limits(invoice: AssistanceForm, context: CheckContext) -> Iterator[Limit]:
    """Yield the ceiling of the month, unless an acute phase lifts it, and the amount of the year, as far as known."""
    decision, month, total = context.decision, invoice.month, context.amounts.total
    if decision is None or month is None:
        return
    if decision.monthly_amount is not None and not is_acute(invoice):
        mapping = {"amount": Money(decision.monthly_amount)}
        note = _("Une fois et demie le montant mensuel de ${amount} (art. 39i RAI).", mapping=mapping)
        yield Limit(_("Plafond du mois"), total, most_of_a_month(decision.monthly_amount), note)
    most = most_of_a_year(decision, context, month.year)
    if most is not None:
        before = invoiced_in(context, month.year)
        note = _("Dont ${amount} dans les demandes déjà envoyées.", mapping={"amount": Money(before)})
        label = _("Montant annuel ${year}", mapping={"year": str(month.year)})
        yield Limit(label, before + total, most, note)
