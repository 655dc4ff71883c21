"""Persistent classes: invoices, their revisions and documents, given references, queue of PDFs."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree, OOTreeSet
from persistent import Persistent
from ZODB.blob import Blob

from guichet.documents.cleaning.outcome import CleanFile
from guichet.documents.stored_document import StoredDocument
from guichet.invoices.conversation import CaseMessage, Conversation
from guichet.invoices.corrections import Correction, Mark
from guichet.invoices.frozen import FrozenRevision, thaw
from guichet.invoices.overrides import Override
from guichet.invoices.tally import Figure
from guichet.store.models import Folder, Resource
from guichet.values import qr_bill
from guichet.values.qr_bill import QrBill

ACCEPTED = ("accepted", "handed_over", "paid")
"""States from the acceptance on."""
SENDINGS = ("submit", "resubmit")
"""Transitions of the sender to the office."""
UNDECIDED = (*SENDINGS, "undo", "request_correction", "take_back", "refuse", "withdraw")
"""Transitions after which an approval or acceptance before them no longer counts."""
MAX_CSTRUCT = 500_000
"""Characters of raw answers that an invoice stores: 366 lines with every question answered take 300 000."""


READ, PROPOSED, CONFIRMED = "read", "proposed", "confirmed"
"""What has become of the bill on a document: read; its proposals saved with the answers of a page that showed them;
confirmed by the sender."""


@lru_cache(256)
def _parsed(payload: str) -> QrBill:
    return qr_bill.parse(payload)


class Attachment(StoredDocument):
    """A document of an invoice."""

    thumbnail_sha256 = ""
    joined: tuple[str, ...] = ()
    """SHA-256 of the pictures that became its pages; none for a document as it was sent."""

    def __init__(
        self,
        file: CleanFile,
        *,
        filename: str,
        kind: str,
        blob: Blob,
        thumbnail: Blob | None = None,
        unscanned: Blob | None = None,
        now: datetime,
    ) -> None:
        super().__init__(file, filename=filename, blob=blob, unscanned=unscanned, now=now)
        self.kind = kind
        """One of the invoice type's kinds of document."""
        self.thumbnail = thumbnail
        """A small JPEG; None where none could be made. A blob as well, so that it leaves the disk with the document."""
        if thumbnail is not None:
            self.thumbnail_sha256 = hashlib.sha256(file.thumbnail).hexdigest()
        self.bills: tuple[tuple[str, str], ...] = ((file.bill, READ),) if file.bill else ()
        """Payload of each supplier's QR-bill on it, and what has become of it; none where the form takes nothing of a
        bill. Photos that became one document may have several."""

    @property
    def hashes(self) -> tuple[str, ...]:
        """SHA-256 of the document and of the pictures in it, by which the same file is found again."""
        return (self.sha256, *self.joined)

    @property
    def qr_bills(self) -> list[QrBill]:
        """The bills, in the order of `bills`."""
        return [_parsed(payload) for payload, _state in self.bills]

    def set_bill_state(self, number: int, state: str) -> None:
        """Records what has become of a bill; ``number`` is its place among `bills`."""
        bills = list(self.bills)
        bills[number] = (bills[number][0], state)
        self.bills = tuple(bills)

    def hashed_blobs(self) -> Iterator[tuple[Blob, str]]:
        """All that is stored beside the record, each with its SHA-256."""
        yield from super().hashed_blobs()
        if self.thumbnail is not None and not self.infected:
            yield self.thumbnail, self.thumbnail_sha256


class Attachments(Folder):
    """All documents ever attached to an invoice, also those that a later revision no longer has."""


class Revision(Persistent):
    """What was sent, frozen for good (`guichet.invoices.frozen`). A record of its own, loaded when it is read."""

    pdf: Blob | None = None
    """None until the worker has drawn it."""
    pdf_sha256 = ""

    def __init__(
        self,
        *,
        number: int,
        sent: datetime,
        sent_by: str,
        total: int,
        attachments: tuple[str, ...],
        language: str,
        content: bytes,
    ) -> None:
        self.number = number
        """From 1."""
        self.sent = sent
        self.sent_by = sent_by
        """Id of the user."""
        self.total = total
        """In Rappen."""
        self.attachments = attachments
        """Ids in the invoice's folder of attachments."""
        self.language = language
        """Of the sender's page, in which the PDF is drawn."""
        self.content = content
        """Header, answers, amounts, rows and texts, compressed."""

    def hashed_blobs(self) -> Iterator[tuple[Blob, str]]:
        """Its PDF with the SHA-256, once it is drawn."""
        if self.pdf is not None:
            yield self.pdf, self.pdf_sha256

    @property
    def frozen(self) -> FrozenRevision:
        """The content as data."""
        return thaw(self.content)


