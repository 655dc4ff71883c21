"""An invoice of form 318.632 for a development machine and for tests."""

from datetime import date

from guichet import demo
from guichet.sdk import ActionContext, Beneficiary, Invoice, Issuer

OTHER_INVOICE = "318.632"


def send_other_invoice(ctx: ActionContext, issuer: Issuer, person: Beneficiary, day: date) -> Invoice:
    """An invoice for four sessions of occupational therapy, with the bill, sent."""
    line = {
        "description": "Ergothérapie, séance à domicile",
        "day": f"{day:%d.%m.%Y}",
        "quantity": "4",
        "unit_price": "120.45",
        "vat_included": "true",
    }
    issue = {"number": f"2026-{day:%m%d}-E", "date": f"{demo.today(ctx):%d.%m.%Y}"}
    details = {"lines": [line], "decision_date": "3.3.2025", "copy_given": "true"}
    documents = (("facture.png", "bill"),)
    return demo.send_invoice(ctx, issuer, person, OTHER_INVOICE, details, issue=issue, documents=documents)
