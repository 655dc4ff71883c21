"""Lists of a form that are drawn without folding: short lines in rows, and the days of a month as a calendar."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

import colander
from chameleon.utils import Markup

from guichet.i18n import Localizer, _
from guichet.values import ParseError
from guichet.values import month as months
from guichet.values.month import Month
from guichet.web.forms.field import Field
from guichet.web.forms.line_fields import LineField, LinesField, shown_answer
from guichet.web.forms.node import own_title
from guichet.web.forms.renderer import Frame
from guichet.web.forms.structure import FIELDS, Structure

WEEK = 7
MAX_MONTHS = 64
"""Months whose days are kept in words in the process, each in a language, about 4 kB."""


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
        return f"{super().oid}-{self.parent.asked.name}"

    @property
    def day_message(self) -> str:
        """Its message, or that of its question."""
        return (self.children[0].message or self.message) if self.has_error else ""

    @property
    def problem_text(self) -> str:
        """Its message, for below the table: « Jour 31 : … »."""
        mapping = {"line": self.label, "message": self.day_message}
        return self.context.localize(_("${line} : ${message}", mapping=mapping))


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
    def asked(self) -> Any:
        """The schema of the question about each day."""
        return self.schema.children[0].children[0]

    def answers(self) -> dict[int, str]:
        """The raw answer of each day, by its number."""
        asked = self.asked
        return {line.number: shown_answer(asked, line.stored) for line in self.children}

    def last_day(self, month: Month | None) -> int:
        """The last day in the table: of the month, or a later one that has an answer to mend."""
        days = month.days if month else len(self.children)
        beyond = self.children[days:]
        answers = self.answers() if beyond else {}
        return max(days, *(day.number for day in beyond if answers[day.number] or day.has_error), 0)

    def weeks(self, month: Month | None) -> Iterator[tuple[int, list[int]]]:
        """Number of the week (0 without a month) and the numbers of its days, 0 for a day of another month."""
        lead = month.first_day.weekday() if month else 0
        numbers = [0] * lead + [day.number for day in self.children[: self.last_day(month)]]
        for start in range(0, len(numbers), WEEK):
            week = numbers[start : start + WEEK]
            first = max(week[0], 1)
            number = month.first_day.replace(day=first).isocalendar().week if month and first <= month.days else 0
            yield number, week + [0] * (WEEK - len(week))

    def sums(self) -> dict[str, str]:
        """Sum of each week as text, by the id of its place."""
        return {key: total for key, _number, total, _week in self._rows(self.month)}

    def _rows(self, month: Month | None) -> Iterator[tuple[str, int, str, list[int]]]:
        """Of each week the id and text of its sum, its number, and the numbers of its days as in `weeks`."""
        amounts = {day: self._amount(answer) for day, answer in self.answers().items() if answer}
        for at, (number, week) in enumerate(self.weeks(month)):
            total = sum((amounts[n] for n in week if n in amounts), Decimal(0))
            yield f"{self.oid}-week-{at}", number, self.context.localize.number(total), week

    def _amount(self, answer: str) -> Decimal:
        """An answer as a number, 0 for one that cannot be read."""
        asked = self.asked
        try:
            value = asked.typ.deserialize(asked, answer)
        except colander.Invalid:
            return Decimal(0)
        return Decimal(0) if value is colander.null else Decimal(value)

    def draw_inside(self) -> Markup:
        """The table."""
        context, month = self.context, self.month
        cells = dict(self._cells(month))
        rows = [
            (key, number, total, Markup("".join(f"<td>{cells[n]}</td>" if n else _NO_DAY for n in week)))
            for key, number, total, week in self._rows(month)
        ]
        problems = [(day.oid, day.problem_text) for day in self.children if day.has_error]
        return context.draw(
            "calendar",
            name=self.name,
            weekdays=context.localize.weekdays() if month else (),
            title=f"{self.label}, {context.localize.month(month)}" if month else self.label,
            rows=rows,
            beyond=[cells[day.number] for day in self.children[self.last_day(month) :]],
            problems=problems,
        )

    def _cells(self, month: Month | None) -> Iterator[tuple[int, Markup]]:
        """Number and HTML of each day; hidden for one that the month does not have, unless something was answered."""
        place, days = escape(self.place), _days_of(month, self.context.localize) if month else ()
        frames: dict[tuple[bool, ...], Frame] = {}
        answers, name, oid = self.answers(), self.asked.name, self.oid
        has_error, has_lock = self.has_error, self.context.lock is not None
        for line in self.children:
            number, answer = line.number, answers[line.number]
            wrong = has_error and bool(line.day_message)
            weekend, words = days[number - 1] if number <= len(days) else (False, "")
            shown = bool(month is None or words or answer or wrong)
            locked = has_lock and not self.context.is_open(f"{line.path}.{name}")
            looks = (weekend, shown, wrong, locked)
            if looks not in frames:
                frames[looks] = self._frame(*looks)
            value = escape(answer) if answer else ""
            own_id = f"{oid}-{number - 1}-{name}"
            texts = {"oid": own_id, "n": str(number), "value": value, "day": words, "place": place}
            yield number, Markup(frames[looks].filled(texts))

    def _frame(self, weekend: bool, shown: bool, wrong: bool, locked: bool) -> Frame:
        """The cell of a day, with places for what differs from day to day."""
        line, asked = self.schema.children[0], self.asked
        return self.context.renderer.frame(
            "day",
            self.context.localize,
            ("oid", "n", "value", "day", "place"),
            line=line.name,
            name=asked.name,
            label=self.context.text(own_title(asked) or ""),
            wrong=wrong,
            locked=locked,
            weekend=weekend,
            shown=shown,
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


_NO_DAY = '<td class="gap"></td>'


@lru_cache(MAX_MONTHS)
def _days_of(month: Month, localize: Localizer) -> tuple[tuple[bool, str], ...]:
    """Of each day of a month whether it is one of a weekend, and escaped « , jeudi 1er octobre 2026 »."""
    days = [month.first_day.replace(day=number) for number in range(1, month.days + 1)]
    return tuple((day.weekday() >= 5, escape(f", {localize.weekday(day)} {localize.date(day)}")) for day in days)


# `guichet.web.forms.form` imports this module, so that every form has these kinds of list as well.
FIELDS.update({"rows": Rows, "calendar": Calendar})
