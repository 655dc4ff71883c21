"""A travel invoice for a development machine and for tests."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from guichet import clock
from guichet.act import Act
from guichet.demo import picture
from guichet.documents.intake import accept
from guichet.holders.models import Beneficiary, Holder
from guichet.invoices import actions
from guichet.invoices.models import Invoice
from guichet.invoices.reading import Reading

TRAVEL = "318.632.1"


def send_travel(act: Act, holder: Holder, person: Beneficiary, day: date) -> Invoice:
    """A travel invoice of one journey by car and one by train, with a proof, sent."""
    invoice_type = act.desk.plugins.invoice_types[TRAVEL]
    invoice = actions.start_draft(act, holder, person, invoice_type)
    reading = Reading(act.desk.plugins, invoice, clock.today())
    raw = reading.raw
    raw["details"]["lines"] = [_journey(raw, day, "private_car"), _journey(raw, day + timedelta(days=2), "public")]
    raw.setdefault("issue", {}).update(number=f"2026-{day:%m%d}", date=f"{clock.today():%d.%m.%Y}")
    actions.save_answers(act, reading, raw)
    actions.attach(act, invoice, accept("attestation.png", picture()), "attendance")
    actions.attach(act, invoice, accept("billet.png", picture()), "ticket")
    actions.submit(act, reading, reading.schema.deserialize(reading.raw), "fr")
    return invoice


def _journey(raw: Mapping[str, Any], day: date, means: str) -> dict[str, Any]:
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
