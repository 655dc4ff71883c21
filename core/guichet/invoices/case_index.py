"""The office's list of all invoices that were sent, under the facets that its views and filters combine."""

from datetime import date, datetime
from typing import ClassVar, NamedTuple

from guichet.clock import local
from guichet.invoices.correction_dates import reminders
from guichet.invoices.models import Invoice
from guichet.invoices.office_time import Stay, counted_from, stays
from guichet.invoices.states import STATES
from guichet.issuers.models import Issuer
from guichet.store.facet_index import FacetIndex
from guichet.store.models import Portal, find
from guichet.store.sorted_index import LAST_MILLISECOND

WORK = "invoice_work"
"""Name of the desk's :class:`WorkList`."""
UNASSIGNED = "nobody"
"""In place of a user's id, of a case without an assignee, in facets and in forms. Ids are hexadecimal."""
NEW, CORRECTED, WAITING, DONE = "new", "corrected", "waiting", "done"
"""Where a case stands: sent once, sent again after a correction, with its sender, decided or withdrawn."""
MESSAGE = "message"
"""Facet of the cases in which a message of the sender waits."""
APPROVED = "approved"
"""Facet of the cases that one person has approved and a second one has to accept."""
FOLLOW_UP = "follow-up"
"""Facet of the cases with a day on which they are to be looked at again."""
DONE_STATES = tuple(state for state in STATES if state not in ("draft", "submitted", "correction_requested"))
"""The states of the cases that are `DONE`."""
NONE, SOME, BLOCKING = "none", "some", "blocking"
"""Kinds of findings that a list may be narrowed to."""


class CaseRow(NamedTuple):
    """An invoice as the office's lists show it: a page of a list loads no invoice.

    Stored by position: new fields come last and have a default, and none changes its place.
    """

    reference: str
    type_id: str
    beneficiary: str
    avs: str
    issuer: str
    """Name of the company or insured person."""
    issuer_id: str
    language: str
    """Of the sender's page."""
    decision_number: str
    """As sent; empty without one."""
    state: str
    total: int
    """In Rappen."""
    received: datetime
    """First sending."""
    stays: tuple[Stay, ...]
    """When it was with the office."""
    revisions: int
    unchanged: bool
    """Whether it was sent again just as the revision before."""
    assignee: str
    """Id of the user who has the case; empty for a case without an assignee."""
    follow_up: date | None
    """When its assignee is to be reminded."""
    reminded: tuple[datetime, ...]
    """When its sender was reminded of the correction that is asked for now."""
    message_since: datetime | None
    """Since when a message of the sender waits for the office; None without one."""
    findings: int = 0
    """Points to examine, of the last evaluation: at the latest sending, or a step of the office since."""
    blocking: int = 0
    """Those among them that prevent an acceptance."""
    approved_by: str = ""
    """Id of the user who has approved it, while it waits for a second person; empty for none."""
    invoice_number: str = ""
    """A company's own, as sent."""

    @property
    def standing(self) -> str:
        """`NEW`, `CORRECTED`, `WAITING` or `DONE`."""
        if self.state == "submitted":
            return CORRECTED if self.revisions > 1 else NEW
        return WAITING if self.state == "correction_requested" else DONE

    @property
    def last_sent(self) -> datetime:
        """The sending of the latest revision."""
        return self.stays[-1][0] if self.stays else self.received

    @property
    def search_text(self) -> str:
        """What the office's search looks at."""
        return (
            f"{self.beneficiary} {self.issuer} {self.avs} {self.reference} {self.decision_number} {self.invoice_number}"
        )


