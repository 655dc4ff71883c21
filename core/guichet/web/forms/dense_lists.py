"""Lists of a form that are drawn without folding: short lines in rows, and the days of a month as a calendar."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import colander
from chameleon.utils import Markup

from guichet.i18n import Localizer, _
from guichet.values import ParseError
from guichet.values import month as months
from guichet.values.month import Month
from guichet.web.forms.field import Field
from guichet.web.forms.line_fields import LineField, LinesField
from guichet.web.forms.structure import FIELDS, Structure

WEEK = 7


class DenseList(LinesField):
    """A list whose lines are all in view; inside a line of another list its title is a legend."""

    @property
    def heading(self) -> int:
        """See `Structure.heading`: inside a line, a heading for each of several short lists would be one too many."""
        return 0 if self.place else super().heading


class RowLine(LineField):
    """A line whose few questions are side by side."""

    def draw(self) -> Markup:
        """The line as HTML."""
        removable = self.can_remove
        return self.context.renderer.framed(
            "row",
            self.context.localize,
            {
                "oid": self.oid,
                "path": self.path,
                "label": self.label,
                "removing": self.removing if removable else "",
                "described": self.described or "",
            },
            {"note": self.note, "questions": self.draw_questions()},
            name=self.schema.name,
            noted=bool(self.described),
            wrong=bool(self.message),
            removable=removable,
        )


class Rows(DenseList):
    """A list of lines of few questions, each in a row; the columns of all rows are the same."""

    def new_line(self, index: int) -> LineField:
        """See `LinesField.new_line`."""
        return RowLine(self.schema.children[0], f"{self.path}.{index}", self.context, self, index + 1)

    def draw_inside(self) -> Markup:
        """The rows, and the button that adds one."""
        context, place = self.context, self.place
        return context.renderer.framed(
            "rows",
            context.localize,
            {"path": self.path, "place": place},
            {"lines": Markup("".join(child.draw() for child in self.children))},
            name=self.name,
            adding=context.text(self.schema.add_label) if self.can_add else "",
            placed=bool(place),
        )


class CalendarDay(LineField):
    """The one question about one day."""

    @property
    def oid(self) -> str:
        """That of its question: the cell has one id, and a problem with the day as a whole is mended there."""
        return self.question.oid

    @property
    def question(self) -> Field:
        """The question."""
        return self.children[0]

    @property
    def amount(self) -> Decimal:
        """The answer, 0 where there is none that can be read."""
        schema = self.question.schema
        try:
            value = schema.typ.deserialize(schema, self.question.value)
        except colander.Invalid:
            return Decimal(0)
        return Decimal(0) if value is colander.null else Decimal(value)

    @property
    def problem_text(self) -> str:
        """Its message, for below the table: « Jour 31 : … »."""
        message = self.question.message or self.message
        mapping = {"line": self.label, "message": message}
        return self.context.localize(_("${line} : ${message}", mapping=mapping))

    def draw_in(self, month: Month | None) -> Markup:
        """The cell as HTML; hidden for a day that the month does not have, unless something was answered."""
        context, question = self.context, self.question
        day = _day(month, self.number)
        message = question.message or self.message
        named = context.localize.weekday(day) if day else ""
        texts = {
            "oid": question.oid,
            "n": str(self.number),
            "value": question.value,
            "day": f", {named} {context.localize.date(day)}" if day else "",
            "place": self.place,
        }
        return context.renderer.framed(
            "day",
            context.localize,
            texts,
            {},
            line=self.schema.name,
            name=question.name,
            label=question.label,
            wrong=bool(message),
            locked=not context.is_open(question.path),
            weekend=day is not None and day.weekday() >= 5,
            shown=month is None or day is not None or bool(question.value) or bool(message),
        )


class Calendar(DenseList):
    """A list of 31 lines with one question each, as the table of a month: a row is a week, with its sum."""

    def new_line(self, index: int) -> LineField:
        """See `LinesField.new_line`."""
        return CalendarDay(self.schema.children[0], f"{self.path}.{index}", self.context, self, index + 1)

    @property
    def month(self) -> Month | None:
        """The month that the form names; None until it can be read."""
        *_between, form = self.outer
        found = form.find(f"{self.path.partition('.')[0]}.{self.schema.month}")
        try:
            return months.parse(str(found.value))
        except ParseError:
            return None

    @property
    def last_day(self) -> int:
        """The last day in the table: of the month, or a later one that has an answer to mend."""
        month = self.month
        shown = [day.number for day in self.children if day.question.value or day.has_error]
        return max((month.days if month else len(self.children)), *shown, 0)

    def weeks(self) -> Iterator[tuple[int, list[int]]]:
        """Number of the week (0 without a month) and the numbers of its days, 0 for a day of another month."""
        month = self.month
        lead = month.first_day.weekday() if month else 0
        numbers = [0] * lead + [day.number for day in self.children[: self.last_day]]
        for start in range(0, len(numbers), WEEK):
            week = numbers[start : start + WEEK]
            first = _day(month, max(week[0], 1)) if month else None
            yield (first.isocalendar().week if first else 0), week + [0] * (WEEK - len(week))

    def sums(self) -> dict[str, str]:
        """Sum of each week as text, by the id of its place."""
        localize = self.context.localize
        amounts = {day.number: day.amount for day in self.children}
        return {
            f"{self.oid}-week-{at}": _sum(localize, [amounts[n] for n in week if n])
            for at, (_number, week) in enumerate(self.weeks())
        }

    def draw_inside(self) -> Markup:
        """The table."""
        context, month = self.context, self.month
        cells = {day.number: day.draw_in(month) for day in self.children}
        sums = self.sums()
        rows = [
            (key, number, sums[key], [cells[n] if n else None for n in week])
            for (key, (number, week)) in zip(sums, self.weeks(), strict=True)
        ]
        problems = [(day.question.oid, day.problem_text) for day in self.children if day.has_error]
        return context.draw(
            "calendar",
            name=self.name,
            weekdays=context.localize.weekdays() if month else (),
            title=f"{self.label}, {context.localize.month(month)}" if month else self.label,
            rows=rows,
            beyond=[cells[day.number] for day in self.children[self.last_day :]],
            problems=problems,
        )


def has_calendar(field: Field) -> bool:
    """Whether a field holds a calendar."""
    inside = field.children if isinstance(field, Structure) else []
    # One line stands for all: they ask the same questions.
    parts = inside[:1] if isinstance(field, LinesField) else inside
    return isinstance(field, Calendar) or any(map(has_calendar, parts))


def calendar_sums(field: Field) -> dict[str, str]:
    """The sums of all calendars inside a field, by the ids of their places, for a page that stays."""
    found: dict[str, str] = {}
    for part in field.children if isinstance(field, Structure) else ():
        found |= part.sums() if isinstance(part, Calendar) else calendar_sums(part)
    return found


def _day(month: Month | None, number: int) -> date | None:
    return month.first_day.replace(day=number) if month is not None and number <= month.days else None


def _sum(localize: Localizer, amounts: Sequence[Decimal]) -> str:
    return localize.number(sum(amounts, Decimal(0)))


# `guichet.web.forms.form` imports this module, so that every form has these kinds of list as well.
FIELDS.update({"rows": Rows, "calendar": Calendar})
