"""Invoices, what was sent of them, and the documents attached."""

import hashlib
import json
from datetime import datetime
from typing import Any

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent
from ZODB.blob import Blob

from guichet.store.models import Folder, Resource


class Attachment(Resource):
    """A document, cleaned and stored; its name is only shown, never a path."""

    def __init__(
        self,
        *,
        filename: str,
        kind: str,
        content_type: str,
        size: int,
        pages: int | None,
        sha256: str,
        blob: Blob,
        now: datetime,
    ) -> None:
        self.filename = filename
        self.kind = kind
        """One of the invoice type's kinds of document."""
        self.content_type = content_type
        self.size = size
        """In bytes."""
        self.pages = pages
        self.sha256 = sha256
        self.blob = blob
        self.received = now


class Attachments(Folder):
    """All documents ever attached to an invoice, also those that a later revision no longer has."""


class Revision(Persistent):
    """What was sent, frozen: answers, amounts, documents and the facts about people as they were that day."""

    pdf: Blob | None = None

    def __init__(
        self,
        *,
        number: int,
        sent: datetime,
        sent_by: str,
        type_version: int,
        answers: str,
        facts: str,
        rates: tuple[str, ...],
        total: int,
        attachments: tuple[str, ...],
        language: str,
    ) -> None:
        self.number = number
        self.sent = sent
        self.sent_by = sent_by
        self.type_version = type_version
        self.answers = answers
        """The type's own answers as its schema serialises them, in JSON."""
        self.facts = facts
        """Beneficiary, payee, decision and issuer as they were, in JSON; see ``facts.py``."""
        self.rates = rates
        self.total = total
        """In Rappen."""
        self.attachments = attachments
        """Ids in the invoice's folder of attachments."""
        self.language = language


class Invoice(Resource):
    """One invoice from the first draft to the decision."""

    reference = ""
    """What a person reads and quotes; given at the first sending."""
    revisions: tuple[Revision, ...] = ()
    attached: tuple[str, ...] = ()
    """Ids of the documents the next revision will have."""
    history: tuple[tuple[datetime, str, str, str], ...] = ()
    """What happened: moment, actor's account id, name of the transition, words of the office or of the sender."""
    marked: tuple[str, ...] = ()
    """Fields the office wants corrected, as paths of the form."""
    submitted_by = ""
    """Account id of the person who sent it (« Responsable »)."""

    def __init__(
        self, *, type_id: str, type_version: int, beneficiary_id: str, answers: str, author: str, now: datetime
    ) -> None:
        self.type_id = type_id
        self.type_version = type_version
        self.beneficiary_id = beneficiary_id
        self.answers = answers
        """The raw answers of the whole form as typed so far, in JSON; kept also when something in them is wrong."""
        self.saved = now
        self.submitted_by = author
        self.state = "draft"
        self.attachments = Attachments()
        self.attachments.__parent__, self.attachments.__name__ = self, "attachments"

    def __getitem__(self, name: str) -> Any:
        if name == "attachments":
            return self.attachments
        raise KeyError(name)

    @property
    def version(self) -> str:
        """Names what would be sent now: two people with the same version have looked at the same thing."""
        content = json.dumps([self.answers, self.attached])
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def documents(self) -> list[Attachment]:
        """The documents the next revision will have, in the order they arrived."""
        return [self.attachments[attachment_id] for attachment_id in self.attached]

    @property
    def latest(self) -> Revision:
        """What was sent last. Raises ``IndexError`` on a draft."""
        return self.revisions[-1]

    @property
    def last_words(self) -> tuple[datetime, str] | None:
        """When the office last wrote to the sender, and what."""
        spoken = [(moment, words) for moment, _actor, name, words in self.history if words and name in OFFICE_SPEAKS]
        return spoken[-1] if spoken else None


class References(Resource):
    """Every reference given out, so that none is given twice and the office finds an invoice by it."""

    def __init__(self) -> None:
        self._invoices = OOBTree()

    def take(self, reference: str, invoice_id: str) -> bool:
        """Gives a reference to an invoice; ``False`` when another has it."""
        return bool(self._invoices.insert(reference, invoice_id))

    def invoice_id(self, reference: str) -> str | None:
        """Id of the invoice of that reference."""
        found: str | None = self._invoices.get(reference)
        return found


class PdfQueue(Resource):
    """The revisions whose PDF copy is still to be made: holder, invoice and number of the revision."""

    def __init__(self) -> None:
        self.waiting = OOTreeSet()


OFFICE_SPEAKS = ("request_correction", "refuse")
