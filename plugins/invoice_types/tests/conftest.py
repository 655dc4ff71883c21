"""A journey without issues, and invoices of such journeys, for tests to change."""

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guichet.sdk import CheckContext, EarlierInvoice, FrozenAnswers, InvoiceType, Issue, Localizer
from guichet.testing.invoice_types import DetailsEvaluation, evaluate
from invoice_types.assistance import Assistance
from invoice_types.travel import Travel

# Modules that only these tests share; pytest's importlib mode adds no folder.
sys.path.insert(0, str(Path(__file__).parent))

TODAY = date(2026, 11, 21)
DECISION = "30220250012345"
FRENCH = Localizer("fr")
TRAVEL = Travel()


def journey(**changes: str) -> dict[str, str]:
    """22.5 km to the hospital and back with a necessary car, without times; ``from_`` stands for ``from``."""
    line = {
        "date": "14.10.2026",
        "purpose": "medical_measure",
        "place_name": "Inselspital",
        "from": "3400 Burgdorf",
        "to": "3008 Bern",
        "round_trip": "true",
        "means": "private_car",
        "justification": "Fauteuil roulant, pas de train accessible",
        "km": "22.5",
        "car_necessary": "true",
    }
    return line | {name.rstrip("_"): text for name, text in changes.items()}


def by_train(**changes: str) -> dict[str, str]:
    """The same journey by train, CHF 23.40."""
    given = {"means": "public", "justification": "", "km": "", "car_necessary": "", "ticket_price": "23.40"}
    return journey(**{**given, **changes})


def evaluated(*lines: dict[str, str], today: date = TODAY, **around: Any) -> DetailsEvaluation:
    """The evaluation of an invoice; a ticket is attached unless ``attached`` says otherwise."""
    around = {"filed_on": today, "decision_number": DECISION, "attached": frozenset({"ticket"}), **around}
    return evaluate(TRAVEL, {"lines": list(lines)}, CheckContext(today=today, **around))


def sent_before(
    *lines: dict[str, str], reference: str = "BE-2026-2W8N-5RDA", decision: str = DECISION
) -> EarlierInvoice:
    """An earlier invoice of such journeys, as its revision froze it."""
    evaluation = evaluated(*lines)
    return EarlierInvoice(
        reference=reference,
        decision_number=decision,
        service_days=evaluation.service_days,
        answers=FrozenAnswers(evaluation.appstruct),
        amounts={path: sum(term.amount for term in terms) for path, terms in evaluation.amounts.by_path.items()},
    )


def codes(issues: Iterable[Issue]) -> set[tuple[str, str, str]]:
    """Level, path and code of each issue."""
    return {(issue.level, issue.path, issue.code) for issue in issues}


class TravelScenario:
    """The functions above and shorthands for their results, since tests cannot import from each other."""

    today = TODAY
    invoice_type = TRAVEL
    journey = staticmethod(journey)
    by_train = staticmethod(by_train)
    evaluate = staticmethod(evaluated)
    sent_before = staticmethod(sent_before)

    @staticmethod
    def found(*lines: dict[str, str], **around: Any) -> set[tuple[str, str, str]]:
        """Level, path and code of every issue of an invoice."""
        return codes(evaluated(*lines, **around).issues)

    @staticmethod
    def paid(**changes: str) -> int:
        """Rappen for one journey by car in order but for the changes."""
        return evaluated(journey(**changes)).amounts.total

    @staticmethod
    def paid_by_train(**changes: str) -> int:
        """Rappen for one journey by train in order but for the changes."""
        return evaluated(by_train(**changes)).amounts.total

    @staticmethod
    def amounts(*lines: dict[str, str]) -> list[int]:
        """Rappen for each journey."""
        amounts = evaluated(*lines).amounts
        return [amounts.at(f"lines.{number}").amount for number in range(len(lines))]

    @staticmethod
    def formulas(*lines: dict[str, str]) -> list[tuple[str, int]]:
        """Each term in French, blanks plain, with its Rappen."""
        terms = evaluated(*lines).amounts.terms
        return [(FRENCH(term.formula).replace("\u00a0", " "), term.amount) for term in terms]


@pytest.fixture(scope="session")
def travel() -> type[TravelScenario]:
    return TravelScenario


class AssistanceScenario:
    """An October of 2026 with one assistant, for tests to change."""

    today = TODAY

    @staticmethod
    def person(name: str = "Mara Modèle", hours: Mapping[int, str] | None = None, **changes: Any) -> dict[str, Any]:
        """Raw answers about an assistant; ``hours`` by day of the month, two on the 1st unless something is given."""
        worked = {1: "2"} if hours is None and not changes else hours or {}
        return {
            "name": name,
            "birth_date": "2.3.1990",
            "relation": "none",
            "days": [{"hours": worked.get(day, "")} for day in range(1, 32)],
        } | changes

    @staticmethod
    def evaluate(
        *persons: dict[str, Any],
        month: str = "10.2026",
        today: date = TODAY,
        invoice_type: InvoiceType | None = None,
        **given: Any,
    ) -> DetailsEvaluation:
        """The evaluation of a month; facts of the context by their names, all else are answers of the form."""
        facts = {"filed_on", "decision", "decision_number", "earlier", "attached", "pays_company"}
        facts |= {"counted_before", "counted_invoices"}
        around = {name: given.pop(name) for name in facts & given.keys()}
        around = {
            "filed_on": today,
            "decision_number": DECISION,
            "attached": frozenset({"certificate", "acute"}),
        } | around
        answers = {"month": month, "assistants": list(persons)} | given
        return evaluate(invoice_type or Assistance(), answers, CheckContext(today=today, **around))

    @classmethod
    def total(cls, **entries: Any) -> int:
        """Rappen for one assistant with these entries in October 2026."""
        return cls.evaluate(cls.person(**entries)).amounts.total

    @staticmethod
    def codes(evaluation: DetailsEvaluation) -> set[tuple[str, str, str]]:
        """Level, path and code of every issue."""
        return codes(evaluation.issues)

    @classmethod
    def found(cls, *persons: dict[str, Any], **given: Any) -> set[tuple[str, str, str]]:
        """The same, of a month."""
        return cls.codes(cls.evaluate(*persons, **given))


@pytest.fixture(scope="session")
def assistance() -> type[AssistanceScenario]:
    return AssistanceScenario
