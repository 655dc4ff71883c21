"""Decision numbers."""

import pytest

from guichet.values import ParseError, decision_number


@pytest.mark.parametrize("typed", ["302 2025 0012345", "302/2025/001234/5", "302.2025.0012345", "30220250012345"])
def test_blanks_dots_and_slashes_do_not_matter(typed: str) -> None:
    assert decision_number.parse(typed, 2026) == "30220250012345"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("302 2025 001234", "length"),
        ("312281", "length"),
        ("399 2025 0012345", "office"),
        ("399280", "office"),
        ("302 1959 0012345", "year"),
        ("302 2027 0012345", "year"),
    ],
)
def test_what_is_wrong_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        decision_number.parse(typed, 2026)
    assert refusal.value.reason == reason


def test_without_a_present_year_a_later_one_passes() -> None:
    assert decision_number.parse("302 2027 0012345") == "30220270012345"


def test_the_short_form_of_special_cases_is_known() -> None:
    assert decision_number.parse("324280") == "324280"
    assert decision_number.is_special("324280")
    assert not decision_number.is_special("30220250012345")


def test_the_office_is_in_the_first_three_digits() -> None:
    assert decision_number.OFFICES[decision_number.office_code("30220250012345")] == "BE"
    assert decision_number.OFFICES[decision_number.office_code("324280")] == "NE"
    assert decision_number.OFFICES["350"] == "JU"


def test_offices_have_abbreviations_that_every_language_uses():
    others = {code: name for code, name in decision_number.OFFICES.items() if not (len(name) == 2 and name.isupper())}
    assert others == {"327": "OAIE/IVSTA"}


def test_it_is_shown_as_office_year_and_case() -> None:
    assert decision_number.show("30220250012345") == "302\u00a02025\u00a00012345"
