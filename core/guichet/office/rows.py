"""The list of decided registrations and what it shows of one."""

from datetime import datetime
from typing import NamedTuple

from guichet.store.sorted_index import SortedIndex

DECIDED = "decided_registrations"
"""Name of the desk's :class:`DecidedCompanies`."""


class DecidedCompany(NamedTuple):
    """A company whose registration was decided."""

    name: str
    gln: str
    person: str
    """Who registered it."""
    town: str
    decided: datetime
    issuer_id: str
    reason: tuple[tuple[str, str, str], ...]
    """The reason chosen from the list, as it stood then: language, title and text."""
    words: str
    """What the office wrote besides, or instead."""


class DecidedCompanies(SortedIndex[DecidedCompany]):
    """Registrations by account, the latest decision first: accepted ones until their person has activated the access,
    refused ones until they are deleted. Facets: ``accepted``, ``refused``, ``refused-gln:GLN``.
    """

    row_type = DecidedCompany
