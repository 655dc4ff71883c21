"""The rates in the plugin's data file; reading a table is tested with `RateTable`."""

import tomllib
from datetime import date
from decimal import Decimal
from importlib import resources

import pytest

from guichet.sdk import RateTable, round_rappen

RATES = RateTable("invoice_types.travel")


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
    ],
)
def test_rate_of_autumn_2026(code, value):
    assert RATES.find(code, date(2026, 10, 14)).value == Decimal(value)


def test_rate_holds_from_its_first_day_and_not_before():
    assert RATES.find("car-km", date(2020, 1, 1)).key == "car-km@2020-01-01"
    assert RATES.find("car-km", date(2019, 12, 31)) is None


def test_unknown_code_has_no_rate():
    with pytest.raises(LookupError, match="no rate 'helicopter'"):
        RATES.find("helicopter", date(2026, 10, 14))


def test_every_row_names_its_source():
    assert all(row.source and row.status for rows in RATES.rows.values() for row in rows)


def test_data_file_holds_nothing_but_rates():
    text = resources.files("invoice_types.travel").joinpath("rates.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == {"rate"}


@pytest.mark.parametrize(("rappen", "rounded"), [("1003.5", 1004), ("1003.49", 1003), ("0.5", 1), ("4050", 4050)])
def test_half_a_rappen_is_rounded_up(rappen, rounded):
    assert round_rappen(Decimal(rappen)) == rounded
