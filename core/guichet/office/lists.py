"""The list of decided registrations; that of the waiting ones belongs to the companies' room."""

from datetime import datetime
from typing import Any

from guichet.issuers.models import Company
from guichet.office.rows import DECIDED, DecidedCompanies, DecidedCompany
from guichet.store.models import Portal
from guichet.store.sorted_index import newest_first
from guichet.users.models import User

REFUSED, ACCEPTED = "refused", "accepted"


def note_decision(portal: Portal, user: User, moment: datetime, reason: tuple[Any, ...] = (), words: str = "") -> None:
    """Lists a registration under the state it now has."""
    company: Company = portal["issuers"][user.home[1]]
    row = DecidedCompany(
        name=company.name,
        gln=company.gln,
        person=user.name,
        town=company.town,
        decided=moment,
        issuer_id=company.id,
        reason=reason,
        words=words,
    )
    facets = (REFUSED, _refused_with(company.gln)) if user.state == REFUSED else (ACCEPTED,)
    portal[DECIDED].put(user.id, facets, newest_first(moment), row)


def refused_before(portal: Portal, gln: str) -> tuple[tuple[str, DecidedCompany], ...]:
    """Account id and row of the latest refused registrations with a GLN, at most a page."""
    decided: DecidedCompanies = portal[DECIDED]
    return decided.page(_refused_with(gln)).rows


def _refused_with(gln: str) -> str:
    return f"refused-gln:{gln}"
