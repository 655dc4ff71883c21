"""The index of decided registrations; that of the waiting ones belongs to `guichet.issuers`."""

from datetime import datetime
from typing import NamedTuple

from guichet.issuers.models import Company
from guichet.store.models import Portal
from guichet.store.sorted_index import SortedIndex, newest_first
from guichet.users.models import User

DECIDED = "decided_registrations"
"""Name of the desk's :class:`DecidedCompanies`."""
REFUSED, ACCEPTED = "refused", "accepted"


class DecidedCompany(NamedTuple):
    """A company whose registration was decided."""

    name: str
    gln: str
    person: str
    """Name of the user who registered it."""
    town: str
    decided: datetime
    issuer_id: str
    reason: tuple[tuple[str, str, str], ...]
    """The reason chosen from the list, as it was then: language, title and text of each translation."""
    comment: str
    """Text of the office to the company, besides a reason or in place of one."""
    comment_language: str
    """Empty when it is not known."""


class DecidedCompanies(SortedIndex[DecidedCompany]):
    """Registrations by user id, the latest decision first: accepted ones until the user has activated the access,
    refused ones until they are deleted. Facets: ``accepted``, ``refused``, ``refused-gln:GLN``.
    """

    row_type = DecidedCompany


def decided_registrations(portal: Portal) -> DecidedCompanies:
    """The desk's index."""
    index: DecidedCompanies = portal[DECIDED]
    return index


def index_decision(
    portal: Portal,
    user: User,
    moment: datetime,
    reason: tuple[tuple[str, str, str], ...] = (),
    comment: str = "",
    comment_language: str = "",
) -> None:
    """Lists the registration of ``user`` under the state it has now."""
    company: Company = portal["issuers"][user.issuer_id]
    row = DecidedCompany(
        name=company.name,
        gln=company.gln,
        person=user.name,
        town=company.town,
        decided=moment,
        issuer_id=company.id,
        reason=reason,
        comment=comment,
        comment_language=comment_language,
    )
    # The GLN is a facet of refused ones alone: the page of a registration shows earlier refusals of its company.
    facets = (REFUSED, _refused_with(company.gln)) if user.state == REFUSED else (ACCEPTED,)
    decided_registrations(portal).put(user.id, facets, newest_first(moment), row)


def refused_before(portal: Portal, gln: str) -> tuple[tuple[str, DecidedCompany], ...]:
    """User id and row of the latest refused registrations with a GLN, at most a page."""
    return decided_registrations(portal).page(_refused_with(gln)).rows


def _refused_with(gln: str) -> str:
    return f"refused-gln:{gln}"
