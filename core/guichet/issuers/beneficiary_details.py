"""Records about a beneficiary: what a decision grants, the legal representative, powers of attorney."""

from datetime import date, datetime
from hashlib import sha256
from typing import Literal, NamedTuple

from ZODB.blob import Blob

from guichet.documents.cleaning.outcome import CleanFile
from guichet.documents.stored_document import StoredDocument

Degree = Literal["", "slight", "medium", "severe"]
"""Degree of helplessness (RAI art. 37); empty when it is not given."""

Granted = Literal["", "yes", "no"]
"""Whether a decision grants something; empty when it is not given."""


class Grant(NamedTuple):
    """What the office granted with a decision, as far as the sender wrote it down."""

    valid_from: date | None = None
    valid_until: date | None = None
    degree: Degree = ""
    monthly_amount: int | None = None
    """In Rappen."""
    limit: str = ""
    """Any other limit, e.g. « 40 trajets »."""
    yearly_amount: int | None = None
    """In Rappen. Of assistance, like all that follows (RAI art. 39c to 39i)."""
    night_level: str = ""
    """``"1"`` to ``"4"``."""
    nights: int | None = None
    """Nights a month."""
    special_hours: Granted = ""
    """Hours of special qualification."""
    acute_phase: Granted = ""


class Representative(NamedTuple):
    """Legal representative of a minor or of a person under curatorship (Berne's guide for companies, 4.3.1)."""

    relation: str
    """``parent``, ``guardian`` or ``other``."""
    first_name: str
    last_name: str
    street: str = ""
    """Empty, like postcode and town, for the beneficiary's own address."""
    postcode: str = ""
    town: str = ""
    phone: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


class PowerOfAttorney(StoredDocument):
    """Signed document that lets a company invoice in a beneficiary's name."""

    sent = False
    """Whether an invoice for the person was sent with it: the office has then relied on it."""
    removed: datetime | None = None
    """When the company removed it after that; None while it counts."""

    def __init__(
        self,
        file: CleanFile,
        *,
        filename: str,
        blob: Blob,
        unscanned: Blob | None = None,
        now: datetime,
        valid_from: date | None,
        valid_until: date | None,
    ) -> None:
        super().__init__(file, filename=filename, blob=blob, unscanned=unscanned, now=now)
        self.valid_from = valid_from
        """None for a document without a first day."""
        self.valid_until = valid_until
        """The last day; None for a document without one."""

    def was_there(self, moment: datetime) -> bool:
        """Whether the company had it on its list at a moment."""
        return self.received <= moment and (self.removed is None or moment < self.removed)

    def is_valid(self, today: date) -> bool:
        """Whether the day is inside the document's period; never for one whose content was deleted as malware."""
        return not self.infected and (self.valid_from or today) <= today <= (self.valid_until or today)


def decision_key(beneficiary_id: str, number: str) -> str:
    """What stands for a saved decision number in an address, since addresses are logged (ASVS 5.0, 14.2.1).

    Eight characters of a hash: thousands of numbers share each of them.
    """
    return sha256(f"{beneficiary_id} {number}".encode()).hexdigest()[:8]
