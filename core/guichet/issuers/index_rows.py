"""Index rows of this room: what a list shows of an item without loading it from the database."""

from datetime import date, datetime
from typing import NamedTuple

from guichet.store.sorted_index import SortedIndex


class BeneficiaryRow(NamedTuple):
    """A beneficiary in an issuer's list."""

    name: str
    avs: str
    birth_date: date
    decisions: int
    """Number of saved decision numbers."""


class RegisteredCompany(NamedTuple):
    """A company whose registration has reached the office, found by its GLN."""

    name: str
    gln: str
    town: str


class RegisteredCompanies(SortedIndex[RegisteredCompany]):
    """Companies by name, normalized for search. Facets: ``all``, ``gln:GLN``."""

    row_type = RegisteredCompany


class WaitingCompany(NamedTuple):
    """A company that waits for the office."""

    name: str
    gln: str
    person: str
    """Name of the user who registered it."""
    town: str
    received: datetime
    """When its address was proven, and the registration reached the office."""
    issuer_id: str
    email: str


class WaitingCompanies(SortedIndex[WaitingCompany]):
    """Registrations that wait for the office, by user id, the oldest first. Facet: ``waiting``."""

    row_type = WaitingCompany
