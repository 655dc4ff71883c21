"""What looks odd about the journeys of a claim, beside each other and beside earlier claims. Only words of caution.

T8 (staff leasing, induction allowance, capital aid: no travel costs, RAI art. 90 al. 2bis) is not here: nothing in
the claim or its context says what the decision grants, so only the office can see it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations

from guichet.invoices.types import CheckContext, Claim, Problem
from guichet.values import day as days
from guichet.values import money, quantity
from invoice_types import _
from invoice_types.rates import NoRate, rate
from invoice_types.shared_checks import warn
from invoice_types.travel.arithmetic import compute
from invoice_types.travel.journey import Journey, journeys, key
from invoice_types.travel.words import FITTING, VISIT

DAYS_BETWEEN_VISITS = 3
"""Visits are paid every third day (pages of the offices ZH and OW)."""
KM_TOLERANCE = Decimal("0.2")
"""Share by which the kilometres of a known route may differ."""


def odd(claim: Claim, context: CheckContext) -> Iterator[Problem]:
    """Yield every word of caution about the journeys of a claim."""
    lines = journeys(claim.data)
    before = [journey for earlier in context.earlier for journey in journeys(earlier.data)]
    yield from overlapping_times(lines)
    yield from unusual_distance(lines, before)
    yield from hearing_aid(lines)
    yield from small_local_trips(claim, context)
    yield from frequent_visits(lines, before)
    yield from several_visitors(lines)
    yield from claimed_before(lines, claim, context)


def overlapping_times(lines: Sequence[Journey]) -> Iterator[Problem]:
    """T1: one person cannot make two journeys at once; the same journey twice without times is asked about too."""
    told: set[int] = set()
    for first, second in combinations(lines, 2):
        if second.index in told or not _collide(first, second):
            continue
        told.add(second.index)
        words = {"line": first.index + 1}
        if first.span and second.span:
            text = _("Vérifiez les heures : elles recoupent celles du trajet ${line}", mapping=words)
            yield warn(second.field("departure_time"), "T1", text)
        else:
            text = _("Vérifiez ce trajet : il est le même que le trajet ${line}", mapping=words)
            yield warn(second.field("date"), "T1", text)


def unusual_distance(lines: Sequence[Journey], before: Sequence[Journey]) -> Iterator[Problem]:
    """T2: the kilometres of a route differ by more than a fifth from the last time, or from the claim's first."""
    known: dict[tuple[str, str], Journey] = {}
    for journey in sorted(before, key=lambda journey: journey.day or date.min):
        if journey.by_necessary_car and journey.km:
            known[_route(journey)] = journey
    for journey in lines:
        if not journey.by_necessary_car or not journey.km or not journey.start or not journey.end:
            continue
        last = known.setdefault(_route(journey), journey)
        usual = last.km or Decimal(0)
        if abs(journey.km - usual) > usual * KM_TOLERANCE:
            day = days.show(last.day) if last.day else ""
            words = {"km": quantity.show(usual), "day": day}
            text = _("Vérifiez les kilomètres : pour le même trajet du ${day}, c’était ${km} km", mapping=words)
            yield warn(journey.field("km"), "T2", text)


def hearing_aid(lines: Sequence[Journey]) -> Iterator[Problem]:
    """T4: the flat rate of a hearing aid includes the travel. Which aid it was the form does not ask: said once."""
    for journey in lines:
        if journey.purpose == FITTING:
            text = _("Retirez ce trajet s’il concerne un appareil auditif : le forfait comprend déjà les trajets")
            yield warn(journey.field("purpose"), "T4", text)
            return


