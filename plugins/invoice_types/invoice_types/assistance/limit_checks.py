"""Checks of a month of assistance as a whole: what the decision grants, the year so far, nights used by day, stays."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from guichet.sdk import (
    CheckContext,
    Decision,
    EarlierInvoice,
    Issue,
    Money,
    MonthValue,
    error,
    round_rappen,
    warning,
)
from invoice_types import _
from invoice_types.assistance.assistance_amounts import HOUR, RATES, converted_hours, night_rate
from invoice_types.assistance.assistance_form import AssistanceForm
from invoice_types.assistance.assistant import Assistant

MONTHS_OF_A_YEAR = 12
YEAR = "assistance-year"
"""Name of the maximum of a year."""
ACUTE_DAYS = 90
"""Days in a row that an acute phase lasts at most (RAI art. 39i al. 4; KSAB/CCA)."""


def most_of_a_month(monthly_amount: int) -> int:
    """1.5 × the monthly amount, in Rappen (RAI art. 39i al. 3)."""
    return round_rappen(monthly_amount * Decimal("1.5"))


def most_of_a_year(decision: Decision, context: CheckContext, year: int) -> int | None:
    """The yearly amount in Rappen; None where it is not known.

    Not recorded, it is at most twelve times the monthly amount (RAI art. 39g), as long as one decision holds all year:
    the months of another decision have an amount of their own.
    """
    if decision.yearly_amount is not None:
        return decision.yearly_amount
    others = any(one.decision_number != context.decision_number for one in _invoices_of(context, year))
    return None if decision.monthly_amount is None or others else MONTHS_OF_A_YEAR * decision.monthly_amount


def invoiced_in(context: CheckContext, year: int) -> int:
    """Rappen of the sender's other invoices of a year. That it is the calendar year is UNCONFIRMED."""
    return context.counted_before(YEAR, str(year))


def within_monthly_amount(at: str, acute: bool, context: CheckContext) -> Iterator[Issue]:
    """C3: a warning for more than 1.5 × the monthly amount; none in an acute phase (RAI art. 39i al. 3 and 4)."""
    decision = context.decision
    if decision is None or decision.monthly_amount is None or acute:
        return
    most = most_of_a_month(decision.monthly_amount)
    if context.amounts.total > most:
        mapping = {"total": Money(context.amounts.total), "most": Money(most)}
        text = _(
            "Ce mois dépasse une fois et demie le montant mensuel (art. 39i al. 3 RAI) : ${total} pour ${most} au plus."
            " L’office décidera",
            mapping=mapping,
        )
        yield warning(at, "C3", text)


def granted(assistants: Sequence[Assistant], decision: Decision | None) -> Iterator[Issue]:
    """C5: errors for special qualifications and levels of night that the decision does not grant."""
    if decision is None:
        return
    for assistant in assistants:
        for activity in assistant.activities:
            if activity.special and decision.special_hours == "no":
                text = _("Décochez cette case : la décision n’accorde pas de qualifications particulières")
                yield error(activity.field("special"), "C5", text)
        for nights in assistant.nights:
            if decision.night_level and nights.level and nights.level != decision.night_level:
                mapping = {"level": decision.night_level}
                text = _("Choisissez le degré ${level} : c’est celui de la décision", mapping=mapping)
                yield error(nights.field("level"), "C5", text)
    count = sum(assistant.night_count for assistant in assistants)
    if decision.nights is not None and count > decision.nights:
        path = next(nights.field("days") for one in assistants for nights in one.nights if nights.days)
        mapping = {"granted": str(decision.nights), "n": str(count)}
        text = _("Vérifiez les nuits : ${n} pour ${granted} par mois selon la décision", mapping=mapping)
        yield warning(path, "C5", text)


def nights_by_day(invoice: AssistanceForm, context: CheckContext) -> Iterator[Issue]:
    """C18: an error for more hours by day than the unused nights allow, or more unused nights than were granted."""
    nights, level, hours = invoice.converted_nights, invoice.converted_level, invoice.converted_hours
    if invoice.month is None or nights is None or level is None or hours is None:
        return
    day = invoice.month.first_day
    night, hour = RATES.find(night_rate(level), day), RATES.find(HOUR, day)
    if night is not None and hour is not None and hours > (most := converted_hours(nights, night, hour)):
        text = _(
            "Ces nuits donnent ${most} h au plus pendant la journée (art. 39i al. 2ter RAI)", mapping={"most": most}
        )
        yield error(invoice.field("converted_hours"), "C18", text)
    if hours > sum((one.standard_hours for one in invoice.assistants), Decimal(0)):
        text = _("Saisissez aussi ces heures dans le calendrier : seules les heures fournies sont payées")
        yield error(invoice.field("converted_hours"), "C18", text)
    used = sum(one.night_count for one in invoice.assistants)
    if context.decision and context.decision.nights is not None and nights + used > context.decision.nights:
        mapping = {"n": str(max(context.decision.nights - used, 0))}
        text = _("Il reste ${n} nuits non utilisées selon la décision", mapping=mapping)
        yield error(invoice.field("converted_nights"), "C18", text)


