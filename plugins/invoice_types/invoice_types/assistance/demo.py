"""A month of assistance of fictitious people, for development desks and tests."""

from datetime import date, timedelta
from typing import Any

from guichet import demo
from guichet.sdk import ActionContext, Beneficiary, Invoice, Issuer

ASSISTANCE = "318.536"
WORKED = {0: "3.5", 2: "3.5", 4: "3.5"}
"""Hours by day of the week, Monday first."""


def send_assistance(ctx: ActionContext, issuer: Issuer, person: Beneficiary, day: date) -> Invoice:
    """An invoice for the last month that was over on ``day``, for two assistants, with a pay slip, sent."""
    last = day.replace(day=1) - timedelta(days=1)
    jonas = _assistant("Jonas Modèle", "4.5.1988", [{"hours": "2" if at in (3, 10) else ""} for at in range(31)])
    answers: dict[str, Any] = {
        "month": f"{last:%m.%Y}",
        "assistants": [
            _assistant("Mara Exemple", "2.3.1990", month_of(last))
            | {"nights": [{"days": "3, 10, 17, 24", "level": "3", "persons": "1"}]},
            jonas,
        ],
    }
    issue = {"number": f"{last:%Y-%m}-A", "date": f"{demo.today(ctx):%d.%m.%Y}"}
    documents = (("fiche-de-salaire.png", "payslip"),)
    return demo.send_invoice(ctx, issuer, person, ASSISTANCE, answers, issue=issue, documents=documents)


def month_of(last: date) -> list[dict[str, str]]:
    """The calendar of a month that ends on ``last``, with the hours of `WORKED`."""
    first = last.replace(day=1)
    days = [first + timedelta(days=at) for at in range(last.day)]
    return [{"hours": WORKED.get(day.weekday(), "")} for day in days] + [{"hours": ""}] * (31 - len(days))


def _assistant(name: str, born: str, days: list[dict[str, str]]) -> dict[str, Any]:
    return {"name": name, "birth_date": born, "relation": "none", "contract_from": "1.2.2025", "days": days}
