"""What a travel claim comes to (LAI art. 51, RAI art. 90), line by line, each term with its formula."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from guichet.invoices.types import Computation, Data, LineTotal, Part
from guichet.values import day as days
from guichet.values import duration, money, quantity
from invoice_types import _
from invoice_types.rates import NoRate, Rate, rate
from invoice_types.rounding import rappen
from invoice_types.travel.journey import Journey, journeys

MEAL_FROM = 5 * 60
"""Minutes away from home that give the smaller allowance, inclusive (RAI art. 90 al. 4 let. a)."""
LONG_ABSENCE = 8 * 60
"""Minutes beyond which, exclusive, the larger allowance is due (let. b)."""


@dataclass(frozen=True)
class Gap:
    """A rate that a journey needs and the table does not have."""

    line: int
    day: date


def compute(data: Data) -> Computation:
    """Return the amounts of every journey and the rates applied.

    What is missing counts as nothing, so that a half-filled draft has a running total too; a day without a rate
    counts as nothing and is reported by :func:`gaps`.
    """
    sheet = _sheet(data)
    lines = tuple(LineTotal(tuple(sheet.parts(journey))) for journey in sheet.journeys)
    return Computation(lines, tuple(sorted(sheet.used)))


def gaps(data: Data) -> tuple[Gap, ...]:
    """Return the lines and days for which no rate is known; the check turns them into problems."""
    sheet = _sheet(data)
    for journey in sheet.journeys:
        for _part in sheet.parts(journey):
            pass
    return tuple(dict.fromkeys(sheet.gaps))


@dataclass
class _Sheet:
    """The working of one claim, since some rules count per day and not per line."""

    journeys: tuple[Journey, ...]
    meal_lines: Mapping[date, int]
    """The line that carries each day's meal allowance."""
    used: set[str] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    ai_car_km: dict[date, Decimal] = field(default_factory=dict)
    """Kilometres driven so far with a car of the AI, per day (T9)."""

    def parts(self, journey: Journey) -> Iterator[Part]:
        """Yield the terms of one journey; call once per journey, in the order of the form."""
        yield from self._transport(journey)
        if journey.extra_cost:
            yield Part(_("Frais supplémentaires"), journey.extra_cost)
        yield from self._meals(journey)
        yield from self._nights(journey)

    def _transport(self, journey: Journey) -> Iterator[Part]:
        if journey.by_necessary_car:
            yield from self._kilometres(journey)
        elif journey.at_effective_cost and journey.taxi_amount:
            yield Part(_("Frais effectifs"), journey.taxi_amount)
        elif journey.needs_ticket_price and journey.ticket_price:
            yield Part(_("Billet 2e classe"), journey.ticket_price)
        elif journey.by_voucher:
            yield Part(_("Billet remplacé par le bon de l’AI"), 0)
        if journey.paid_companion_ticket:
            yield Part(_("Billet de la personne accompagnante"), journey.paid_companion_ticket)

    def _kilometres(self, journey: Journey) -> Iterator[Part]:
        if journey.day is None or not journey.paid_km:
            return
        if journey.car_ai_financed:
            yield from self._kilometres_in_bands(journey, journey.day)
        elif found := self._rate("car-km", journey, journey.day):
            km = quantity.show(journey.km or Decimal(0))
            words = {"km": km, "rate": money.plain(found.rappen)}
            both_ways = _("${km} km × 2 × CHF ${rate}", mapping=words)
            formula = both_ways if journey.round_trip else _("${km} km × CHF ${rate}", mapping=words)
            yield Part(formula, rappen(journey.paid_km * found.value))

    def _kilometres_in_bands(self, journey: Journey, day: date) -> Iterator[Part]:
        """A car handed out or amortised by the AI: two bands, filled by all the day's journeys (T9)."""
        limit = self._rate("car-ai-first-km", journey, day)
        near, far = self._rate("car-ai-km", journey, day), self._rate("car-ai-km-beyond", journey, day)
        if limit is None or near is None or far is None:
            return
        before = self.ai_car_km.get(day, Decimal(0))
        after = self.ai_car_km[day] = before + journey.paid_km
        first = min(after, limit.value) - min(before, limit.value)
        beyond = journey.paid_km - first
        words = {"limit": quantity.show(limit.value)}
        if first:
            words |= {"km": quantity.show(first), "rate": money.plain(near.rappen)}
            formula = _("${km} km × CHF ${rate}, jusqu’à ${limit} km par jour", mapping=dict(words))
            yield Part(formula, rappen(first * near.value))
        if beyond:
            words |= {"km": quantity.show(beyond), "rate": money.plain(far.rappen)}
            formula = _("${km} km × CHF ${rate}, au-delà de ${limit} km par jour", mapping=dict(words))
            yield Part(formula, rappen(beyond * far.value))

    def _meals(self, journey: Journey) -> Iterator[Part]:
        for day, minutes in journey.absences():
            if minutes < MEAL_FROM:
                continue
            if journey.without_allowance:
                yield Part(_("Repas non remboursé : visite, congé ou repas pris en charge par l’AI"), 0)
                return
            if self.meal_lines[day] != journey.index:
                yield Part(_("Repas du ${day} déjà compté", mapping={"day": days.show(day)}), 0)
                continue
            code = "meal-over-8-hours" if minutes > LONG_ABSENCE else "meal-5-to-8-hours"
            if found := self._rate(code, journey, day):
                yield _meal(journey, day, minutes, found)

    def _nights(self, journey: Journey) -> Iterator[Part]:
        if journey.day is None or not journey.nights:
            return
        if journey.without_allowance:
            yield Part(_("Nuits non remboursées : visite, congé ou logement pris en charge par l’AI"), 0)
            return
        found = (self._rate("night", journey, day) for day in journey.evenings())
        for row, count in Counter(row for row in found if row).items():
            words = {"nights": count, "persons": journey.persons, "rate": money.plain(row.rappen)}
            for_two = _("Nuits : ${nights} × ${persons} personnes × CHF ${rate}", mapping=words)
            formula = for_two if journey.companion else _("Nuits : ${nights} × CHF ${rate}", mapping=words)
            yield Part(formula, count * journey.persons * row.rappen)

    def _rate(self, code: str, journey: Journey, day: date) -> Rate | None:
        try:
            found = rate(code, day)
        except NoRate:
            self.gaps.append(Gap(journey.index, day))
            return None
        self.used.add(found.key)
        return found


