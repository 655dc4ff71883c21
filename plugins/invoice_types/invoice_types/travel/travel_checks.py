"""Checks of a travel invoice: contradictions within a journey, between journeys, and with earlier invoices.

Missing numbers: T3 is a required answer. T5 (local trips below CHF 10 a month) was dropped with its sentence in RAI
art. 90 al. 2 in 2022. T8 (no travel costs beside staff leasing, induction allowance and capital aid, al. 2bis) is for
the office, which alone knows the measure. T9 is arithmetic: see `travel_amounts`.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from guichet.sdk import CheckContext, FrozenAnswers, Issue, TimeOfDay, error, warning
from invoice_types import _
from invoice_types.travel.journey import CAR, FITTING, VISIT, Journey, place_key

LONG_WAY = 300
"""Kilometres one way above which a warning asks to check the number."""
DAYS_BETWEEN_VISITS = 3
"""Visits are paid every third day (pages of the offices ZH and OW)."""
KM_TOLERANCE = Decimal("0.2")
"""Share by which the kilometres of a route may differ from an earlier journey."""


def travel_issues(journeys: Sequence[Journey], context: CheckContext) -> Iterator[Issue]:
    """Yield every issue of the journeys."""
    before = [line for invoice in context.earlier for line in invoice.answers.lines("lines")]
    for journey in journeys:
        yield from car_is_explained(journey)
        yield from _contradictions(journey)
    yield from overlapping_times(journeys)
    yield from unusual_distance(journeys, before)
    yield from hearing_aid(journeys)
    yield from frequent_visits(journeys, before)
    yield from several_visitors(journeys)


def car_is_explained(journey: Journey) -> Iterator[Issue]:
    """A car without any reason to be paid: one error names both ways on, so that none is found out step by step."""
    if journey.means == CAR and not journey.per_km and journey.ticket_price is None:
        message = _(
            "Cochez la case si la voiture était nécessaire, puis saisissez les kilomètres et la raison. Sinon,"
            " saisissez le prix du billet 2e classe"
        )
        yield error(journey.field("car_necessary"), "car", message)


def _contradictions(journey: Journey) -> Iterator[Issue]:
    if journey.start and place_key(journey.start) == place_key(journey.end):
        message = _("Saisissez un lieu d’arrivée différent du lieu de départ")
        yield error(journey.field("end"), "same-place", message)
    if journey.per_km and (journey.km or 0) > LONG_WAY:
        message = _("Vérifiez les kilomètres : plus de ${km} pour un trajet simple", mapping={"km": LONG_WAY})
        yield warning(journey.field("km"), "km", message)
    if journey.day and journey.departure is not None and journey.back is not None and journey.span is None:
        message = _(
            "Saisissez une heure de retour après le départ (${departure}), ou le nombre de nuits si le retour était un"
            " autre jour",
            mapping={"departure": TimeOfDay(journey.departure)},
        )
        yield error(journey.field("back"), "times", message)
    if journey.extra_text and not journey.extra_cost:
        message = _("Saisissez le montant des frais supplémentaires si vous en demandez le remboursement")
        yield warning(journey.field("extra_cost"), "extra-cost", message)
    if journey.nights and journey.without_allowance:
        message = _(
            "Vérifiez les nuits : elles ne sont pas remboursées pour une visite, un congé ou un logement pris en"
            " charge par l’AI"
        )
        yield warning(journey.field("nights"), "nights", message)


def overlapping_times(journeys: Sequence[Journey]) -> Iterator[Issue]:
    """T1: two journeys at the same time, or without times the same journey twice on a day. Once per later line."""
    # Only journeys of the same days are compared: of 366 lines there are 66,795 pairs.
    on_day: dict[int, list[Journey]] = {}
    for second in journeys:
        days = [on_day.setdefault(day, []) for day in second.days_away]
        found = [next((one for one in before if _collide(one, second)), None) for before in days]
        first = min((one for one in found if one), key=lambda one: one.index, default=None)
        for day in days:
            day.append(second)
        if first is None:
            continue
        mapping = {"line": first.index + 1}
        if first.span and second.span:
            text = _("Vérifiez les heures : elles recoupent celles du trajet ${line}", mapping=mapping)
            yield warning(second.field("departure"), "T1", text)
        else:
            text = _("Vérifiez ce trajet : il est le même que le trajet ${line}", mapping=mapping)
            yield warning(second.field("day"), "T1", text)


def unusual_distance(journeys: Sequence[Journey], before: Sequence[FrozenAnswers]) -> Iterator[Issue]:
    """T2: the kilometres of a route differ by more than a fifth from the last invoice, or from the first line here."""
    known: dict[tuple[str, ...], tuple[Decimal, date]] = {}
    # Lines of another version of the form may have no date: a message without one would make no sense.
    for line in sorted((line for line in before if line["date"]), key=lambda line: line["date"]):
        if line["km"]:
            known[_route(line["from"], line["to"])] = (line["km"], line["date"])
    for journey in journeys:
        if not (journey.per_km and journey.km and journey.start and journey.end and journey.day):
            continue
        usual, day = known.setdefault(_route(journey.start, journey.end), (journey.km, journey.day))
        if abs(journey.km - usual) > usual * KM_TOLERANCE:
            mapping = {"km": usual, "day": day}
            text = _("Vérifiez les kilomètres : pour le même trajet du ${day}, c’était ${km} km", mapping=mapping)
            yield warning(journey.field("km"), "T2", text)


def hearing_aid(journeys: Sequence[Journey]) -> Iterator[Issue]:
    """T4: the flat rate of a hearing aid includes the travel (older page of the SVA ZH).

    One warning at the first fitting, since the form does not ask which aid it was.
    """
    for journey in journeys:
        if journey.purpose == FITTING:
            text = _("Retirez ce trajet s’il concerne un appareil auditif : le forfait comprend déjà les trajets")
            yield warning(journey.field("purpose"), "T4", text)
            return


def frequent_visits(journeys: Sequence[Journey], before: Sequence[FrozenAnswers]) -> Iterator[Issue]:
    """T6: visits closer together than every third day. One warning, at the first such visit."""
    earlier = {line["date"] for line in before if line["purpose"] == VISIT and line["date"]}
    own = sorted((journey.day, journey.index) for journey in journeys if journey.purpose == VISIT and journey.day)
    visited = earlier | {day for day, _index in own}
    for day, index in own:
        near = any(0 < (day - other).days < DAYS_BETWEEN_VISITS for other in visited)
        if near or any(0 < (other - day).days < DAYS_BETWEEN_VISITS for other in earlier):
            text = _(
                "Vérifiez les dates des visites : en général, l’AI en rembourse une tous les ${days} jours, ainsi que"
                " celles du premier et du dernier jour",
                mapping={"days": DAYS_BETWEEN_VISITS},
            )
            yield warning(journeys[index].field("day"), "T6", text)
            return


def several_visitors(journeys: Sequence[Journey]) -> Iterator[Issue]:
    """T7: one relative per visit; a companion or a second visit on the same day is a second relative."""
    seen: dict[date, Journey] = {}
    for journey in journeys:
        if journey.purpose != VISIT:
            continue
        text = _("Vérifiez cette visite : en général, l’AI rembourse un seul proche par visite")
        if journey.companion:
            yield warning(journey.field("companion"), "T7", text)
        if journey.day is None:
            continue
        first = seen.setdefault(journey.day, journey)
        # There and back on two lines is one visit by one person.
        if first is not journey and (first.round_trip or journey.round_trip):
            yield warning(journey.field("day"), "T7", text)


def _collide(first: Journey, second: Journey) -> bool:
    """Whether two lines cannot both be true, or look like one journey entered twice."""
    if first.span and second.span:
        return first.span[0] < second.span[1] and second.span[0] < first.span[1]
    if first.day is None or first.day != second.day or not first.start:
        return False
    return (place_key(first.start), place_key(first.end)) == (place_key(second.start), place_key(second.end))


def _route(start: str | None, end: str | None) -> tuple[str, ...]:
    """Both ends of a journey, the same for both directions."""
    return tuple(sorted((place_key(start), place_key(end))))
