"""A travel invoice of fictitious people, for development desks and tests."""

from datetime import date, timedelta

from guichet import demo
from guichet.sdk import ActionContext, Beneficiary, Invoice, Issuer

TRAVEL = "318.632.1"


def send_travel(ctx: ActionContext, issuer: Issuer, person: Beneficiary, day: date) -> Invoice:
    """Send a travel invoice of one journey by car and one by train, with its documents; return it."""
    lines = [_journey(day, "private_car"), _journey(day + timedelta(days=2), "public")]
    issue = {"number": f"2026-{day:%m%d}", "date": f"{demo.today(ctx):%d.%m.%Y}"}
    documents = (("attestation.png", "attendance"), ("billet.png", "ticket"))
    return demo.send_invoice(ctx, issuer, person, TRAVEL, {"lines": lines}, issue=issue, documents=documents)


def _journey(day: date, means: str) -> dict[str, str]:
    """One return journey to a hospital; by car with the kilometres, by train with the price."""
    filled = {
        "date": f"{day:%d.%m.%Y}",
        "from": "3400 Burgdorf",
        "to": "3010 Bern",
        "place_name": "Inselspital, physiothérapie",
        "purpose": "medical_measure",
        "round_trip": "true",
        "means": means,
        "departure_time": "8:15",
        "return_time": "16:30",
    }
    if means == "private_car":
        return filled | {"km": "22.5", "car_necessary": "true", "justification": "Fauteuil roulant électrique"}
    return filled | {"ticket_price": "23.40"}
