"""Amounts in francs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.values import ParseError, money


@pytest.mark.parametrize(
    "typed",
    ["1234.50", "1234.5", "1234,50", "1'234.50", "1’234.50", "1 234.50", "1\u00a0234,5", "1\u202f234.50", "1.234,50"]
    + ["1,234.50", "CHF 1'234.50", "Fr. 1234.50", "1234.50 CHF", "01234.50"]
    + ["SFr. 1234.50", "SFr 1234.50", "1234.50 Fr.-", "1234.50 SFr.", "CHF.1234.50", "1234.50 francs suisses"]
    + ["1234,50 CHF TTC", "CHF 1234.50 (TTC)", "1234.50 TVA incluse", "1234.50, inkl. MwSt.", "1234.50 Fr. MWST inkl."]
    + ["1234 fr. 50", "Fr. 1234 Fr. 50", "1`234.50", "1'234 Franken 50 Rappen", "1234 CHF 50 ct."],
)
def test_one_amount_is_read_however_it_is_written(typed: str) -> None:
    assert money.parse(typed) == 1234_50


@pytest.mark.parametrize("typed", ["12", "12.", "12.-", "12.–", "12.--", "Fr. 12.—", "12,00"])
def test_whole_francs_need_no_rappen(typed: str) -> None:
    assert money.parse(typed) == 12_00


def test_thousands_with_apostrophes_are_whole_francs() -> None:
    assert money.parse("1'234'567") == 1_234_567_00


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1.234", "ambiguous"),
        ("1,234", "ambiguous"),
        ("999.000", "ambiguous"),
        ("0.125", "decimals"),
        ("1234.567", "decimals"),
        ("1'234.567", "decimals"),
        ("-5", "negative"),
        ("−5.00", "negative"),
        ("CHF -5", "negative"),
        ("1'000'000'000.00", "too-large"),
        ("9" * 5000, "too-large"),
        ("12'34.50", "not-a-number"),
        ("1.2.3", "not-a-number"),
        ("1.234.567", "not-a-number"),
        ("1 2", "not-a-number"),
        ("1234.50 HT", "not-a-number"),
        ("1234.50 exkl. MWST", "not-a-number"),
        ("TTC", "not-a-number"),
        ("vingt", "not-a-number"),
        ("1e3", "not-a-number"),
        (".", "not-a-number"),
        ("CHF", "not-a-number"),
    ],
)
def test_what_is_wrong_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        money.parse(typed)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("typed", ["1.234", "1,234", "１.２３４", "CHF 1.234", "Fr.1.234", "1.234.–", "1.234,-- CHF"])
def test_both_readings_of_an_ambiguous_amount_are_offered(typed: str) -> None:
    with pytest.raises(ParseError, match="ambiguous"):
        money.parse(typed)
    assert money.readings(typed) == ("1\u00a0234.00", "1.23")


def test_the_largest_amount_is_the_one_of_a_qr_bill() -> None:
    assert money.parse("999'999'999.99") == money.MAXIMUM


def test_plain_is_what_machines_read() -> None:
    assert money.plain(1234_50) == "1234.50"
    assert money.plain(5) == "0.05"
    assert money.plain(-5) == "-0.05"


@given(st.integers(0, money.MAXIMUM))
def test_plain_can_be_typed_again(rappen: int) -> None:
    assert money.parse(money.plain(rappen)) == rappen


def test_shown_the_thousands_stand_apart() -> None:
    assert money.show(1_234_567_05) == "1\u00a0234\u00a0567.05"
    assert money.show(-5) == "-0.05"
