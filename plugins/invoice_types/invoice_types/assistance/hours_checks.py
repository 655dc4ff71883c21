"""Checks of the entries of assistants: days, hours, nights and times of continued pay, each by itself or together."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations

from guichet.sdk import Issue, MonthValue, error, warning
from invoice_types import _
from invoice_types.assistance.assistant import EXCLUDED, Assistant
from invoice_types.assistance.shared_hours import shared_hours
from invoice_types.assistance.work import ABSENT, SPECIAL_AREAS, Activity, Prevented, length_of_day
from invoice_types.intervals import months_later

CERTIFICATE_FROM = 4
"""Day of an illness from which on a medical certificate is needed (KSAB/CCA)."""
MONTHS_OF_CONTINUED_PAY = 3
"""Longest continued pay, and the shortest contract that gives any is longer (RAI art. 39h, CO art. 324a)."""
FIRST_YEAR_DAYS = 21
"""Days of continued pay in the first year of service (CO art. 324a, scale of Berne)."""


def entry_issues(assistants: Sequence[Assistant], month: MonthValue | None) -> Iterator[Issue]:
    """Yield every issue of the entries in ``month``, which may not be answered yet."""
    for assistant in assistants:
        yield from relation_is_allowed(assistant)
        yield from special_areas(assistant)
        yield from shared_hours(assistant)
        yield from has_entries(assistant)
        yield from continued_pay(assistant)
        if month is not None:
            yield from days_of_the_month(assistant, month)
            yield from hours_of_a_day(assistant, month)
            yield from activities_apart(assistant)
            yield from times_off_in_the_month(assistant, month)
    yield from nights_once(assistants)
    yield from same_assistant(assistants)


def relation_is_allowed(assistant: Assistant) -> Iterator[Issue]:
    """C11: an error for a spouse, partner, cohabitee or relative in direct line (LAI art. 42quinquies)."""
    if assistant.relation in EXCLUDED:
        text = _(
            "Retirez cette personne : le conjoint, le partenaire et les parents en ligne directe ne peuvent pas être"
            " assistants (art. 42quinquies LAI)"
        )
        yield error(assistant.field("relation"), "C11", text)


def special_areas(assistant: Assistant) -> Iterator[Issue]:
    """C10: an error for hours of special qualification outside the areas e, f and g (RAI art. 39f al. 2)."""
    for activity in assistant.activities:
        if activity.special and activity.area and activity.area not in SPECIAL_AREAS:
            text = _(
                "Les qualifications particulières ne sont possibles que dans les domaines e, f et g (art. 39f al. 2"
                " RAI) : décochez-les ou choisissez un autre domaine"
            )
            yield error(activity.field("area"), "C10", text)


def has_entries(assistant: Assistant) -> Iterator[Issue]:
    """C20: a warning for an assistant of an earlier month that was copied and did not work in this one."""
    worked = assistant.standard_hours or assistant.special_hours or assistant.night_count or assistant.prevented
    # What cannot be read yet is an entry too: an activity without hours has an error of its own.
    if not worked and not assistant.activities and not assistant.nights:
        text = _("Complétez les heures de cette personne, ou supprimez-la si elle n’a pas travaillé ce mois")
        yield warning(assistant.field("name_"), "C20", text)


def days_of_the_month(assistant: Assistant, month: MonthValue) -> Iterator[Issue]:
    """C12: an error for each entry on a day that the month does not have."""
    text = _("En ${month}, il n’y a que ${n} jours", mapping={"month": month, "n": str(month.days)})
    for number in assistant.worked_days:
        if number > month.days:
            yield error(assistant.days[number - 1].field("hours"), "C12", text)
    for path, days in assistant.numbered_days():
        if days[-1] > month.days:
            yield error(path, "C12", text)


def hours_of_a_day(assistant: Assistant, month: MonthValue) -> Iterator[Issue]:
    """C13: an error for each day with more hours than it has: 24, or 23 and 25 when the clocks change."""
    for number, hundredths in sorted(assistant.hours_by_day().items()):
        if number > month.days:
            continue
        day = month.first_day.replace(day=number)
        if Decimal(hundredths) / 100 > length_of_day(day):
            mapping = {"day": day, "hours": Decimal(hundredths) / 100, "most": length_of_day(day)}
            text = _("Vérifiez les heures du ${day} : ${hours} h, et ce jour n’en a que ${most}", mapping=mapping)
            yield error(_entry_on(assistant, number), "C13", text)


def activities_apart(assistant: Assistant) -> Iterator[Issue]:
    """C14: an error for more hours than lie between begin and end, and for times of one assistant that overlap."""
    for activity in assistant.activities:
        for day in assistant.dates(activity.days):
            length = activity.length(day)
            if length is not None and activity.hours is not None and activity.hours > length:
                mapping = {"day": day, "most": length}
                text = _("Le ${day}, il n’y a que ${most} h entre ces deux heures", mapping=mapping)
                yield error(activity.field("hours"), "C14", text)
                break
    named: set[int] = set()
    for first, second in combinations(assistant.activities, 2):
        common = None if second.index in named else _common_day(assistant, first, second)
        if common is not None:
            named.add(second.index)
            mapping = {"day": common, "n": str(first.index + 1)}
            text = _("Le ${day}, ces heures recoupent celles de l’activité ${n}", mapping=mapping)
            yield error(second.field("start"), "C14", text)


def nights_once(assistants: Sequence[Assistant]) -> Iterator[Issue]:
    """C15: one flat rate a night (RAI art. 39i al. 2): an error for the same assistant twice, a warning for two."""
    seen: dict[int, Assistant] = {}
    for assistant in assistants:
        for nights in assistant.nights:
            twice = [day for day in nights.days or () if day in seen]
            if twice:
                mapping = {"nights": ", ".join(map(str, twice))}
                own = any(seen[day] is assistant for day in twice)
                text = _("Une nuit ne se facture qu’une fois (art. 39i al. 2 RAI) : ${nights}", mapping=mapping)
                yield Issue("error" if own else "warning", nights.field("days"), "C15", text)
            seen |= dict.fromkeys(nights.days or (), assistant)


def same_assistant(assistants: Sequence[Assistant]) -> Iterator[Issue]:
    """C16: a warning for an assistant entered twice, whose hours of a day are then not compared."""
    seen: set[str] = set()
    for assistant in assistants:
        if assistant.identity in seen:
            text = _("Cette personne figure déjà plus haut : réunissez ses heures")
            yield warning(assistant.field("name_"), "C16", text)
        if assistant.identity:
            seen.add(assistant.identity)


def continued_pay(assistant: Assistant) -> Iterator[Issue]:
    """C6: warnings about continued pay, which RAI art. 39h al. 1 limits by CO art. 324a and to three months."""
    for time_off in assistant.prevented:
        if time_off.first is None or time_off.last is None or not time_off.length:
            continue
        if time_off.last >= months_later(time_off.first, MONTHS_OF_CONTINUED_PAY):
            text = _(
                "Le salaire n’est continué que ${n} mois au plus (art. 39h RAI) : l’office contrôlera cette durée",
                mapping={"n": MONTHS_OF_CONTINUED_PAY},
            )
            yield warning(time_off.field("last"), "C6", text)
        elif time_off.reason != ABSENT:
            yield from _by_contract(assistant, time_off)


def _by_contract(assistant: Assistant, time_off: Prevented) -> Iterator[Issue]:
    begin, end = assistant.contract_from, assistant.contract_until
    if begin and end and end < months_later(begin, MONTHS_OF_CONTINUED_PAY):
        text = _(
            "Le salaire n’est continué que si le contrat dure plus de ${n} mois (art. 324a CO) : l’office décidera",
            mapping={"n": MONTHS_OF_CONTINUED_PAY},
        )
        yield warning(time_off.field("first"), "C6", text)
    elif begin and time_off.length > FIRST_YEAR_DAYS and time_off.first and time_off.first < months_later(begin, 12):
        text = _(
            "La première année, le salaire est continué ${days} jours (art. 324a CO) : l’office décidera",
            mapping={"days": FIRST_YEAR_DAYS},
        )
        yield warning(time_off.field("last"), "C6", text)


def times_off_in_the_month(assistant: Assistant, month: MonthValue) -> Iterator[Issue]:
    """C17: a time of continued pay outside the month, overlapping another, or with work on its days."""
    worked = assistant.hours_by_day()
    before: list[tuple[date, date]] = []
    for time_off in assistant.prevented:
        first, last = time_off.first, time_off.last
        if first is None or last is None or last < first:
            continue
        if last < month.first_day or first > month.last_day:
            text = _("Saisissez un empêchement en ${month}", mapping={"month": month})
            yield error(time_off.field("first"), "C17", text)
        if any(first <= other_last and other_first <= last for other_first, other_last in before):
            text = _("Ces jours recoupent un autre empêchement de la même personne")
            yield error(time_off.field("first"), "C17", text)
        days = [day for day in worked if day <= month.days and first <= month.first_day.replace(day=day) <= last]
        if days and time_off.reason != ABSENT:
            mapping = {"days": ", ".join(map(str, sorted(days)))}
            text = _("Vérifiez ces jours : des heures de travail y sont aussi saisies (${days})", mapping=mapping)
            yield warning(time_off.field("first"), "C17", text)
        before.append((first, last))


def needs_certificate(time_off: Prevented) -> bool:
    """Whether an absence for health lasts so long that a medical certificate is needed."""
    return time_off.reason in ("ill", "accident") and time_off.length >= CERTIFICATE_FROM


def _common_day(assistant: Assistant, first: Activity, second: Activity) -> date | None:
    """The first day on which the times of two activities overlap; they may begin on neighbouring days."""
    others = [(day, second.span(day)) for day in assistant.dates(second.days)]
    for day in assistant.dates(first.days):
        own = first.span(day)
        for other_day, other in others:
            if own and other and own[0] < other[1] and other[0] < own[1]:
                return max(day, other_day)
    return None


def _entry_on(assistant: Assistant, number: int) -> str:
    """The path of an entry with hours on that day."""
    day = next((day for day in assistant.days if day.index + 1 == number and day.hours), None)
    if day is not None:
        return day.field("hours")
    entries = (one for one in assistant.activities if number in (one.days or ()))
    return next((one.field("days") for one in entries), assistant.field("days"))
