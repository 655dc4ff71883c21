"""The list of decided registrations; that of the waiting ones belongs to the companies' room."""

from datetime import datetime
from typing import Any

from guichet.holders.models import Company
from guichet.identity.models import Account
from guichet.office.rows import DECIDED, DecidedCompanies, DecidedCompany
from guichet.store.listing import newest_first
from guichet.store.models import Portal

REFUSED, ACCEPTED = "refused", "accepted"


def note_decision(
    portal: Portal, account: Account, moment: datetime, reason: tuple[Any, ...] = (), words: str = ""
) -> None:
    """Lists a registration under the state it now has."""
    company: Company = portal["holders"][account.home[1]]
    row = DecidedCompany(
        name=company.name,
        gln=company.gln,
        person=account.name,
        town=company.town,
        decided=moment,
        holder_id=company.id,
        reason=reason,
        words=words,
    )
    facets = (REFUSED, _refused_with(company.gln)) if account.state == REFUSED else (ACCEPTED,)
    portal[DECIDED].put(account.id, facets, newest_first(moment), row)


def refused_before(portal: Portal, gln: str) -> tuple[tuple[str, DecidedCompany], ...]:
    """Account id and row of the latest refused registrations with a GLN, at most a page."""
    decided: DecidedCompanies = portal[DECIDED]
    return decided.page(_refused_with(gln)).rows


def _refused_with(gln: str) -> str:
    return f"refused-gln:{gln}"
