"""What the lists of this room show, by name; the lists keep plain tuples."""

from datetime import date, datetime
from typing import NamedTuple


class BeneficiaryRow(NamedTuple):
    """A beneficiary in a holder's list."""

    name: str
    avs: str
    birth_date: date
    decisions: int
    """How many decision numbers are kept."""


class WaitingCompany(NamedTuple):
    """A company that waits for the office."""

    name: str
    gln: str
    person: str
    """Who registered it."""
    town: str
    registered: datetime
    holder_id: str
    email: str
