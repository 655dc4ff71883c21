"""Summary of the answers: the rows of check page, PDF, office page and frozen revision.

Derived from the declaration: one row for each question of the form, one for each line of a list. Values stay typed,
since a revision is frozen in each language of the desk: a localizer formats them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias

from translationstring import TranslationString

from guichet.declaration.amounts import Amounts, AmountTerm
from guichet.declaration.containers import Lines, Section
from guichet.declaration.fields import Field, Fields, Leaf, join, once_per_class
from guichet.declaration.form_tree import containers
from guichet.declaration.kinds import Choice, Quantity, YesNo
from guichet.i18n.domain import _
from guichet.values.month import Month


@dataclass(frozen=True)
class Span:
    """Two answers that are printed as one text, « 8:15 – 16:30 »."""

    first: "Localizable"
    last: "Localizable"


Localizable: TypeAlias = TranslationString | str | int | Decimal | date | Month | Span
"""A text, or a value that a localizer formats by its type; an ``int`` is a `Money` or a `TimeOfDay`."""


@dataclass(frozen=True)
class SummaryValue:
    """One printed line: the values of one question, or of several that share it."""

    parts: tuple[Localizable, ...]
    """Joined by commas."""
    label: TranslationString | None = None
    """Printed before a colon, « Justification : … ». None where the row's label or the text itself is enough."""


@dataclass(frozen=True)
class SummaryList:
    """The list of lines that a row is one of."""

    path: str
    label: TranslationString
    columns: tuple[tuple[str, TranslationString], ...] = ()
    """Code and heading of the parts of an amount, see `guichet.declaration.Lines.columns`."""
    has_amounts: bool = True
    """See `guichet.declaration.Lines.amounts`."""


@dataclass(frozen=True)
class SummaryRow:
    """One question of the form, or one line of a list."""

    path: str
    label: TranslationString
    values: tuple[SummaryValue, ...]
    """Empty when nothing was answered."""
    terms: tuple[AmountTerm, ...] = ()
    """The amounts of this row, without those of the rows inside."""
    depth: int = 0
    """0 in the form, 1 for a line or section of it, 2 for a line inside a line."""
    line_of: SummaryList | None = None
    brief: tuple[SummaryValue | None, ...] = ()
    """Of a line: when, what and how, the first texts of its summary. None for one without an answer."""

    @property
    def amount(self) -> int:
        """In Rappen."""
        return sum(term.amount for term in self.terms)

    @cached_property
    def amounts(self) -> tuple[int, ...]:
        """Of a line, in Rappen: the parts in the columns of its list, then the amount; empty in a list without."""
        if self.line_of and not self.line_of.has_amounts:
            return ()
        codes = [code for code, _heading in self.line_of.columns] if self.line_of else []
        parts = dict.fromkeys(codes, 0)
        for term in self.terms if codes else ():
            parts[term.code if term.code in parts else codes[0]] += term.amount
        return (*parts.values(), self.amount)


BRIEF_TEXTS = 3
"""Texts of a line that is folded."""


class _Terms:
    """Terms by path; each row takes out its own, so that none is printed twice."""

    def __init__(self, amounts: Amounts) -> None:
        self._left = dict(amounts.by_path)
        self._around = {path.rpartition(".")[0] for path in self._left}

    def are_inside(self, path: str) -> bool:
        """Whether a term is at a question of the record at a path; of most lines, all terms are at the line itself."""
        return path in self._around

    def take(self, path: str) -> tuple[AmountTerm, ...]:
        """The terms at a path."""
        return self._left.pop(path, ())

    def take_inside(self, record: Fields, questions: Iterable[Field[Any]]) -> Iterator[AmountTerm]:
        """The terms at questions of a record."""
        if self.are_inside(record.path):
            for question in questions:
                yield from self.take(join(record.path, question.name))

    @property
    def left(self) -> tuple[AmountTerm, ...]:
        """Those that no row has taken."""
        return tuple(term for belonging in self._left.values() for term in belonging)


def summarize(record: Fields, amounts: Amounts, *, folded: bool = False) -> tuple[SummaryRow, ...]:
    """The rows of a form without its irrelevant questions. Every term is in one row, in the last one if need be.

    With ``folded`` a line has its brief texts, which are what a folded line shows, and no ``values``: a quarter of the
    work.
    """
    terms = _Terms(amounts)
    rows = tuple(_rows(record, terms, 0, folded))
    others = terms.left
    return (*rows, SummaryRow("", _("Autres montants"), (), others)) if others else rows


def _rows(record: Fields, terms: _Terms, depth: int, folded: bool) -> Iterator[SummaryRow]:
    for group in printed_together(type(record)):
        questions = [question for question in group if question.name in record.values]
        if not questions:
            continue
        first = questions[0]
        if isinstance(first, Lines | Section):
            yield from _inside(record, first, terms, depth, folded)
        else:
            value = _value(record, questions)
            path, belonging = join(record.path, first.name), tuple(terms.take_inside(record, questions))
            yield SummaryRow(path, first.label, (value,) if value else (), belonging, depth)


