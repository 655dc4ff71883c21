"""Invoices for aids of fictitious people, for development desks and tests."""

from collections.abc import Mapping
from datetime import date, timedelta

from guichet import demo
from guichet.sdk import ActionContext, Beneficiary, Invoice, Issuer

AUTONOMY, WORKPLACE = "318.639", "318.635"
SUPPLIER = {"supplier": "Moyens auxiliaires de l’Exemple SA", "vat_included": "true", "nature": "purchase"}


def send_bed(ctx: ActionContext, issuer: Issuer, person: Beneficiary, day: date) -> Invoice:
    """Send the bill of an electric bed above its maximum and of the delivery; return the invoice."""
    lines = [_aid(day, "bed", "Lit électrique Exemple", "3150.00"), _aid(day, "bed_delivery", "Livraison", "210.00")]
    return _send(ctx, issuer, person, day, AUTONOMY, {"lines": lines})


def send_work_chair(ctx: ActionContext, issuer: Issuer, person: Beneficiary, day: date) -> Invoice:
    """Send the bill of a chair for the workplace, with maximum and own share of the decision; return the invoice."""
    granted = {"approved_max": "2500.00", "own_share": "150.00"}
    details = {"use_area": "workplace", "lines": [_aid(day, "device", "Siège Exemple", "2890.00") | granted]}
    return _send(ctx, issuer, person, day, WORKPLACE, details)


def _aid(day: date, kind: str, item: str, price: str) -> dict[str, str]:
    bill = {"supplier_number": f"F-{day:%m%d}", "supplier_date": f"{day + timedelta(days=1):%d.%m.%Y}"}
    return {
        "aid": kind,
        "item": item,
        "day": f"{day:%d.%m.%Y}",
        "quantity": "1",
        "unit_price": price,
        **SUPPLIER,
        **bill,
    }


def _send(
    ctx: ActionContext, issuer: Issuer, person: Beneficiary, day: date, form: str, details: Mapping[str, object]
) -> Invoice:
    issue = {"number": f"2026-{day:%m%d}-A", "date": f"{demo.today(ctx):%d.%m.%Y}"}
    return demo.send_invoice(ctx, issuer, person, form, details, issue=issue, documents=(("facture.png", "bill"),))
