"""Guide dogs and assistance dogs of forms 318.635 and 318.639: months, age, and eight years between two dogs."""

from datetime import date

import pytest
from aid_lines import AUTONOMY, VISION, codes, evaluated, flat

MONTHS = {"aid": "guide_dog_upkeep", "first_month": "01.2026", "last_month": "03.2026"}


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("11.2025", "10.2026", []),
        ("10.2025", "10.2026", [("error", "lines.0.last_month", "V12")]),
        ("10.2026", "10.2026", []),
        ("10.2026", "9.2026", [("error", "lines.0.last_month", "period")]),
    ],
)
def test_months_of_a_guide_dog_are_in_order_and_at_most_a_year(first, last, found):
    line = {"aid": "guide_dog_upkeep", "first_month": first, "last_month": last}
    assert codes(evaluated(VISION, line)) == found


def test_month_of_a_guide_dog_is_claimed_once_and_after_its_end():
    next_months = {"aid": "guide_dog_upkeep", "first_month": "03.2026", "last_month": "04.2026"}
    assert codes(evaluated(VISION, MONTHS, next_months)) == [("error", "lines.1.first_month", "V12")]
    running = {"aid": "guide_dog_upkeep", "first_month": "10.2026", "last_month": "11.2026"}
    assert ("error", "lines.0.last_month", "G4") in codes(evaluated(VISION, running))


def test_dog_of_2023_has_the_rate_of_its_day():
    dogs = [flat("dog_mobility", day) for day in ("31.12.2023", "1.1.2024")]
    assert [evaluated(AUTONOMY, dog).amounts.total for dog in dogs] == [1550000, 2028000]
    assert evaluated(AUTONOMY, flat("dog_epilepsy", "1.1.2024")).amounts.total == 1428000
    before = evaluated(AUTONOMY, flat("dog_epilepsy", "31.12.2023"))
    assert before.amounts.total == 0
    assert ("error", "lines.0.day", "G11") in codes(before)


@pytest.mark.parametrize(("day", "early"), [("13.10.2026", True), ("14.10.2026", False), ("15.10.2026", False)])
def test_dog_is_paid_every_eight_years(day, early):
    dog = flat("dog_mobility", day, previous_day="14.10.2018")
    found = codes(evaluated(AUTONOMY, dog))
    assert found == ([("error", "lines.0.day", "V6")] if early else [])


def test_second_dog_for_autism_is_never_paid():
    child = date(2018, 1, 1)
    dog = flat("dog_autism", "1.2.2024")
    assert codes(evaluated(AUTONOMY, dog, birth_date=child)) == []
    before = evaluated(AUTONOMY, dog)
    again = evaluated(AUTONOMY, flat("dog_autism", "1.10.2026"), birth_date=child, earlier=[before])
    assert codes(again) == [("error", "lines.0.aid", "V10")]


@pytest.mark.parametrize(
    ("kind", "birth_date", "level"),
    [
        ("dog_mobility", date(2010, 10, 15), "error"),
        ("dog_mobility", date(2010, 10, 14), None),
        ("dog_mobility", date(2010, 10, 13), None),
        ("dog_epilepsy", date(2022, 10, 15), "error"),
        ("dog_epilepsy", date(2022, 10, 14), None),
        ("dog_autism", date(2022, 10, 15), "error"),
        ("dog_autism", date(2022, 10, 14), None),
        ("dog_autism", date(2016, 10, 15), None),
        ("dog_autism", date(2016, 10, 14), "warning"),
        ("dog_autism", date(2016, 10, 13), "warning"),
    ],
)
def test_dog_is_granted_by_age(kind, birth_date, level):
    found = codes(evaluated(AUTONOMY, flat(kind), birth_date=birth_date))
    assert found == ([(level, "lines.0.aid", "V9")] if level else [])
