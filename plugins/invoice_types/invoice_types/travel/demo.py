"""A travel invoice of fictitious people, for development desks and tests."""

from collections.abc import Mapping
from datetime import date, timedelta

from guichet import demo
from guichet.sdk import ActionContext, Beneficiary, Invoice, Issuer

TRAVEL = "318.632.1"


ANYWHERE = {"from": "1001 Départ", "to": "1002 Arrivée", "place_name": "Cabinet de l’Exemple, physiothérapie"}
"""Places of a journey that belong to no canton; a canton's demo has its own."""


def send_travel(
    ctx: ActionContext, issuer: Issuer, person: Beneficiary, day: date, places: Mapping[str, str] = ANYWHERE
) -> Invoice:
    """Send a travel invoice of one journey by car and one by train, with its documents; return it."""
    lines = [_journey(places, day, "private_car"), _journey(places, day + timedelta(days=2), "public")]
    issue = {"number": f"2026-{day:%m%d}", "date": f"{demo.today(ctx):%d.%m.%Y}"}
    documents = (("attestation.png", "attendance"), ("billet.png", "ticket"))
    return demo.send_invoice(ctx, issuer, person, TRAVEL, {"lines": lines}, issue=issue, documents=documents)


def _journey(places: Mapping[str, str], day: date, means: str) -> dict[str, str]:
    """One return journey; by car with the kilometres, by train with the price."""
    filled = {
        "date": f"{day:%d.%m.%Y}",
        **places,
        "purpose": "medical_measure",
        "round_trip": "true",
        "means": means,
        "departure_time": "8:15",
        "return_time": "16:30",
    }
    if means == "private_car":
        return filled | {"km": "22.5", "car_necessary": "true", "justification": "Fauteuil roulant électrique"}
    return filled | {"ticket_price": "23.40"}
