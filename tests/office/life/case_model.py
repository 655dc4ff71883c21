"""The reference model: what the desk should hold after each action, in a few plain attributes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

UNDO_TIME = timedelta(minutes=5)
"""Written down a second time, as everything here is."""
TWO_ABOVE = 3000
"""In Rappen: above it, two persons accept."""
OPEN, WITH_SENDER = "submitted", "correction_requested"
AUDITED = {
    "submit": "invoice.submitted",
    "resubmit": "invoice.resubmitted",
    "withdraw": "invoice.withdrawn",
    "request_correction": "invoice.correction_requested",
    "accept": "invoice.accepted",
    "approve": "invoice.approved",
    "refuse": "invoice.refused",
    "undo": "invoice.decision_undone",
    "hand_over": "invoice.handed_over",
    "pay": "invoice.paid",
}
"""Transition → its name in the audit log."""


@dataclass
class ModelCase:
    """One invoice."""

    id: str
    price: int
    """In Rappen, as typed last."""
    state: str = "draft"
    revisions: list[int] = field(default_factory=list)
    """The total of each."""
    documents: int = 0
    """Attached now."""
    sent_documents: int = 0
    """In the latest revision."""
    events: list[str] = field(default_factory=list)
    mails: int = 0
    """About it to the company, in the outbox; none of a decision that was undone, or answered before its mail left."""
    mail_waits: bool = False
    """Whether the mail of the latest decision has not left."""
    approved_by: str = ""
    decided: datetime | None = None
    batch: str = ""

    @property
    def total(self) -> int:
        """Of the latest revision."""
        return self.revisions[-1]

    @property
    def editable(self) -> bool:
        """Whether the sender may change it."""
        return self.state in ("draft", WITH_SENDER)

    def awaits(self, number: int) -> bool:
        """Whether the office may decide on that revision."""
        return self.state == OPEN and number == len(self.revisions)

    def may_be_undone(self, now: datetime) -> bool:
        """Whether the latest transition was a decision, less than five minutes ago."""
        return self.decided is not None and now < self.decided + UNDO_TIME

    def is_free(self, now: datetime) -> bool:
        """Whether a batch takes it."""
        return (
            self.state == "accepted" and not self.batch and self.decided is not None and now >= self.decided + UNDO_TIME
        )

    def send(self) -> None:
        """A further revision."""
        self.outdate()
        self.events.append("submit" if self.state == "draft" else "resubmit")
        self.state, self.approved_by, self.decided = OPEN, "", None
        self.revisions.append(self.price)
        self.sent_documents = self.documents
        self.mails += 1

    def accept(self, officer: str, now: datetime) -> None:
        """Above the limit, the first of two persons only approves."""
        if self.total > TWO_ABOVE and not self.approved_by:
            self.events.append("approve")
            self.approved_by = officer
        else:
            self.decide("accept", "accepted", now)

    def decide(self, event: str, state: str, now: datetime) -> None:
        """A decision with its mail."""
        self.events.append(event)
        self.state, self.decided, self.mail_waits = state, now, True
        self.mails += 1

    def undo(self) -> None:
        """As if nothing had been decided or approved; the sender's changes since are gone."""
        if self.state == WITH_SENDER:
            self.price, self.documents = self.total, self.sent_documents
        self.events.append("undo")
        self.state, self.approved_by, self.decided = OPEN, "", None
        self.outdate()

    def outdate(self) -> None:
        """The mail of the latest decision would tell what is no longer so."""
        self.mails -= self.mail_waits
        self.mail_waits = False

    def post(self, now: datetime) -> None:
        """The worker has sent what is due."""
        if self.decided is not None and now >= self.decided + UNDO_TIME:
            self.mail_waits = False

    def withdraw(self) -> None:
        """With a mail that confirms it."""
        self.outdate()
        self.move("withdraw", "withdrawn")
        self.mails += 1

    def move(self, event: str, state: str) -> None:
        """A transition without a mail."""
        self.events.append(event)
        self.state = state
        if event != "hand_over":
            self.decided = None


@dataclass
class ModelBatch:
    """One batch."""

    id: str
    cases: list[ModelCase]
    state: str = "making"

    @property
    def live(self) -> bool:
        """Whether it can be cancelled."""
        return self.state in ("making", "ready")

    @property
    def total(self) -> int:
        """Of its invoices, in Rappen."""
        return sum(case.total for case in self.cases)

    def cancel(self) -> None:
        """Frees its invoices."""
        self.state = "cancelled"
        for case in self.cases:
            case.batch = ""
