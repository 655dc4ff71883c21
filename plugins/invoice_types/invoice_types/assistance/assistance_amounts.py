"""Amounts of a month of assistance (RAI art. 39f to 39i), each of all assistants together.

The official form has one row of hours, of which the amount is rounded once: amounts of single days or assistants would
add up to some Rappen more or less.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal

from guichet.sdk import AmountTerm, Money, MonthValue, Rate, RateLookup, RateTable, product, term
from invoice_types import _
from invoice_types.assistance.assistant import Assistant
from invoice_types.assistance.work import CENT, Prevented

RATES = RateTable("invoice_types.assistance")
HOUR, SPECIAL_HOUR = "assistance-hour", "assistance-special-hour"
STANDARD, SPECIAL, NIGHTS, PREVENTED = "standard", "special", "nights", "continued_pay"
"""Codes of the terms."""
AT = "assistants"
"""Path of all terms: the list of the assistants."""


def assistance_terms(
    assistants: Sequence[Assistant], month: MonthValue | None, rates: RateLookup, at: str
) -> Iterator[AmountTerm]:
    """Yield the terms of the month; ``at`` is the path of its question. None for rates that are not known yet."""
    # A rate never changes within a month: RAI art. 39f is adapted with the pensions, on 1 January.
    day = month.first_day if month else None
    standard = sum((one.standard_hours for one in assistants), Decimal(0))
    special = sum((one.special_hours for one in assistants), Decimal(0))
    if standard and (rate := rates.on(HOUR, day, at)):
        mapping = {"hours": standard, "rate": rate.price}
        formula = _("Heures, qualification standard : ${hours} h × ${rate}", mapping=mapping)
        yield term(AT, product(standard, rate), formula, STANDARD)
    if special and (rate := rates.on(SPECIAL_HOUR, day, at)):
        mapping = {"hours": special, "rate": rate.price}
        formula = _("Heures, qualifications particulières : ${hours} h × ${rate}", mapping=mapping)
        yield term(AT, product(special, rate), formula, SPECIAL)
    for (level, persons, share), count in sorted(_nights(assistants).items()):
        if rate := rates.on(night_rate(level), day, at):
            yield _night_term(level, persons, share, count, rate)
    for assistant in assistants:
        for time_off in assistant.prevented:
            if time_off.hours and (rate := rates.on(HOUR, day, at)):
                yield _continued_pay(assistant, time_off, rate)


def night_rate(level: str) -> str:
    """The code of the flat rate of a level, 1 to 4."""
    return f"assistance-night-{level}"


def converted_hours(nights: Decimal, night: Rate, hour: Rate) -> Decimal:
    """The hours by day that unused nights allow at most: nights × flat rate / hourly rate, cut to hundredths.

    RAI art. 39i al. 2ter. They are a ceiling: what is paid are the hours really worked.
    """
    return (nights * night.value / hour.value).quantize(CENT, ROUND_FLOOR)


def _nights(assistants: Sequence[Assistant]) -> Counter[tuple[str, int, Decimal]]:
    """Nights by level, persons who share them, and part of the flat rate."""
    found: Counter[tuple[str, int, Decimal]] = Counter()
    for assistant in assistants:
        for nights in assistant.nights:
            if nights.level:
                found[nights.level, nights.person_count, nights.share] += len(nights.days or ())
    return +found


def _night_term(level: str, persons: int, share: Decimal, count: int, rate: Rate) -> AmountTerm:
    mapping = {"level": level, "nights": str(count), "rate": rate.price, "persons": str(persons), "share": share}
    alone = _("Nuits, degré ${level} : ${nights} × ${rate}", mapping=mapping)
    shared = _("Nuits, degré ${level}, ${persons} personnes : ${nights} × ${rate} × ${share}", mapping=mapping)
    # Rounded once for all nights of a kind, like the row of the official form.
    return term(AT, product(count, rate, share), alone if persons == 1 else shared, NIGHTS)


def _continued_pay(assistant: Assistant, time_off: Prevented, rate: Rate) -> AmountTerm:
    """Never less than nothing: a benefit that is higher than the wage stays with the employer's insurance."""
    benefit = Money(time_off.benefit or 0)
    mapping = {"name": assistant.name_ or "", "hours": time_off.hours, "rate": rate.price, "benefit": benefit}
    plain = _("Salaire continué, ${name} : ${hours} h × ${rate}", mapping=mapping)
    reduced = _("Salaire continué, ${name} : ${hours} h × ${rate} − indemnité ${benefit}", mapping=mapping)
    amount = max(product(time_off.hours, rate) - benefit, 0)
    return term(AT, amount, reduced if benefit else plain, PREVENTED)
