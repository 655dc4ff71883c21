"""A travel invoice for a development machine and for tests."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from guichet import clock
from guichet.action_context import ActionContext
from guichet.demo import picture
from guichet.documents.sanitize import sanitize_upload
from guichet.invoices import invoice_actions
from guichet.invoices.models import Invoice
from guichet.invoices.reading import Reading
from guichet.issuers.models import Beneficiary, Issuer

TRAVEL = "318.632.1"


def send_travel(ctx: ActionContext, issuer: Issuer, person: Beneficiary, day: date) -> Invoice:
    """A travel invoice of one journey by car and one by train, with a proof, sent."""
    invoice_type = ctx.desk.plugins.invoice_types[TRAVEL]
    invoice = invoice_actions.start_draft(ctx, issuer, person, invoice_type)
    reading = Reading(ctx.desk.plugins, invoice, clock.today())
    raw = reading.raw
    raw["details"]["lines"] = [_journey(raw, day, "private_car"), _journey(raw, day + timedelta(days=2), "public")]
    raw.setdefault("issue", {}).update(number=f"2026-{day:%m%d}", date=f"{clock.today():%d.%m.%Y}")
    invoice_actions.save_answers(ctx, reading, raw)
    invoice_actions.attach(ctx, invoice, sanitize_upload("attestation.png", picture()), "attendance")
    invoice_actions.attach(ctx, invoice, sanitize_upload("billet.png", picture()), "ticket")
    invoice_actions.submit(ctx, reading, reading.schema.deserialize(reading.raw), "fr")
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
