"""An invoice for a fictitious child, for development desks and tests."""

from datetime import date, timedelta

from guichet import demo
from guichet.sdk import ActionContext, Beneficiary, Invoice, Issuer

MINORS = "318.632.2"


def send_minors(ctx: ActionContext, issuer: Issuer, person: Beneficiary, day: date) -> Invoice:
    """Send the two months before that of ``day``, the second with three days in hospital; return the invoice."""
    second = day.replace(day=1) - timedelta(days=1)
    first = second.replace(day=1) - timedelta(days=1)
    details = {
        "degree": "medium",
        "supplement": "4h",
        "months": [_month(first), _month(second, hospital=3)],
        "nights_declared": "true",
    }
    issue = {"number": f"2026-{day:%m%d}-M", "date": f"{demo.today(ctx):%d.%m.%Y}"}
    return demo.send_invoice(ctx, issuer, person, MINORS, details, issue=issue)


def _month(last: date, hospital: int = 0) -> dict[str, str]:
    """The month that ends with ``last``, at home except for so many days."""
    stay = {"hospital": str(hospital), "hospital_insured": "true"} if hospital else {}
    return {"month": f"{last:%m.%Y}", "at_home": str(last.day - hospital), **stay}
