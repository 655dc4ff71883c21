"""What the lists of this room show, by name; the lists keep plain tuples."""

from datetime import datetime
from typing import NamedTuple

DECIDED = "decided_registrations"
"""Where the desk lists the registrations that were decided: those accepted until their person has come, those refused
until they are deleted. Facets: the state, and ``refused-gln:…``."""


class DecidedCompany(NamedTuple):
    """A company whose registration was decided."""

    name: str
    gln: str
    person: str
    """Who registered it."""
    town: str
    decided: datetime
    holder_id: str
    reason: tuple[tuple[str, str, str], ...]
    """The reason chosen from the list, as it stood then: language, title and text."""
    words: str
    """What the office wrote besides, or instead."""
