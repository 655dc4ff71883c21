"""A journey that is in order, and claims made of such journeys, for the tests to bend."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from guichet.invoices.types import CheckContext, Claim, EarlierClaim, Problem
from invoice_types.travel.arithmetic import compute
from invoice_types.travel.checks import check, service_period

TODAY = date(2026, 11, 21)
DECISION = "30220250012345"


def a_journey(**changes: Any) -> dict[str, Any]:
    """22.5 km to the hospital and back with a necessary car, without times."""
    line = {
        "date": date(2026, 10, 14),
        "purpose": "medical_measure",
        "purpose_text": None,
        "place_name": "Inselspital",
        "from": "3400 Burgdorf",
        "to": "3008 Bern",
        "round_trip": True,
        "means": "private_car",
        "justification": "Fauteuil roulant, pas de train accessible",
        "ticket_price": None,
        "km": Decimal("22.5"),
        "car_necessary": True,
        "car_ai_financed": False,
        "taxi_amount": None,
        "departure_time": None,
        "return_time": None,
        "nights": None,
        "companion": False,
        "companion_name": None,
        "companion_ticket": None,
        "extra_cost": None,
        "extra_text": None,
        "voucher_used": False,
        "meals_provided": False,
        "local_trip": False,
    }
    assert not changes.keys() - line.keys()
    return line | changes


def by_train(**changes: Any) -> dict[str, Any]:
    """The same journey by train, CHF 23.40."""
    given = {"means": "public", "justification": None, "km": None, "car_necessary": False, "ticket_price": 2340}
    return a_journey(**(given | changes))


def a_claim(*lines: dict[str, Any], decision: str = DECISION) -> Claim:
    data = {"lines": list(lines)}
    return Claim("318.632.1", date(1984, 3, 12), decision, TODAY, data, compute(data))


def sent_before(*lines: dict[str, Any], reference: str = "BE-2026-2W8N-5RDA", decision: str = DECISION) -> EarlierClaim:
    data = {"lines": list(lines)}
    first, last = service_period(data)
    return EarlierClaim(reference, decision, data, first, last)


def found_in(*lines: dict[str, Any], earlier: tuple[EarlierClaim, ...] = (), today: date = TODAY) -> list[Problem]:
    return list(check(a_claim(*lines), CheckContext(today, "302", earlier)))


def codes(problems: list[Problem]) -> set[tuple[str, str, str]]:
    return {(problem.level, problem.field, problem.code) for problem in problems}


class Travel:
    """The helpers above, for tests that cannot import from each other."""

    today = TODAY
    journey = staticmethod(a_journey)
    by_train = staticmethod(by_train)
    claim = staticmethod(a_claim)
    sent_before = staticmethod(sent_before)
    problems = staticmethod(found_in)

    @staticmethod
    def found(*lines: dict[str, Any], **around: Any) -> set[tuple[str, str, str]]:
        """Level, field and code of every problem of a claim."""
        return codes(found_in(*lines, **around))

    @staticmethod
    def paid(**changes: Any) -> int:
        """Rappen for one journey by car in order but for the changes."""
        return compute({"lines": [a_journey(**changes)]}).total

    @staticmethod
    def paid_by_train(**changes: Any) -> int:
        """Rappen for one journey by train in order but for the changes."""
        return compute({"lines": [by_train(**changes)]}).total


@pytest.fixture
def travel() -> type[Travel]:
    return Travel


@pytest.fixture
def at() -> Callable[[str], int]:
    """``at("8:15")`` in minutes since midnight."""

    def minutes(text: str) -> int:
        hours, rest = text.split(":")
        return int(hours) * 60 + int(rest)

    return minutes
