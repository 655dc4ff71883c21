"""Lists of a form that are drawn without folding: short lines in rows, and the days of a month as a calendar."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import colander

from guichet.declaration.containers import DAYS_OF_A_CALENDAR
from guichet.i18n import Localizer, _
from guichet.values import ParseError
from guichet.values import month as months
from guichet.values.month import Month
from guichet.web.forms.base_node import own_title
from guichet.web.forms.field import Field
from guichet.web.forms.line_fields import LineField, LinesField, shown_answer
from guichet.web.forms.structure import FIELDS, Structure
from guichet.web.html_frames import Html

WEEK = 7
MAX_MONTHS = 64
"""Months whose days are kept in words in the process, each in a language, about 4 kB."""

VALUES = tuple(f"value{day}" for day in range(1, DAYS_OF_A_CALENDAR + 1))
SUMS = tuple(f"sum{week}" for week in range(DAYS_OF_A_CALENDAR // WEEK + 2))
"""Places of the answers and of the sums of the weeks in the drawing of a calendar."""


class Day(NamedTuple):
    """A cell of a calendar."""

    number: int = 0
    """0 for a day of another month."""
    weekend: bool = False
    words: str = ""
    """« , jeudi 1er octobre 2026 »; empty without a month, and for a day that it does not have."""


class Week(NamedTuple):
    """A row of a calendar."""

    number: int
    """0 without a month."""
    days: tuple[Day, ...]
    """Seven of them."""


class DenseList(LinesField):
    """A list whose lines are all in view; inside a line of another list its title is a legend."""

    @property
    def heading(self) -> int:
        """See `Structure.heading`: inside a line, a heading for each of several short lists would be one too many."""
        return 0 if self.place else super().heading


class RowLine(LineField):
    """A line whose few questions are side by side."""

    def draw(self) -> Html:
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

    def draw_inside(self) -> Html:
        """The rows, and the button that adds one."""
        context, place = self.context, self.place
        return context.renderer.framed(
            "rows",
            context.localize,
            {"path": self.path, "place": place},
            {"lines": Html("".join(child.draw() for child in self.children))},
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

    def fill(self, cstruct: Any) -> None:
        """See `Field.fill`. More days than a calendar has were not typed on a page, and no button removes them."""
        super().fill(cstruct[: self.schema.max_len] if isinstance(cstruct, list | tuple) else cstruct)

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
        return {number: shown_answer(asked, line) for number, line in enumerate(self.stored, start=1)}

    def sums(self) -> dict[str, str]:
        """Sum of each week as text, by the id of its place."""
        answers, month = self.answers(), self.month
        weeks = _weeks_of(month, self._last_day(self._hidden(month, answers)), self.context.localize)
        return {f"{self.oid}-week-{at}": total for at, total in enumerate(self._totals(weeks, answers))}

    def _hidden(self, month: Month | None, answers: Mapping[int, str]) -> list[int]:
        """The days that the month does not have; one with an answer to mend is shown all the same."""
        beyond = range(month.days + 1 if month else len(answers) + 1, len(answers) + 1)
        return [day for day in beyond if not answers[day] and not (self.has_error and self.children[day - 1].has_error)]

    def _last_day(self, hidden: Collection[int]) -> int:
        """The last day that is shown; those after it are not in the table."""
        return max((day for day in range(1, len(self.stored) + 1) if day not in hidden), default=0)

    def _totals(self, weeks: Iterable[Week], answers: Mapping[int, str]) -> list[str]:
        """The sum of each week as text."""
        amounts = {day: self._amount(answer) for day, answer in answers.items() if answer}
        sums = (sum((amounts[n] for n, *_words in week.days if n in amounts), Decimal(0)) for week in weeks)
        return [self.context.localize.number(total) for total in sums]

    def _amount(self, answer: str) -> Decimal:
        """An answer as a number, 0 for one that cannot be read."""
        asked = self.asked
        try:
            value = asked.typ.deserialize(asked, answer)
        except colander.Invalid:
            return Decimal(0)
        return Decimal(0) if value is colander.null else Decimal(value)

    def draw_inside(self) -> Html:
        """The table: drawn once for all lists of a month in which the same days are shown, see `Control`."""
        context, month, answers, asked = self.context, self.month, self.answers(), self.asked
        localize, hidden = context.localize, self._hidden(month, answers)
        last = self._last_day(hidden)
        weeks = _weeks_of(month, last, localize)
        wrong = [day for day in self.children if day.has_error] if self.has_error else []
        is_open = context.lock.is_open if context.lock else None
        texts = {"oid": self.oid, "place": self.place}
        texts |= zip(VALUES, answers.values(), strict=False)
        texts |= zip(SUMS, self._totals(weeks, answers), strict=False)
        return context.renderer.framed(
            "calendar",
            localize,
            texts,
            {},
            # A message is of one answer: keeping its markup would keep what a person typed.
            keep=not wrong and is_open is None,
            name=self.name,
            line=self.schema.children[0].name,
            asked=asked.name,
            label=context.text(own_title(asked) or ""),
            title=f"{self.label}, {localize.month(month)}" if month else self.label,
            weekdays=localize.weekdays() if month else (),
            weeks=weeks,
            hidden=tuple(hidden),
            beyond=tuple(Day(day) for day in hidden if day > last),
            locked=tuple(day for day in answers if is_open and not is_open(f"{self.path}.{day - 1}.{asked.name}")),
            wrong=tuple(day.number for day in wrong),
            problems=tuple((day.oid, day.problem_text) for day in wrong),
        )


def has_calendar(field: Field) -> bool:
    """Whether a field holds a calendar."""
    if isinstance(field, Calendar):
        return True
    inside = field.children if isinstance(field, Structure) else []
    # One line stands for all: they ask the same questions.
    return any(map(has_calendar, inside[:1] if isinstance(field, LinesField) else inside))


def calendar_sums(field: Field) -> dict[str, str]:
    """The sums of all calendars inside a field, by the ids of their places, for a page that stays."""
    found: dict[str, str] = {}
    for part in field.children if isinstance(field, Structure) else ():
        found |= part.sums() if isinstance(part, Calendar) else calendar_sums(part)
    return found


@lru_cache(MAX_MONTHS)
def _weeks_of(month: Month | None, last: int, localize: Localizer) -> tuple[Week, ...]:
    """The rows of a table of the days up to ``last``."""
    days = [Day()] * (month.first_day.weekday() if month else 0)
    days += [_day_of(month, number, localize) for number in range(1, last + 1)]
    days += [Day()] * (-len(days) % WEEK)
    rows = [tuple(days[start : start + WEEK]) for start in range(0, len(days), WEEK)]
    return tuple(Week(_week_number(month, max(row[0].number, 1)), row) for row in rows)


def _week_number(month: Month | None, first: int) -> int:
    known = month is not None and first <= month.days
    return month.first_day.replace(day=first).isocalendar().week if month and known else 0


def _day_of(month: Month | None, number: int, localize: Localizer) -> Day:
    if month is None or number > month.days:
        return Day(number)
    day = month.first_day.replace(day=number)
    return Day(number, day.weekday() >= 5, f", {localize.weekday(day)} {localize.date(day)}")


# `guichet.web.forms.form` imports this module, so that every form has these kinds of list as well.
FIELDS.update({"rows": Rows, "calendar": Calendar})