class InvoiceEvent(NamedTuple):
    """One transition of an invoice."""

    moment: datetime
    actor: str
    """Id of the user."""
    transition: str
    """Name in `guichet.invoices.lifecycle.TRANSITIONS`."""
    message: str = ""
    """Message of the office to the sender; of a sending, the sender's explanation of its warnings."""
    language: str = ""
    """Language that the message is written in, e.g. ``"de"``; empty when it is not known."""


class Invoice(Resource):
    """One invoice from the first draft to the payment."""

    reference = ""
    """Reference for people to quote; given at the first sending."""
    revisions: tuple[Revision, ...] = ()
    attached: tuple[str, ...] = ()
    """Ids of the `listed_documents`."""
    # Tuples, replaced as a whole: ZODB does not see a change inside a plain list, which would be lost.
    _events: tuple[tuple[datetime, str, str, str, str], ...] = ()
    undo_until: datetime | None = None
    """Until when the latest decision may be undone; None after any other transition."""
    waiting_mails: tuple[str, ...] = ()
    """Ids in the outbox of the mails about that decision, which wait as long."""
    corrections: tuple[Correction, ...] = ()
    """All requests for correction, the first one first."""
    overrides: tuple[Override, ...] = ()
    """What officers have completed or passed over, the first one first; also of decisions that were undone."""
    found: tuple[int, int] = (0, 0)
    """Number of findings to examine, and of those that block, when it was last evaluated for the office."""
    counted: tuple[Figure, ...] = ()
    """What its latest event has added to the monthly figures."""
    conversation: Conversation | None = None
    """Messages between sender and office; None before the first one."""
    submitted_by = ""
    """Id of the user who sent it last (« Responsable »); of a draft, its author."""
    saved_by = ""
    """Id of the user who saved the answers last."""
    retention_start: datetime | None = None
    """When the time for which it is kept began: it was handed over to the Central Compensation Office."""
    assignee = ""
    """Id of the user of the office who has the case."""
    follow_up: date | None = None
    """When the assignee is to be reminded of it."""
    draft_version = 0
    """Raised by each saving that changes the answers: a page that shows an older one must not overwrite them."""

    def __init__(
        self,
        *,
        type_id: str,
        type_version: int,
        beneficiary_id: str,
        cstruct: Mapping[str, Any],
        author: str,
        now: datetime,
    ) -> None:
        self.type_id = type_id
        self.type_version = type_version
        """The version of the form that the answers were last saved with."""
        self.beneficiary_id = beneficiary_id
        self._cstruct = json.dumps(cstruct, ensure_ascii=False)
        self.saved = now
        self.saved_by = self.submitted_by = author
        self.state = "draft"
        self.attachments = Attachments()
        self.attachments.__parent__, self.attachments.__name__ = self, "attachments"

    @property
    def cstruct(self) -> dict[str, Any]:
        """The raw answers of the whole form as typed so far, right or wrong. A copy: changing it changes nothing."""
        answers: dict[str, Any] = json.loads(self._cstruct)
        return answers

    def save_cstruct(self, cstruct: Mapping[str, Any], author: str, now: datetime) -> None:
        """Stores raw answers if they differ from the saved ones. Raises ``ValueError`` for more than `MAX_CSTRUCT`."""
        text = json.dumps(cstruct, ensure_ascii=False)
        if len(text) > MAX_CSTRUCT:
            raise ValueError("answers too long")
        if text != self._cstruct:
            self._cstruct, self.saved, self.saved_by = text, now, author
            self.draft_version += 1

    @property
    def events(self) -> tuple[InvoiceEvent, ...]:
        """All transitions, the first one first."""
        return tuple(InvoiceEvent(*event) for event in self._events)

    def add_event(self, event: InvoiceEvent) -> None:
        """Adds an event at the end."""
        # A plain tuple: a named one would write its class path into every record.
        moment, actor, transition, message, language = event
        self._events = (*self._events, (moment, actor, transition, message, language))

    def __getitem__(self, name: str) -> Any:
        # Traversal: the addresses of documents are below that of the invoice.
        if name == "attachments":
            return self.attachments
        raise KeyError(name)

    @property
    def content_digest(self) -> str:
        """Hash of saved answers and attached documents: an evaluation with another one is out of date."""
        replies = self.correction.replies if self.correction else ""
        content = json.dumps([self.id, self.draft_version, self.attached, replies])
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def listed_documents(self) -> list[Attachment]:
        """The documents in the order in which they were attached, with those whose content was deleted as malware."""
        return [self.attachments[attachment_id] for attachment_id in self.attached]

    @property
    def documents(self) -> list[Attachment]:
        """The documents that the next revision will have."""
        return [one for one in self.listed_documents if not one.infected]

    @property
    def correction(self) -> Correction | None:
        """The request for correction that the sender has not answered yet; None in any other state."""
        return self.corrections[-1] if self.state == "correction_requested" and self.corrections else None

    @property
    def marks_by_event(self) -> list[tuple[Mark, ...]]:
        """For each event the marks of the correction that it asked for; none for any other."""
        asked = iter([one.marks for one in self.corrections])
        return [next(asked, ()) if one.transition == "request_correction" else () for one in self.events]

    @property
    def latest(self) -> Revision:
        """The latest revision. Raises ``IndexError`` on a draft."""
        return self.revisions[-1]

    @property
    def override(self) -> Override | None:
        """That of the approval or acceptance that stands; None where nothing was completed or passed over."""
        by_event = {one.event_number: one for one in self.overrides}
        for number, event in reversed(list(enumerate(self.events))):
            if event.transition in UNDECIDED:
                return None
            if number in by_event:
                return by_event[number]
        return None

    @property
    def first_approver(self) -> str:
        """Id of the user who has approved what waits for a second person; empty for none."""
        for event in reversed(self.events if self.state == "submitted" else ()):
            if event.transition == "approve":
                return event.actor
            if event.transition in UNDECIDED:
                return ""
        return ""

    @property
    def accepted_override(self) -> Override | None:
        """The override of an invoice that is accepted; None before, while a second person is still to accept it."""
        return self.override if self.overrides and self.state in ACCEPTED else None

    @property
    def total(self) -> int:
        """In Rappen: what was asked for; once accepted, with the amounts that the office has completed."""
        override = self.accepted_override
        return self.latest.total + (override.completed if override else 0)

    @property
    def standing_events(self) -> list[tuple[InvoiceEvent, tuple[Mark, ...]]]:
        """Events with their marks that the sender sees: no decision undone before its mail left, no first approval."""
        found: list[tuple[InvoiceEvent, tuple[Mark, ...]]] = []
        for event, marks in zip(self.events, self.marks_by_event, strict=True):
            # What happens inside the office is none of the sender's business.
            if event.transition == "undo":
                found = found[:-1]
            elif event.transition != "approve":
                found.append((event, marks))
        return found

    @property
    def open_answer(self) -> CaseMessage | None:
        """The latest message of the office outside a correction, until the sender or the office goes on."""
        *_earlier, last = self.conversation or (None,)
        return last if last and last.from_office and last.moment > self.events[-1].moment else None

    @property
    def office_message(self) -> InvoiceEvent | None:
        """The latest event with a message of the office that stands."""
        said = (event for event, _marks in reversed(self.standing_events) if event.message)
        return next((event for event in said if event.transition not in SENDINGS), None)


class References(Resource):
    """Id of the invoice by reference: none is given twice, and the office finds an invoice by it."""

    def __init__(self) -> None:
        self._invoices = OOBTree()

    def take(self, reference: str, invoice_id: str) -> bool:
        """Gives a reference to an invoice; False when another invoice has it."""
        # Two transactions that insert the same key conflict, so that this holds between processes as well.
        return bool(self._invoices.insert(reference, invoice_id))

    def invoice_id(self, reference: str) -> str | None:
        """Id of the invoice with that reference; None when there is none, or none any more."""
        return self._invoices.get(reference) or None

    def items(self, after: str = "") -> Iterator[tuple[str, str]]:
        """The references behind one, with the ids of their invoices; an empty id for an invoice that was erased."""
        return iter(self._invoices.items(min=after, excludemin=True))

    def retire(self, reference: str) -> None:
        """Keeps the reference of an erased invoice from being given again; it is on papers that people have."""
        self._invoices[reference] = ""


class PdfQueue(Resource):
    """Revisions whose PDF is still to be drawn: ids of issuer and invoice, number of the revision."""

    def __init__(self) -> None:
        self.waiting = OOTreeSet()
