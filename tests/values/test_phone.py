"""Mobile numbers."""

import pytest

from guichet.values import ParseError, phone


@pytest.mark.parametrize(
    "typed", ["079 123 45 67", "+41 79 123 45 67", "0041791234567", "+41 (0)79 123 45 67", "079/123.45-67"]
)
def test_a_swiss_mobile_is_read_however_it_is_written(typed: str) -> None:
    assert phone.parse_swiss_mobile(typed) == "+41791234567"


def test_a_liechtenstein_mobile_is_accepted() -> None:
    assert phone.parse_swiss_mobile("+423 777 12 34") == "+4237771234"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("031 123 45 67", "not-swiss-mobile"),
        ("+33 6 12 34 56 78", "not-swiss-mobile"),
        ("072 123 45 67", "not-swiss-mobile"),
        ("079 123 45 6", "not-a-number"),
        ("079 123 45 6o", "not-a-number"),
        ("079 123 45 67 int. 3", "not-a-number"),
        ("mobile", "not-a-number"),
    ],
)
def test_what_is_wrong_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        phone.parse_swiss_mobile(typed)
    assert refusal.value.reason == reason


def test_it_is_shown_with_its_country_on_one_line() -> None:
    assert phone.show("+41791234567") == "+41 79 123 45 67".replace(" ", "\u00a0")


def test_the_last_two_digits_tell_which_telephone_is_meant() -> None:
    assert phone.last_two("+41791234567") == "67"


@pytest.mark.parametrize("typed", ["079½1234567", "079 123 45 6²"])
def test_signs_that_are_no_digits_are_no_number(typed: str) -> None:
    with pytest.raises(ParseError) as refusal:
        phone.parse_swiss_mobile(typed)
    assert refusal.value.reason == "not-a-number"
