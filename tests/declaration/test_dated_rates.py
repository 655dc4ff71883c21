"""Rates by the day of the service: dated, never taken from another day, with the status of their sources."""

from datetime import date

import pytest

from guichet.declaration import RateLookup, RateTable
from guichet.declaration.rates import read_rates

ROWS = """
[[rate]]
code = "km"
valid_from = 2020-01-01
valid_to = {end}
value = 0.45
unit = "CHF/km"
source = "here"
status = "confirmed"

[[rate]]
code = "km"
valid_from = 2027-01-01
valid_to = 2027-12-31
value = 0.50
unit = "CHF/km"
source = "there"
status = "{status}"
"""


def table(end="2026-12-31", status="UNCONFIRMED"):
    made = RateTable("invoice_types")
    made.rows = read_rates(ROWS.format(end=end, status=status))
    return made


@pytest.fixture
def lookup():
    return RateLookup(table())


def test_rate_holds_on_its_days(lookup):
    assert lookup.on("km", date(2026, 12, 31), "lines.0").in_rappen == 45
    assert lookup.on("km", date(2027, 1, 1), "lines.0").in_rappen == 50
    assert [rate.key for rate in lookup.used] == ["km@2020-01-01", "km@2027-01-01"]
    assert lookup.used[1].status == "UNCONFIRMED"
    assert lookup.gaps == ()


@pytest.mark.parametrize(("day", "upcoming"), [(date(2019, 12, 31), False), (date(2028, 1, 1), True)])
def test_missing_rate_is_noted_and_never_replaced(lookup, day, upcoming):
    assert lookup.on("km", day, "lines.0") is None
    (gap,) = lookup.gaps
    assert (gap.path, gap.code, gap.day, gap.upcoming) == ("lines.0", "km", day, upcoming)


def test_no_day_needs_no_rate(lookup):
    assert lookup.on("km", None, "lines.0") is None
    assert lookup.gaps == ()


def test_unknown_code_is_a_mistake_of_the_type(lookup):
    with pytest.raises(LookupError, match="no rate 'helicopter', known are km"):
        lookup.on("helicopter", date(2026, 10, 14), "lines.0")


def test_change_within_a_period_is_noted(lookup):
    assert lookup.over("km", date(2026, 12, 1), date(2026, 12, 31), "lines.0").in_rappen == 45
    assert lookup.changes == ()
    assert lookup.over("km", date(2026, 12, 1), date(2027, 1, 31), "lines.1").in_rappen == 45
    assert [(change.path, change.day) for change in lookup.changes] == [("lines.1", date(2027, 1, 1))]


def test_table_is_read_from_the_data_file_of_a_plugin():
    found = RateTable("invoice_types.travel").find("meal-over-8-hours", date(2026, 10, 14))
    assert (found.in_rappen, found.status) == (1900, "confirmed")
    assert RateTable("invoice_types.travel").find("car-km", date(2019, 12, 31)) is None


def test_table_without_a_file_is_empty():
    assert RateTable("").rows == {}


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"end": "2027-01-01"}, "overlaps km@2027-01-01"), ({"status": "sure"}, "unknown status 'sure'")],
)
def test_table_that_cannot_be_trusted_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        table(**changes)


ROW = {
    "code": '"km"',
    "valid_from": "2020-01-01",
    "value": "0.45",
    "unit": '"CHF"',
    "source": '"here"',
    "status": '"confirmed"',
}


def read_row(**changes):
    """The table of one row, whose values are TOML; None leaves one out."""
    return read_rates("[[rate]]\n" + "\n".join(f"{name} = {text}" for name, text in (ROW | changes).items() if text))


def test_row_without_an_end_holds_until_further_notice():
    assert read_row()["km"][0].covers(date.max)


@pytest.mark.parametrize("name", [name for name in ROW if name != "code"])
def test_missing_value_of_a_row_is_named(name):
    with pytest.raises(ValueError, match=f"rate 'km': '{name}' is missing"):
        read_row(**{name: None})


@pytest.mark.parametrize(
    ("name", "written", "wanted"),
    [
        ("valid_from", '"2020-01-01"', "a date without quotes"),
        ("valid_from", "2020-01-01T00:00:00Z", "a date without quotes"),
        ("valid_to", '"2026-12-31"', "a date without quotes"),
        ("value", '"0.45"', "a number without quotes"),
        ("value", "true", "a number without quotes"),
        ("unit", "1", "a text in quotes"),
        ("source", "[]", "a text in quotes"),
    ],
)
def test_value_of_a_wrong_type_is_named_with_what_to_write(name, written, wanted):
    with pytest.raises(ValueError, match=f"rate 'km': {name} is .*; write {wanted}"):
        read_row(**{name: written})


def test_row_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="km@2020-01-01 ends before it begins"):
        read_row(valid_to="2019-12-31")


@pytest.mark.parametrize("text", ['[rate]\ncode = "km"', 'rate = ["km"]', "rate = 1"])
def test_rows_under_another_heading_are_refused(text):
    with pytest.raises(ValueError, match="two brackets"):
        read_rates(text)


def test_unknown_name_of_a_row_is_named_with_the_nearest():
    with pytest.raises(ValueError, match="rate 'km': unknown 'valid_until', .*; did you mean 'valid_to'?"):
        read_row(valid_until="2026-12-31")


def test_rows_under_a_misspelt_heading_are_not_left_out():
    with pytest.raises(ValueError, match=r"unknown 'rates'; write each row under \[\[rate\]\]"):
        read_rates('[[rates]]\ncode = "km"')


@pytest.mark.parametrize("unit", ["Rappen/km", "Rp./km", "Fr./km", "francs", "chf/km", ""])
def test_unit_of_money_by_another_name_than_chf_is_refused(unit):
    with pytest.raises(ValueError, match="write 'CHF/km' with a value in francs"):
        read_row(unit=f'"{unit}"')


@pytest.mark.parametrize("unit", ["CHF", "CHF/year and aid", "km/day", "months", "rides/month"])
def test_francs_and_measures_are_units(unit):
    assert read_row(unit=f'"{unit}"')["km"][0].unit == unit
