"""Rates by the day of the service."""

import tomllib
from datetime import date
from decimal import Decimal
from importlib import resources

import pytest
from invoice_types.rates import NoRate, rate
from invoice_types.rounding import rappen

from invoice_types import rates

TWO_ROWS = """
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
value = 0.50
unit = "CHF/km"
source = "there"
status = "{status}"
"""


def two_rows(end: str = "2026-12-31", status: str = "UNCONFIRMED") -> str:
    return TWO_ROWS.format(end=end, status=status)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("meal-5-to-8-hours", "11.50"),
        ("meal-over-8-hours", "19.00"),
        ("night", "37.50"),
        ("car-km", "0.45"),
        ("car-ai-km", "0.30"),
        ("car-ai-km-beyond", "0.25"),
        ("car-ai-first-km", "20"),
        ("local-trips-from", "10.00"),
    ],
)
def test_the_rates_of_autumn_2026(code: str, value: str) -> None:
    assert rate(code, date(2026, 10, 14)).value == Decimal(value)


def test_a_rate_holds_from_its_first_day_and_not_before() -> None:
    assert rate("car-km", date(2020, 1, 1)).key == "car-km@2020-01-01"
    with pytest.raises(NoRate, match="no rate 'car-km' for 2019-12-31"):
        rate("car-km", date(2019, 12, 31))


def test_an_unknown_code_has_no_rate() -> None:
    with pytest.raises(NoRate):
        rate("helicopter", date(2026, 10, 14))


def test_a_change_of_rate_takes_effect_on_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "table", lambda: rates.read(two_rows()))
    assert rate("km", date(2026, 12, 31)).rappen == 45
    assert rate("km", date(2027, 1, 1)).rappen == 50


def test_overlapping_rows_stop_the_start() -> None:
    with pytest.raises(ValueError, match="overlaps km@2027-01-01"):
        rates.read(two_rows(end="2027-01-01"))


def test_a_row_without_a_known_status_stops_the_start() -> None:
    with pytest.raises(ValueError, match="unknown status 'sure'"):
        rates.read(two_rows(status="sure"))


def test_an_incomplete_row_stops_the_start_and_is_named() -> None:
    with pytest.raises(ValueError, match="'km': 'value' is missing"):
        rates.read(two_rows().replace("value = 0.45", ""))


def test_every_row_names_its_source_and_how_far_it_may_be_trusted() -> None:
    for rows in rates.table().values():
        for row in rows:
            assert row.source
            assert row.status in rates.STATUSES


def test_the_data_file_holds_nothing_but_rates() -> None:
    text = resources.files("invoice_types").joinpath("rates.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == {"rate"}


@pytest.mark.parametrize(("francs", "expected"), [("10.035", 1004), ("10.0349", 1003), ("0.005", 1), ("40.50", 4050)])
def test_half_a_rappen_is_rounded_up(francs: str, expected: int) -> None:
    assert rappen(Decimal(francs)) == expected
