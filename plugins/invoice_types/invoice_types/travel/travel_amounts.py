"""Amounts of journeys (LAI art. 51, RAI art. 90), each term with its formula."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from guichet.sdk import AmountTerm, Minutes, RateLookup, product, term
from invoice_types import _
from invoice_types.travel.journey import Journey, later

TRANSPORT, MEALS = "transport", "meals"
"""Codes of the terms: the way with all that it costs, and what a stay away from home costs."""
MEAL_FROM = 5 * 60
"""Minutes away from home that give the smaller allowance, inclusive (RAI art. 90 al. 4 let. a)."""
LONG_ABSENCE = 8 * 60
"""Minutes beyond which, exclusive, the larger allowance is due (let. b)."""


def travel_terms(journeys: Sequence[Journey], rates: RateLookup) -> Iterator[AmountTerm]:
    """Yield the terms of all journeys, in order. Taken together, since some rules count per day and not per line."""
    meal_lines = _meal_lines(journeys)
    driven: dict[date, Decimal] = {}
    for journey in journeys:
        yield from _transport(journey, rates, driven)
        if journey.extra_cost:
            yield term(journey, journey.extra_cost, _("Frais supplémentaires"), TRANSPORT)
        yield from _meals(journey, rates, meal_lines)
        yield from _nights(journey, rates)


def _transport(journey: Journey, rates: RateLookup, driven: dict[date, Decimal]) -> Iterator[AmountTerm]:
    if journey.per_km:
        paid = _kilometres_in_bands(journey, rates, driven) if journey.car_ai_financed else _kilometres(journey, rates)
        yield from paid
    elif journey.taxi_amount:
        yield term(journey, journey.taxi_amount, _("Frais effectifs"), TRANSPORT)
    elif journey.ticket_price:
        yield term(journey, journey.ticket_price, _("Billet 2e classe"), TRANSPORT)
    # A term of 0, so that the line says why nothing is paid.
    elif journey.voucher_used:
        yield term(journey, 0, _("Billet remplacé par le bon de l’AI"), TRANSPORT)
    # A ticket only, never a second payment per kilometre.
    if journey.companion_ticket:
        yield term(journey, journey.companion_ticket, _("Billet de la personne accompagnante"), TRANSPORT)


def _kilometres(journey: Journey, rates: RateLookup) -> Iterator[AmountTerm]:
    if journey.paid_km is None or not (rate := rates.on("car-km", journey.day, journey.field("day"))):
        return
    mapping = {"km": journey.km, "rate": rate.price}
    both_ways = _("${km} km × 2 × ${rate}", mapping=mapping)
    formula = both_ways if journey.round_trip else _("${km} km × ${rate}", mapping=mapping)
    yield term(journey, product(journey.paid_km, rate), formula, TRANSPORT)


def _kilometres_in_bands(journey: Journey, rates: RateLookup, driven: dict[date, Decimal]) -> Iterator[AmountTerm]:
    """A car handed out or amortised by the AI: two bands, filled by all journeys of the day (T9)."""
    day, at = journey.day, journey.field("day")
    if day is None or journey.paid_km is None:
        return
    limit, near, far = (rates.on(code, day, at) for code in ("car-ai-first-km", "car-ai-km", "car-ai-km-beyond"))
    if limit is None or near is None or far is None:
        return
    before = driven.get(day, Decimal(0))
    after = driven[day] = before + journey.paid_km
    # The part of this journey below the limit: the kilometres driven earlier on the day have used up some of it.
    first = min(after, limit.value) - min(before, limit.value)
    beyond = journey.paid_km - first
    if first:
        mapping = {"km": first, "rate": near.price, "limit": limit.value}
        formula = _("${km} km × ${rate}, jusqu’à ${limit} km par jour", mapping=mapping)
        yield term(journey, product(first, near), formula, TRANSPORT)
    if beyond:
        mapping = {"km": beyond, "rate": far.price, "limit": limit.value}
        formula = _("${km} km × ${rate}, au-delà de ${limit} km par jour", mapping=mapping)
        yield term(journey, product(beyond, far), formula, TRANSPORT)


def _meals(journey: Journey, rates: RateLookup, meal_lines: Mapping[date, int]) -> Iterator[AmountTerm]:
    for day, minutes in journey.absences():
        if minutes < MEAL_FROM:
            continue
        if journey.without_allowance:
            yield term(journey, 0, _("Repas non remboursé : visite, congé ou repas pris en charge par l’AI"), MEALS)
            return
        if meal_lines[day] != journey.index:
            yield term(journey, 0, _("Repas du ${day} déjà compté", mapping={"day": day}), MEALS)
            continue
        code = "meal-over-8-hours" if minutes > LONG_ABSENCE else "meal-5-to-8-hours"
        rate = rates.on(code, day, journey.field("day"))
        if rate is not None:
            yield _meal(journey, day, minutes, product(journey.persons, rate))


def _meal(journey: Journey, day: date, minutes: int, amount: int) -> AmountTerm:
    """One day's allowance; the day is named when the journey lasted several."""
    mapping = {"day": day, "absence": Minutes(minutes), "persons": journey.persons}
    if journey.night_count and journey.companion:
        formula = _("Repas du ${day}, absence ${absence}, ${persons} personnes", mapping=mapping)
    elif journey.night_count:
        formula = _("Repas du ${day}, absence ${absence}", mapping=mapping)
    elif journey.companion:
        formula = _("Repas, absence ${absence}, ${persons} personnes", mapping=mapping)
    else:
        formula = _("Repas, absence ${absence}", mapping=mapping)
    return term(journey, amount, formula, MEALS)


def _nights(journey: Journey, rates: RateLookup) -> Iterator[AmountTerm]:
    first = journey.day
    if first is None or not journey.night_count:
        return
    if journey.without_allowance:
        yield term(journey, 0, _("Nuits non remboursées : visite, congé ou logement pris en charge par l’AI"), MEALS)
        return
    # Each night has the rate of its evening, so that a stay over a change of rate has two terms.
    evenings = (later(first, night) for night in range(journey.night_count))
    found = (rates.on("night", evening, journey.field("day")) for evening in evenings)
    for rate, count in Counter(rate for rate in found if rate).items():
        mapping = {"nights": count, "persons": journey.persons, "rate": rate.price}
        for_two = _("Nuits : ${nights} × ${persons} personnes × ${rate}", mapping=mapping)
        formula = for_two if journey.companion else _("Nuits : ${nights} × ${rate}", mapping=mapping)
        yield term(journey, product(count, journey.persons, rate), formula, MEALS)


def _meal_lines(journeys: Sequence[Journey]) -> dict[date, int]:
    """The index of the line that carries each day's meal allowance: the longest absence, the first of equals.

    The law pays « 11.50 je Tag », so two journeys on one day give one allowance, not two (RAI art. 90 al. 4). That a
    day is the calendar day is UNCONFIRMED.
    """
    longest: dict[date, tuple[int, int]] = {}
    for journey in journeys:
        for day, minutes in () if journey.without_allowance else journey.absences():
            longest[day] = max(longest.get(day, (0, 0)), (minutes, -journey.index))
    return {day: -index for day, (_minutes, index) in longest.items()}
