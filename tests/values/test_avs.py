"""AVS numbers."""

import pytest

from guichet.values import ParseError, avs


@pytest.mark.parametrize("typed", ["756.1234.5678.97", "7561234567897", " 756 1234 5678 97 ", "756\u00a01234–5678-97"])
def test_dots_dashes_and_blanks_do_not_matter(typed: str) -> None:
    assert avs.parse(typed) == "7561234567897"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("756.1234.5678.9", "length"),
        ("756.1234.5678.971", "length"),
        ("756.1234.5678.9O", "length"),
        ("757.1234.5678.97", "prefix"),
        ("756.1234.5678.90", "check-digit"),
    ],
)
def test_what_is_wrong_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        avs.parse(typed)
    assert refusal.value.reason == reason


def test_it_is_shown_as_on_the_insurance_card() -> None:
    assert avs.show("7569217076985") == "756.9217.0769.85"


def test_masked_it_keeps_only_the_prefix_and_the_last_two_digits() -> None:
    assert avs.masked("7561234567897") == "756.••••.••••.97"
