"""An invoice for hearing aids of a fictitious person, for development desks and tests."""

from datetime import date, timedelta

from guichet import demo
from guichet.sdk import ActionContext, Beneficiary, Invoice, Issuer

HEARING = "300.001"


def send_hearing_aids(ctx: ActionContext, issuer: Issuer, person: Beneficiary, day: date) -> Invoice:
    """Send the first supply of both ears of an adult, with the batteries of the year; return the invoice."""
    device = {
        "claim": "device",
        "ears": "both",
        "day": f"{day:%d.%m.%Y}",
        "supply": "first",
        "device_model": "Exemple M 30",
        "seller": "Audition de l’Exemple",
        "bill_day": f"{day + timedelta(days=1):%d.%m.%Y}",
        "bill_total": "3480.00",
    }
    batteries = {"claim": "batteries", "ears": "both", "first_year": str(day.year)}
    issue = {"number": f"2026-{day:%m%d}-H", "date": f"{demo.today(ctx):%d.%m.%Y}"}
    details = {"scheme": "adult", "lines": [device, batteries]}
    return demo.send_invoice(ctx, issuer, person, HEARING, details, issue=issue, documents=(("facture.png", "bill"),))
