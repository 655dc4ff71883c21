"""What each transition of an invoice adds to the monthly figures; an undone decision takes its own off again."""

from collections.abc import Iterator, Sequence

from guichet.clock import local
from guichet.invoices.corrections import DOCUMENTS
from guichet.invoices.frozen import FrozenRevision
from guichet.invoices.models import Invoice, InvoiceEvent
from guichet.invoices.monthly_figures import monthly_figures
from guichet.invoices.office_time import stays, working_days
from guichet.invoices.tally import ACCEPTED, ASKED, CORRECTED, DAYS, MARK, RECEIVED, REFUSED, WITHDRAWN, Figure
from guichet.issuers.models import Issuer
from guichet.store.models import find, portal_of

OWN_WORDS = ""
"""In place of the id of a reason where the officer has written words alone, which are not counted: they may say
something about a person."""


def count_event(invoice: Invoice, holidays: tuple[str, ...]) -> None:
    """Counts the latest event of an invoice in the month of that event. ``holidays`` are those of the office."""
    events = invoice.events
    undone = events[-1].transition == "undo"
    # An undone decision as it was counted, and in its month: with other holidays it would be other days now.
    figures = invoice.counted if undone else tuple(_figures(invoice, events, holidays))
    invoice.counted = () if undone else figures
    kind, counters = find(invoice, Issuer).kind, monthly_figures(portal_of(invoice))
    for figure in figures:
        month = f"{local(events[-2 if undone else -1].moment):%Y-%m}"
        counters.add(month, invoice.type_id, kind, figure, -1 if undone else 1)


def _figures(invoice: Invoice, events: Sequence[InvoiceEvent], holidays: tuple[str, ...]) -> Iterator[Figure]:
    match events[-1].transition if events else "":
        case "submit":
            yield (RECEIVED,)
        case "withdraw":
            yield (WITHDRAWN,)
        case "request_correction":
            yield (ASKED,)
            yield from _marks(invoice)
        case "accept":
            yield (CORRECTED if any(one.transition == "resubmit" for one in events) else ACCEPTED,)
            yield _days(events, holidays)
        case "refuse":
            yield (REFUSED,)
            yield _days(events, holidays)


def _days(events: Sequence[InvoiceEvent], holidays: tuple[str, ...]) -> Figure:
    # All stays have ended with the decision, which is why the day of the decision is asked for nothing.
    return (DAYS, str(working_days(stays(events), local(events[-1].moment).date(), holidays)))


def _marks(invoice: Invoice) -> Iterator[Figure]:
    for correction in invoice.corrections[-1:]:
        frozen = invoice.revisions[correction.revision_number - 1].frozen
        for mark in correction.marks:
            yield (MARK, field_of(mark.path, frozen), mark.reason_id or OWN_WORDS)


def field_of(path: str, frozen: FrozenRevision) -> str:
    """The question of a mark without the number of its line, e.g. ``"details.lines.km"``.

    Of a document its kind, ``"documents.receipt"``: a file name may name a person.
    """
    first, _dot, rest = path.partition(".")
    if first == DOCUMENTS and rest:
        kind = next((one.kind for one in frozen.documents if one.id == rest), "")
        return f"{DOCUMENTS}.{kind}" if kind else DOCUMENTS
    return ".".join(part for part in path.split(".") if not part.isdecimal())
