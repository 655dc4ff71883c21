"""Answers that a new invoice takes over from an earlier one, by what each question declares."""

from datetime import date

import pytest

from guichet.declaration import (
    Amount,
    Choice,
    ClockTime,
    Day,
    Fields,
    Lines,
    LongText,
    Month,
    Quantity,
    Section,
    Text,
    YesNo,
    copied_cstruct,
    initial_cstruct,
)
from guichet.i18n import _

TODAY = date(2026, 11, 14)
LABEL = _("Question")


class Line(Fields):
    """A line of every kind of question."""

    place = Text(LABEL)
    reason = LongText(LABEL)
    day = Day(LABEL)
    start = ClockTime(LABEL)
    km = Quantity(LABEL)
    price = Amount(LABEL)
    paid = Amount(LABEL, copied=False)
    means = Choice(LABEL, {"car": LABEL})
    back = YesNo(LABEL, initial=True)


class Claimed(Fields):
    """A line for a month."""

    month = Month(LABEL, service_day=True)


class Form(Fields):
    """A form with lists and a section."""

    months = Lines(LABEL, Claimed, min_items=0)

    lines = Lines(LABEL, Line, max_items=2)
    days = Lines(LABEL, Line, copied=False, min_items=0)
    stay = Section(LABEL, Line)
    month = Month(LABEL, service_day=True)
    birth = Month(LABEL)
    decided = Day(LABEL, copied=True)


GIVEN = {
    "place": "Bern",
    "reason": "Bus\nen panne",
    "day": "14.10.2026",
    "start": "8:15",
    "km": "22.5",
    "price": "12.50",
    "paid": "80",
    "means": "car",
    "back": "",
}
TAKEN = GIVEN | {"day": "", "start": "", "paid": ""}


def copied(**answers):
    return copied_cstruct(Form, answers, TODAY)


def test_days_times_and_what_is_declared_so_are_not_taken_over():
    assert copied(stay=GIVEN)["stay"] == TAKEN


def test_lines_are_taken_over_unless_the_list_is_declared_otherwise():
    found = copied(lines=[GIVEN, GIVEN | {"place": "Thun"}], days=[GIVEN])
    assert [line["place"] for line in found["lines"]] == ["Bern", "Thun"]
    assert found["days"] == []


def test_day_that_is_no_service_may_be_declared_to_stay():
    assert copied(decided="1.2.2026")["decided"] == "1.2.2026"


@pytest.mark.parametrize(
    ("before", "after"), [("10.2026", "11.2026"), ("12.2026", "01.2027"), ("octobre 2026", "11.2026"), ("bald", "")]
)
def test_month_of_service_becomes_the_next_one(before, after):
    assert Form.month.read(copied(month=before)["month"], TODAY) == Form.month.read(after, TODAY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["01.2026", "02.2026", "03.2026"], ["04.2026", "05.2026", "06.2026"]),
        (["11.2026", "01.2027"], ["02.2027", "04.2027"]),
        (["01.2026", "01.2026"], ["02.2026", "02.2026"]),
        (["03.2026", "02.2026", "bald"], ["05.2026", "04.2026", ""]),
        (["12.9999", "1.2026"], ["", "02.2026"]),
    ],
)
def test_months_of_several_lines_become_those_after_the_last(before, after):
    found = copied(months=[{"month": month} for month in before])["months"]
    assert [line["month"] for line in found] == after


def test_another_month_is_taken_over_as_it_was_typed():
    assert copied(birth="octobre 1990")["birth"] == "octobre 1990"


def test_question_that_the_earlier_form_did_not_have_is_as_in_a_new_form():
    assert copied(gone="x") == initial_cstruct(Form)


@pytest.mark.parametrize("raw", [None, "x", [], {"lines": "x", "stay": ["x"], "month": {}}, {"lines": [GIVEN] * 3}])
def test_answers_of_another_shape_are_as_in_a_new_form(raw):
    assert copied_cstruct(Form, raw, TODAY) == initial_cstruct(Form)
