"""What the review shows of a case besides the invoice: who has it, its age, notes and reminder."""

from dataclasses import dataclass
from datetime import date, datetime

from pyramid.request import Request

from guichet import clock
from guichet.i18n import _
from guichet.invoices import office_time
from guichet.invoices.models import Invoice
from guichet.office.cases.assignees import assignees, name_of
from guichet.office.cases.models import notes
from guichet.values import day

LATE_FROM = 8
"""Age in working days from which on a case is marked."""


@dataclass(frozen=True)
class ShownNote:
    """An internal note."""

    author: str
    """Empty for a user who no longer exists."""
    moment: datetime
    text: str


@dataclass(frozen=True)
class CaseFile:
    """The facts of one case."""

    age: tuple[int, str, str]
    """Count, singular and plural: « 3 jours ouvrables chez nous »."""
    late: bool
    assignee: str
    """Id of the user who has it; empty for a case without an assignee."""
    assignee_name: str
    reader: str
    """Id of the user who sees the page."""
    colleagues: tuple[tuple[str, str], ...]
    """Id and name of those who may have it."""
    follow_up: str
    """As it is typed; empty without a reminder."""
    notes: tuple[ShownNote, ...]


def case_file(invoice: Invoice, request: Request) -> CaseFile:
    """The facts of a case on the page of a request."""
    portal = request.root
    age = office_time.working_days(office_time.stays(invoice.events), clock.today(), request.desk.tenant.holidays)
    return CaseFile(
        age=(age, _("${n} jour ouvrable chez nous"), _("${n} jours ouvrables chez nous")),
        late=is_late(age),
        assignee=invoice.assignee,
        assignee_name=name_of(portal, invoice.assignee),
        reader=request.identity.user_id,
        colleagues=assignees(portal),
        follow_up=day.show(invoice.follow_up) if invoice.follow_up else "",
        notes=tuple(
            ShownNote(name_of(portal, one.author), one.moment, one.text) for one in notes(portal).of(invoice.id)
        ),
    )


def is_late(age: int) -> bool:
    """Whether a case of that age is marked."""
    return age >= LATE_FROM


def is_due(follow_up: date | None, today: date) -> bool:
    """Whether the day of a reminder has come."""
    return follow_up is not None and follow_up <= today