def small_local_trips(claim: Claim, context: CheckContext) -> Iterator[Problem]:
    """T5: the month's local trips come to less than the threshold, earlier claims included. Legal basis uncertain."""
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for day, amount in _local_trips(claim, context):
        sums[day.year, day.month] += amount
    told: set[tuple[int, int]] = set()
    for journey in journeys(claim.data):
        if not journey.local_trip or journey.day is None:
            continue
        month, threshold = (journey.day.year, journey.day.month), _threshold(journey.day)
        if month in told or sums[month] >= threshold:
            continue
        told.add(month)
        text = _(
            "Vérifiez les trajets dans la localité : ils ne sont en général remboursés qu’à partir de CHF ${least} par"
            " mois",
            mapping={"least": money.plain(threshold)},
        )
        yield warn(journey.field("local_trip"), "T5", text)


def frequent_visits(lines: Sequence[Journey], before: Sequence[Journey]) -> Iterator[Problem]:
    """T6: visits follow each other faster than every third day. Said once, at the first such visit."""
    earlier = {journey.day for journey in before if journey.purpose == VISIT and journey.day}
    own = sorted((journey.day, journey.index) for journey in lines if journey.purpose == VISIT and journey.day)
    visited = earlier | {day for day, _index in own}
    for day, index in own:
        near = any(0 < (day - other).days < DAYS_BETWEEN_VISITS for other in visited)
        if near or any(0 < (other - day).days < DAYS_BETWEEN_VISITS for other in earlier):
            text = _(
                "Vérifiez les dates des visites : en général, l’AI en rembourse une tous les trois jours, ainsi que"
                " celles du premier et du dernier jour"
            )
            yield warn(lines[index].field("date"), "T6", text)
            return


def several_visitors(lines: Sequence[Journey]) -> Iterator[Problem]:
    """T7: one relative per visit; a companion or a second visit on the same day is a second relative."""
    seen: dict[date, Journey] = {}
    for journey in lines:
        if journey.purpose != VISIT:
            continue
        text = _("Vérifiez cette visite : en général, l’AI rembourse un seul proche par visite")
        if journey.companion:
            yield warn(journey.field("companion"), "T7", text)
        if journey.day is None:
            continue
        first = seen.setdefault(journey.day, journey)
        # There and back on two lines is one visit by one person.
        if first is not journey and (first.round_trip or journey.round_trip):
            yield warn(journey.field("date"), "T7", text)


def claimed_before(lines: Sequence[Journey], claim: Claim, context: CheckContext) -> Iterator[Problem]:
    """G7, by day since every journey has one: an earlier claim for the same decision has a journey on that day."""
    known: dict[date, str] = {}
    for earlier in context.earlier:
        if earlier.decision_number == claim.decision_number:
            known |= {journey.day: earlier.reference for journey in journeys(earlier.data) if journey.day}
    for journey in lines:
        if journey.day in known:
            words = {"day": days.show(journey.day), "reference": known[journey.day]}
            text = _("Vérifiez ce trajet : la demande ${reference} en contient déjà un du ${day}", mapping=words)
            yield warn(journey.field("date"), "G7", text)


def _collide(first: Journey, second: Journey) -> bool:
    """Whether two lines cannot both be true, or look like one journey entered twice."""
    if first.span and second.span:
        return first.span[0] < second.span[1] and second.span[0] < first.span[1]
    if first.day is None or first.day != second.day or not first.start:
        return False
    return (key(first.start), key(first.end)) == (key(second.start), key(second.end))


def _route(journey: Journey) -> tuple[str, str]:
    """Both ends of a journey, whichever way it went."""
    one, other = sorted((key(journey.start), key(journey.end)))
    return one, other


def _local_trips(claim: Claim, context: CheckContext) -> Iterator[tuple[date, int]]:
    """Days of the local trips of this claim and the earlier ones, and what each comes to in Rappen."""
    for data in (claim.data, *(earlier.data for earlier in context.earlier)):
        for journey, line in zip(journeys(data), compute(data).lines, strict=True):
            if journey.local_trip and journey.day:
                yield journey.day, line.amount


def _threshold(day: date) -> int:
    """Rappen per month from which local trips are paid; 0 when no such rule is recorded for the day."""
    try:
        return rate("local-trips-from", day).rappen
    except NoRate:
        return 0