class WorkList(FacetIndex[CaseRow]):
    """All invoices that were sent: those not decided by age, the oldest first; then the decided, the latest first.

    Facets: ``standing:STANDING`` and ``state:STATE``, each stored where it says more than the other, ``type:ID``,
    ``assignee:USER``, ``mine:USER`` (to be decided), ``findings:KIND`` (`NONE`, `SOME`, `BLOCKING`), ``from:ISSUER``,
    ``avs:NUMBER``, ``decision:NUMBER``, ``received:YEAR``, ``received:YEAR-MONTH``, `FOLLOW_UP`, `MESSAGE`,
    `APPROVED`.

    The one index that the requests of all issuers write. Two that meet in a bucket conflict, and one runs again; within
    a process `guichet.web.transactions.serialize_writes` keeps them apart.
    """

    row_type = CaseRow
    # A decision writes half as many sets and a fifth of the counters as with a set for each.
    unions: ClassVar = {
        "state:submitted": (f"standing:{NEW}", f"standing:{CORRECTED}"),
        "state:correction_requested": (f"standing:{WAITING}",),
        f"standing:{DONE}": tuple(f"state:{state}" for state in DONE_STATES),
    }
    counted_together = frozenset(("", "standing", "state", "findings", "assignee", "mine", MESSAGE, APPROVED))

    @staticmethod
    def facets_of(row: CaseRow) -> tuple[str, ...]:
        """The facets of a case. After a change a new work list has to be filled, see `FacetIndex.facets_of`."""
        assignee = row.assignee or UNASSIGNED
        facets = (
            f"state:{row.state}" if row.standing == DONE else f"standing:{row.standing}",
            f"type:{row.type_id}",
            f"assignee:{assignee}",
            f"findings:{SOME if row.findings else NONE}",
            f"from:{row.issuer_id}",
            f"avs:{row.avs}",
            *received_in(local(row.received).date()),
        )
        further = {
            f"mine:{assignee}": row.state == "submitted",
            f"decision:{row.decision_number}": bool(row.decision_number),
            FOLLOW_UP: row.follow_up is not None,
            MESSAGE: row.message_since is not None,
            APPROVED: bool(row.approved_by),
            f"findings:{BLOCKING}": row.blocking > 0,
        }
        return (*facets, *(facet for facet, holds in further.items() if holds))


def received_in(day: date) -> tuple[str, str]:
    """The facets of the month and the year of a first sending."""
    return f"received:{day:%Y-%m}", f"received:{day:%Y}"


def work_list(portal: Portal) -> WorkList:
    """The work list of the office."""
    found: WorkList = portal[WORK]
    return found


def index_case(portal: Portal, invoice_id: str, row: CaseRow) -> None:
    """Brings the row of an invoice that was sent up to date."""
    order = milliseconds(counted_from(row.stays, row.received))
    work_list(portal).put(invoice_id, LAST_MILLISECOND - order if row.standing == DONE else order, row)


def milliseconds(moment: datetime) -> int:
    """Since 1970: the order of the list."""
    return int(moment.timestamp() * 1000)


def case_row(invoice: Invoice) -> CaseRow:
    """The row of an invoice that was sent."""
    issuer, sent = find(invoice, Issuer), invoice.latest
    beneficiary = issuer.beneficiaries[invoice.beneficiary_id]
    return CaseRow(
        reference=invoice.reference,
        type_id=invoice.type_id,
        beneficiary=beneficiary.name,
        avs=beneficiary.avs,
        issuer=issuer.display_name,
        issuer_id=issuer.id,
        language=sent.language,
        decision_number=sent.frozen.header.decision_number,
        state=invoice.state,
        total=invoice.total,
        received=invoice.revisions[0].sent,
        stays=stays(invoice.events),
        revisions=len(invoice.revisions),
        unchanged=is_unchanged(invoice),
        assignee=invoice.assignee,
        follow_up=invoice.follow_up,
        reminded=reminders(invoice),
        message_since=invoice.conversation.waiting_since if invoice.conversation else None,
        findings=invoice.found[0],
        blocking=invoice.found[1],
        approved_by=invoice.first_approver,
        invoice_number=sent.frozen.header.invoice_number,
    )


def is_unchanged(invoice: Invoice) -> bool:
    """Whether an invoice that is with the office was sent again with the same rows and documents."""
    if invoice.state != "submitted" or len(invoice.revisions) < 2:
        return False
    before, after = (revision.frozen for revision in invoice.revisions[-2:])
    # The texts of all languages, since the form may have changed: what the office reads is what counts.
    return all(before.data[name] == after.data[name] for name in ("rows", "documents", "total"))
