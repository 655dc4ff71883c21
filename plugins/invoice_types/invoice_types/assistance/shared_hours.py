"""C7: hours that several insured persons share are invoiced once (KSAB/CCA)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from guichet.sdk import CheckContext, FrozenAnswers, Issue, MonthValue, warning
from invoice_types import _
from invoice_types.assistance.assistant import ASSISTANT_HOURS, Assistant, identity_of
from invoice_types.assistance.work import Span, span_of


@dataclass(frozen=True)
class Entry:
    """Hours of an assistant on one day."""

    day: date
    span: Span | None
    """None where they have no times: hours of the calendar, or an activity without."""
    path: str = ""
    """Where to mend the times."""


def shared_hours(assistant: Assistant) -> Iterator[Issue]:
    """A warning where the sender says that hours are shared."""
    if assistant.for_others:
        text = _("Vérifiez ces heures : celles que plusieurs personnes assurées partagent se facturent une seule fois")
        yield warning(assistant.field("for_others"), "C7", text)


def hours_for_others(
    assistants: Sequence[Assistant], month: MonthValue | None, context: CheckContext
) -> Iterator[Issue]:
    """Warnings for hours that other invoices of the same sender have for the same assistant.

    By the clock where all hours of the day have times in both invoices, and else by the day. The others are those of
    another insured person: two of one person in a month are an error (G7).
    """
    for assistant in assistants:
        if month is not None and assistant.identity and _counts_around(assistant.identity, month, context):
            yield from _shared_with_others(assistant, context)


def _counts_around(person: str, month: MonthValue, context: CheckContext) -> bool:
    """Whether another invoice has hours of the assistant in the month, or on a day beside it: work passes midnight."""
    edges = _with_neighbours({month.first_day, month.last_day})
    return any(context.counted_before(ASSISTANT_HOURS, each, person=person) for each in (str(month), *edges))


def _shared_with_others(assistant: Assistant, context: CheckContext) -> Iterator[Issue]:
    person = assistant.identity
    own = list(_own_entries(assistant))
    # Without times, days are compared by sums, and no other invoice is read.
    near = _with_neighbours({entry.day for entry in own if entry.span})
    others = context.counted_invoices(ASSISTANT_HOURS, near, person=person) if near else ()
    sent = [entry for other in others for entry in _sent_entries(other.answers, person)]
    by_clock = {entry.day for entry in sent} - {entry.day for entry in (*own, *sent) if entry.span is None}
    by_day = [
        day
        for day in sorted({entry.day for entry in own} - by_clock)
        if context.counted_before(ASSISTANT_HOURS, str(day), person=person)
    ]
    if by_day:
        text = _(
            "Vérifiez ces jours, qui figurent aussi dans votre demande pour une autre personne assurée : ${days}."
            " Les heures partagées se facturent une seule fois",
            mapping={"days": ", ".join(str(day.day) for day in by_day)},
        )
        yield warning(assistant.field("name_"), "C7", text)
    spans: dict[str, list[Span]] = {}
    for entry in own:
        if entry.day not in by_day and (common := _common_spans(entry, sent)):
            spans.setdefault(entry.path, []).extend(common)
    for path, common in spans.items():
        text = _(
            "Vérifiez ces heures, qui recoupent celles de votre demande pour une autre personne assurée : ${times}."
            " Les heures partagées se facturent une seule fois",
            mapping={"times": ", ".join(dict.fromkeys(_named(span) for span in sorted(common)))},
        )
        yield warning(path, "C7", text)


def _own_entries(assistant: Assistant) -> Iterator[Entry]:
    for day in assistant.dates(tuple(assistant.worked_days)):
        yield Entry(day, None)
    for activity in assistant.activities:
        for day in assistant.dates(activity.days):
            if activity.worked(day):
                yield Entry(day, activity.span(day), activity.field("start"))


def _sent_entries(answers: FrozenAnswers, person: str) -> Iterator[Entry]:
    """The entries of the assistant in an invoice that was sent; none where its form had no such questions."""
    month = answers["month"]
    if not isinstance(month, MonthValue):
        return
    for line in answers.lines("assistants"):
        if identity_of(line["name"], line["birth_date"]) != person:
            continue
        for number, worked in enumerate(line.lines("days")[: month.days], 1):
            if worked["hours"]:
                yield Entry(month.first_day.replace(day=number), None)
        for activity in line.lines("activities"):
            days = (month.first_day.replace(day=number) for number in activity["days"] or () if number <= month.days)
            yield from (Entry(day, span_of(day, activity["start"], activity["end"])) for day in days)


def _with_neighbours(days: set[date]) -> list[str]:
    """The days as periods, with those before and after each: work of the evening before may last until the morning."""
    around = {day.toordinal() + step for day in days for step in (-1, 0, 1)}
    return [str(date.fromordinal(each)) for each in sorted(around) if 0 < each <= date.max.toordinal()]


def _common_spans(entry: Entry, others: Sequence[Entry]) -> list[Span]:
    """The times that an entry has in common with others; two that only touch have none."""
    if entry.span is None:
        return []
    both = [(max(entry.span[0], other.span[0]), min(entry.span[1], other.span[1])) for other in others if other.span]
    return [(begin, end) for begin, end in both if begin < end]


def _named(span: Span) -> str:
    """« 3 (11:00–12:00) », by the day on which it begins."""
    begin, end = span
    return f"{begin.day} ({begin:%H:%M}–{end:%H:%M})"