def _sheet(data: Data) -> _Sheet:
    lines = journeys(data)
    return _Sheet(lines, _meal_lines(lines))


def _meal_lines(lines: tuple[Journey, ...]) -> dict[date, int]:
    """Choose the line that carries each day's meal allowance: the longest absence, the first of equals.

    The law pays « 11.50 je Tag », so two journeys on one day give one allowance, not two (RAI art. 90 al. 4).
    """
    longest: dict[date, tuple[int, int]] = {}
    for journey in lines:
        for day, minutes in () if journey.without_allowance else journey.absences():
            longest[day] = max(longest.get(day, (0, 0)), (minutes, -journey.index))
    return {day: -index for day, (_minutes, index) in longest.items()}


def _meal(journey: Journey, day: date, minutes: int, found: Rate) -> Part:
    """One day's allowance; the day is named when the journey lasted several."""
    words = {"day": days.show(day), "absence": duration.show(minutes), "persons": journey.persons}
    if journey.nights and journey.companion:
        formula = _("Repas du ${day}, absence ${absence}, ${persons} personnes", mapping=words)
    elif journey.nights:
        formula = _("Repas du ${day}, absence ${absence}", mapping=words)
    elif journey.companion:
        formula = _("Repas, absence ${absence}, ${persons} personnes", mapping=words)
    else:
        formula = _("Repas, absence ${absence}", mapping=words)
    return Part(formula, journey.persons * found.rappen)
