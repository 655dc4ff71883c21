"""The lists of this room and what they show of an item."""

from datetime import date, datetime
from typing import NamedTuple

from guichet.store.sorted_index import SortedIndex


class BeneficiaryRow(NamedTuple):
    """A beneficiary in a holder's list."""

    name: str
    avs: str
    birth_date: date
    decisions: int
    """How many decision numbers are kept."""


class RegisteredCompany(NamedTuple):
    """A company, found by its GLN."""

    name: str


class RegisteredCompanies(SortedIndex[RegisteredCompany]):
    """All companies, in the order of their registration. Facet: ``gln:GLN``."""

    row_type = RegisteredCompany


class WaitingCompany(NamedTuple):
    """A company that waits for the office."""

    name: str
    gln: str
    person: str
    """Who registered it."""
    town: str
    registered: datetime
    issuer_id: str
    email: str


class WaitingCompanies(SortedIndex[WaitingCompany]):
    """Registrations that wait for the office, by account, the oldest first. Facet: ``waiting``."""

    row_type = WaitingCompany
