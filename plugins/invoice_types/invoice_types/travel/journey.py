"""One line of the travel form as typed values, whatever has been filled in so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from guichet.invoices.types import Data
from invoice_types.travel.words import CAR, LEAVE, PUBLIC, SERVICE, TAXI, VISIT

MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True)
class Journey:
    """A journey; None and empty texts stand for what was not answered. Amounts in Rappen, times in minutes.

    Answers that do not apply, such as kilometres typed before changing to the train, are kept in the data but
    have no effect: the ``paid_…`` properties and the conditions below decide what counts.
    """

    index: int
    day: date | None
    purpose: str
    purpose_text: str
    place: str
    start: str
    end: str
    round_trip: bool
    means: str
    justification: str
    ticket_price: int | None
    km: Decimal | None
    """One way, as answered."""
    car_necessary: bool
    car_ai_financed: bool
    taxi_amount: int | None
    departure: int | None
    back: int | None
    """Return home, on the day that follows the last night."""
    nights: int
    companion: bool
    companion_name: str
    companion_ticket: int | None
    extra_cost: int | None
    extra_text: str
    voucher_used: bool
    meals_provided: bool
    local_trip: bool

    def field(self, name: str) -> str:
        """Return the path of one of the line's fields, e.g. ``"lines.0.km"``."""
        return f"lines.{self.index}.{name}"

    @property
    def by_necessary_car(self) -> bool:
        """Whether kilometres are paid; a car that was not necessary is worth a train ticket."""
        return self.means == CAR and self.car_necessary

    @property
    def needs_ticket_price(self) -> bool:
        """Whether the second-class price decides the amount."""
        return (self.means == PUBLIC and not self.voucher_used) or (self.means == CAR and not self.car_necessary)

    @property
    def by_voucher(self) -> bool:
        """Whether a voucher of the AI stood for the insured person's ticket."""
        return self.means == PUBLIC and self.voucher_used

    @property
    def at_effective_cost(self) -> bool:
        """Whether the amount on the receipt is paid."""
        return self.means in (TAXI, SERVICE)

    @property
    def paid_km(self) -> Decimal:
        """Kilometres driven with a necessary car, both ways of a round trip."""
        if not self.by_necessary_car or self.km is None:
            return Decimal(0)
        return max(self.km, Decimal(0)) * (2 if self.round_trip else 1)

    @property
    def paid_companion_ticket(self) -> int:
        """Price of the companion's ticket; in a car or a taxi the companion costs nothing more."""
        return (self.companion_ticket or 0) if self.means == PUBLIC and self.companion else 0

    @property
    def persons(self) -> int:
        """Who is entitled to meals and nights: the insured person and a companion (RAI art. 90 al. 3)."""
        return 2 if self.companion else 1

    @property
    def without_allowance(self) -> bool:
        """Whether neither meals nor nights are paid: visits and leaves (RAI art. 90 al. 3), or at the AI's cost."""
        return self.purpose in (VISIT, LEAVE) or self.meals_provided

    @property
    def last_day(self) -> date | None:
        """The day of the return home."""
        return None if self.day is None else _later(self.day, self.nights)

    @property
    def span(self) -> tuple[int, int] | None:
        """Departure and return in minutes on one scale for all days; None when unknown or not after each other."""
        if self.day is None or self.departure is None or self.back is None:
            return None
        midnight = self.day.toordinal() * MINUTES_OF_A_DAY
        out, home = midnight + self.departure, midnight + self.nights * MINUTES_OF_A_DAY + self.back
        return (out, home) if home > out else None

    def absences(self) -> Iterator[tuple[date, int]]:
        """Yield each calendar day away from home and the minutes away on it (the allowance is paid per day)."""
        if self.day is None or self.departure is None or self.back is None or self.span is None:
            return
        for night in range(self.nights + 1):
            begin = self.departure if night == 0 else 0
            finish = self.back if night == self.nights else MINUTES_OF_A_DAY
            yield _later(self.day, night), finish - begin

    def evenings(self) -> Iterator[date]:
        """Yield the days whose night was spent away from home."""
        if self.day is not None:
            for night in range(self.nights):
                yield _later(self.day, night)


def journeys(data: Data) -> tuple[Journey, ...]:
    """Return the lines of a travel form, complete or not."""
    return tuple(_journey(index, line) for index, line in enumerate(data.get("lines") or ()))


def same_place(one: str, other: str) -> bool:
    """Compare two places as typed, whatever the case and the blanks."""
    return key(one) == key(other)


def key(text: str) -> str:
    """Return a typed text for comparison."""
    return " ".join(text.casefold().split())


def _later(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def _journey(index: int, line: Mapping[str, Any]) -> Journey:
    return Journey(
        index=index,
        day=line.get("date"),
        purpose=line.get("purpose") or "",
        purpose_text=line.get("purpose_text") or "",
        place=line.get("place_name") or "",
        start=line.get("from") or "",
        end=line.get("to") or "",
        round_trip=bool(line.get("round_trip")),
        means=line.get("means") or "",
        justification=line.get("justification") or "",
        ticket_price=line.get("ticket_price"),
        km=line.get("km"),
        car_necessary=bool(line.get("car_necessary")),
        car_ai_financed=bool(line.get("car_ai_financed")),
        taxi_amount=line.get("taxi_amount"),
        departure=line.get("departure_time"),
        back=line.get("return_time"),
        nights=max(int(line.get("nights") or 0), 0),
        companion=bool(line.get("companion")),
        companion_name=line.get("companion_name") or "",
        companion_ticket=line.get("companion_ticket"),
        extra_cost=line.get("extra_cost"),
        extra_text=line.get("extra_text") or "",
        voucher_used=bool(line.get("voucher_used")),
        meals_provided=bool(line.get("meals_provided")),
        local_trip=bool(line.get("local_trip")),
    )
