"""The list of decided registrations; that of the waiting ones belongs to the companies' room."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from guichet.holders.models import Company
from guichet.identity.models import Account
from guichet.office.rows import DECIDED, DecidedCompany
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
    portal[DECIDED].put(account.id, facets, newest_first(moment), tuple(row))


def refused_before(portal: Portal, gln: str) -> Iterator[tuple[str, DecidedCompany]]:
    """Account id and row of each refused registration with a GLN, the latest first."""
    for key, row in portal[DECIDED].scan(_refused_with(gln)):
        yield key[2], DecidedCompany(*row)


def _refused_with(gln: str) -> str:
    return f"refused-gln:{gln}"