def _inside(record: Fields, question: Field[Any], terms: _Terms, depth: int, folded: bool) -> Iterator[SummaryRow]:
    answer = question.__get__(record, type(record))
    if isinstance(question, Section):
        yield SummaryRow(answer.path, question.label, (), terms.take(answer.path), depth)
        yield from _rows(answer, terms, depth + 1, folded)
    elif isinstance(question, Lines):
        columns = tuple(question.columns.items())
        path, together = join(record.path, question.name), question.amounts_label
        line_of = SummaryList(path, question.label, columns, question.amounts)
        for line in answer:
            yield _line_row(line, question.item_title % {"n": line.index + 1}, terms, depth + 1, line_of, folded)
            for inner in containers(type(line)):
                if inner.in_summary and inner.name in line.values:
                    yield from _inside(line, inner, terms, depth + 1, folded)
        if together is not None:
            yield SummaryRow(path, together, (), terms.take(path), depth)


def _line_row(
    line: Fields, label: TranslationString, terms: _Terms, depth: int, line_of: SummaryList, folded: bool
) -> SummaryRow:
    """The one row of a line. A row for each question would make a revision 7 to 13 times as large as its answers."""
    values: list[SummaryValue | None] = []
    answers, derived = line.values, tuple(line.derived())
    belonging = list(terms.take(line.path))
    for group in _texts_of_line(type(line)):
        if folded and len(values) == BRIEF_TEXTS and not terms.are_inside(line.path):
            break
        questions = [each for each in group if each.name in answers]
        belonging += terms.take_inside(line, questions)
        labelled = len(values) + bool(derived) >= line.plain_texts
        values.append(_value_in_line(line, questions, labelled=labelled))
    values[1:1], values[len(values) :] = derived[:1], derived[1:]
    given = () if folded else tuple(value for value in values if value)
    return SummaryRow(line.path, label, given, tuple(belonging), depth, line_of, tuple(values[:BRIEF_TEXTS]))


def _value(record: Fields, questions: Sequence[Field[Any]]) -> SummaryValue | None:
    if len(questions) == 1 and isinstance(questions[0], YesNo):
        return SummaryValue((_("Oui") if record.values[questions[0].name] else _("Non"),))
    parts = _parts(record, questions)
    return SummaryValue(parts) if parts else None


def _value_in_line(line: Fields, questions: Sequence[Field[Any]], *, labelled: bool) -> SummaryValue | None:
    parts = _parts(line, questions)
    if not parts:
        return None
    # A ticked box is printed as its own label; several answers together need none.
    alone = labelled and len(questions) == 1 and not isinstance(questions[0], YesNo)
    return SummaryValue(parts, questions[0].label if alone else None)


def _parts(record: Fields, questions: Sequence[Field[Any]]) -> tuple[Localizable, ...]:
    """The texts of the questions; two that make a span as one where both are answered."""
    ends, parts, before = spans(type(record)), list[Localizable](), ""
    for question in questions:
        text = _text(question, record.values[question.name])
        if text is None:
            continue
        if ends.get(before) == question.attribute:
            parts[-1], before = Span(parts[-1], text), ""
        else:
            parts.append(text)
            before = question.attribute
    return tuple(parts)


def _text(question: Field[Any], value: Any) -> Localizable | None:
    if isinstance(question, YesNo):
        return question.label if value else question.unticked
    return None if value is None else readable(question, value)


def readable(question: Field[Any], value: Any) -> Localizable:
    """One answer as a text or typed value to print."""
    if isinstance(question, Choice):
        return question.choices.get(value, str(value))
    if isinstance(question, Quantity) and question.unit:
        return _("${quantity} ${unit}", mapping={"quantity": value, "unit": question.unit})
    # Days of a month: the one answer with several values.
    if isinstance(value, tuple) and isinstance(question, Leaf):
        return question.show(value)
    localizable: Localizable = value
    return localizable


@once_per_class
def printed_together(owner: type[Fields]) -> tuple[tuple[Field[Any], ...], ...]:
    """The questions of a class in the order of the summary; those of one group share a text.

    A question that `Fields.summary_rows` does not name follows by itself, unless ``in_summary=False``.
    """
    by_attribute = {field.attribute: field for field in owner.fields.values()}
    groups = [names_of(each) for each in owner.summary_rows]
    named = {attribute for group in groups for attribute in group}
    rest = [(name,) for name, field in by_attribute.items() if name not in named and field.in_summary]
    # ``summary_rows`` of the original class may name questions that a desk's plugin removed.
    found = (tuple(by_attribute[name] for name in group if name in by_attribute) for group in (*groups, *rest))
    return tuple(group for group in found if group)


def names_of(entry: str | tuple[str | tuple[str, str], ...]) -> tuple[str, ...]:
    """The names in one entry of `Fields.summary_rows`."""
    if isinstance(entry, str):
        return (entry,)
    return tuple(name for each in entry for name in ((each,) if isinstance(each, str) else each))


@once_per_class
def _texts_of_line(owner: type[Fields]) -> tuple[tuple[Field[Any], ...], ...]:
    """`printed_together` without lists and sections, which have rows of their own; a group may be left empty."""
    return tuple(
        tuple(each for each in group if not isinstance(each, Lines | Section)) for group in printed_together(owner)
    )


@once_per_class
def spans(owner: type[Fields]) -> dict[str, str]:
    """First and last attribute of each pair that is printed as a span."""
    entries = (entry for entry in owner.summary_rows if not isinstance(entry, str))
    return dict(each for entry in entries for each in entry if not isinstance(each, str))