def acute_phase(invoice: AssistanceForm, context: CheckContext) -> Iterator[Issue]:
    """C19: an acute phase is granted, for slight helplessness, and lasts 90 days at most (RAI art. 39i al. 4)."""
    if not invoice.acute_phase:
        return
    decision = context.decision
    if decision and (decision.acute_phase == "no" or decision.degree not in ("", "slight")):
        text = _("La décision ne prévoit pas de phase aiguë, possible en cas d’impotence faible : l’office décidera")
        yield warning(invoice.field("acute_phase"), "C19", text)
    first, last = invoice.acute_from, invoice.acute_until
    if first and last and (last - first).days + 1 > ACUTE_DAYS:
        text = _(
            "Une phase aiguë dure ${days} jours au plus (art. 39i al. 4 RAI) : annoncez le changement à l’office",
            mapping={"days": ACUTE_DAYS},
        )
        yield warning(invoice.field("acute_until"), "C19", text)
    elif first and last and first <= last and invoice.month and not _touches(first, last, invoice.month):
        text = _("Saisissez une phase aiguë qui touche le mois de la facture")
        yield error(invoice.field("acute_from"), "C19", text)


def is_acute(invoice: AssistanceForm) -> bool:
    """Whether an acute phase of lawful length lifts the limit of the month."""
    first, last = invoice.acute_from, invoice.acute_until
    if not (invoice.acute_phase and invoice.month and first and last):
        return False
    return 0 <= (last - first).days < ACUTE_DAYS and _touches(first, last, invoice.month)


def days_in_a_stay(invoice: AssistanceForm) -> Iterator[Issue]:
    """C9: a warning for work on days that the insured person spent in a hospital or home (LAI art. 42sexies al. 2)."""
    for stay in invoice.stays:
        first, last = stay.first, stay.last
        if first and last and invoice.month:
            # Day of arrival and day of departure are partly at home.
            inside = {day for one in invoice.assistants for day in _days_with_entries(one) if first < day < last}
            if inside:
                mapping = {"days": ", ".join(str(day.day) for day in sorted(inside))}
                text = _("Vérifiez les heures de ces jours passés à l’hôpital ou en home : ${days}", mapping=mapping)
                yield warning(stay.field("first"), "C9", text)


def lapsed_days(invoice: AssistanceForm, context: CheckContext) -> Iterator[Issue]:
    """C8: an error for each day older than twelve months in a month that is so in part (LAI art. 42septies al. 2).

    A month that is older as a whole is found by the shared check G5.
    """
    if invoice.month is None or invoice.late_consent:
        return
    limit = _twelve_months_before(context.filed_on)
    if not invoice.month.first_day < limit <= invoice.month.last_day:
        return
    text = _(
        "Retirez les jours avant le ${day} : le droit s’éteint douze mois après la prestation (art. 42septies LAI)",
        mapping={"day": limit},
    )
    for assistant in invoice.assistants:
        for path in _entries_before(assistant, limit):
            yield error(path, "C8", text)


def _entries_before(assistant: Assistant, limit: date) -> Iterator[str]:
    """The paths of the entries with days before ``limit``, which is in the month of the invoice."""
    yield from (day.field("hours") for day in assistant.days if day.hours and day.index + 1 < limit.day)
    yield from (path for path, days in assistant.numbered_days() if days[0] < limit.day)
    yield from (one.field("last") for one in assistant.prevented if one.last and one.last < limit)


def other_decision(at: str, month: MonthValue, context: CheckContext) -> Iterator[Issue]:
    """C2: a warning for a month that was invoiced under another decision; under the same one it is an error (G7)."""
    for earlier in context.earlier:
        same = any(service.first == month.first_day for service in earlier.service_days)
        if same and earlier.decision_number != context.decision_number:
            mapping = {"reference": earlier.reference}
            text = _("La demande ${reference} porte déjà sur ce mois, sous une autre décision", mapping=mapping)
            yield warning(at, "C2", text)
            return


def employer_is_paid(at: str, context: CheckContext) -> Iterator[Issue]:
    """G14: a warning that a company is paid: the insured person is the employer (LAI 42quinquies)."""
    if context.pays_company:
        text = _(
            "Vérifiez le compte à créditer : la contribution revient à la personne assurée, qui est l’employeur, et "
            "non à une société"
        )
        yield warning(at, "G14", text)


def _invoices_of(context: CheckContext, year: int) -> list[EarlierInvoice]:
    return [one for one in context.earlier if any(service.first.year == year for service in one.service_days)]


def _days_with_entries(assistant: Assistant) -> list[date]:
    nights = {day for nights in assistant.nights for day in nights.days or ()}
    return assistant.dates(tuple(nights | set(assistant.hours_by_day())))


def _touches(first: date, last: date, month: MonthValue) -> bool:
    return bool(first <= month.last_day and month.first_day <= last)


def _twelve_months_before(day: date) -> date:
    """The first day whose services have not lapsed on ``day``: a year earlier, and 1 March for 29 February."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 3, 1)
    return day.replace(year=day.year - 1) if day.year > 1 else day
