"""What a month of assistance counts: its amount in the year, and the hours of each assistant by day."""

from collections.abc import Iterator

from guichet.sdk import CheckContext, Counted, MonthValue
from invoice_types import _
from invoice_types.assistance.assistance_form import AssistanceForm
from invoice_types.assistance.assistant import ASSISTANT_HOURS, Assistant
from invoice_types.assistance.limit_checks import YEAR, most_of_a_year
from invoice_types.assistance.work import length_of_day


def counted_in_month(invoice: AssistanceForm, context: CheckContext) -> Iterator[Counted]:
    """Yield the amount of the month, compared with that of the year (C4), and the hours of the assistants (C7)."""
    month = invoice.month
    if month is None:
        return
    yield Counted(
        maximum=YEAR,
        period=str(month.year),
        amount=context.amounts.total,
        most=most_of_a_year(context.decision, context, month.year) if context.decision else None,
        label=_("Montant annuel ${year} (art. 39i al. 3 RAI)", mapping={"year": str(month.year)}),
        path=invoice.field("month"),
        code="C4",
    )
    for assistant in invoice.assistants:
        if assistant.identity:
            yield from _hours(assistant, month)


def _hours(assistant: Assistant, month: MonthValue) -> Iterator[Counted]:
    for number, hundredths in assistant.hours_by_day().items():
        if number <= month.days:
            day = month.first_day.replace(day=number)
            yield Counted(
                maximum=ASSISTANT_HOURS,
                person=assistant.identity,
                period=str(day),
                amount=hundredths,
                most=int(length_of_day(day) * 100),
                label=_("Heures de ${name} le ${day}", mapping={"name": assistant.name_, "day": day}),
                path=assistant.field("name_"),
                unit="h",
            )
