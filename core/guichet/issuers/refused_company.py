"""What a refused company had answered, for its next registration."""

from typing import Any

from guichet.issuers.models import Company
from guichet.store.models import Portal
from guichet.users.models import Link, User


def refused_answers(portal: Portal, link: Link) -> dict[str, Any] | None:
    """The answers of the registration that ``link`` is about, without password and consent.

    None for a registration that was not refused, e.g. since it was made by another way in.
    """
    user: User = portal["users"][link.user_id]
    company = portal["issuers"].get(user.issuer_id)
    if user.state != "refused" or not isinstance(company, Company):
        return None
    return {
        "company_name": company.name,
        "gln": company.gln,
        "street": company.street,
        "postcode": company.postcode,
        "town": company.town,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "phone": user.phone,
    }
