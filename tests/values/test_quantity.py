"""Quantities with decimals."""

from decimal import Decimal

import pytest

from guichet.values import ParseError, quantity


@pytest.mark.parametrize("typed", ["22.5", "22,5", "22.50", " 22.5 "])
def test_comma_and_point_are_the_same(typed: str) -> None:
    assert quantity.parse(typed, 2, Decimal(1000)) == Decimal("22.5")


@pytest.mark.parametrize("typed", ["12.5 km", "12,5 km", "12.5km", "12.50 KM", "12.5 km.", "km 12.5"])
def test_unit_of_the_field_may_be_typed(typed: str) -> None:
    assert quantity.parse(typed, 1, Decimal(999), "km") == Decimal("12.5")


@pytest.mark.parametrize("typed", ["3 Stk.", "3x", "× 3", "3 pièces", "3 fois", "3 Nächte", "3.0 pcs", "3 Sitzungen"])
def test_number_of_things_may_have_a_word_for_them(typed: str) -> None:
    assert quantity.parse(typed, 2, Decimal(999)) == Decimal(3)


@pytest.mark.parametrize("typed", ["2x45", "3 km", "3 paires", "x", "3 x 4"])
def test_other_words_behind_a_number_of_things_are_asked_about(typed: str) -> None:
    with pytest.raises(ParseError):
        quantity.parse(typed, 2, Decimal(999))


@pytest.mark.parametrize("typed", ["12.5 h", "km", "12 km km", "12.5"[:2] + "m"])
def test_other_units_are_no_number(typed: str) -> None:
    with pytest.raises(ParseError):
        quantity.parse(typed, 1, Decimal(999), "km")


def test_trailing_zeros_are_no_decimals() -> None:
    assert quantity.parse("12,50", 1, Decimal(999)) == Decimal("12.5")
    assert quantity.parse("12.0", 0, Decimal(999)) == Decimal(12)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("22.255", "ambiguous"),
        ("0.255", "decimals"),
        ("1000.01", "too-large"),
        ("9" * 9000, "too-large"),
        ("-1", "negative"),
        ("NaN", "not-a-number"),
        ("Infinity", "not-a-number"),
        ("1e3", "not-a-number"),
    ],
)
def test_what_is_wrong_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        quantity.parse(typed, 2, Decimal(1000))
    assert refusal.value.reason == reason


def test_where_three_places_are_asked_for_three_are_read() -> None:
    assert quantity.parse("1.234", 3, Decimal(10)) == Decimal("1.234")


def test_it_is_shown_without_needless_zeros() -> None:
    assert quantity.show(Decimal("22.50")) == "22.5"
    assert quantity.show(Decimal("1E+2")) == "100"
    assert quantity.show(Decimal(100)) == "100"
