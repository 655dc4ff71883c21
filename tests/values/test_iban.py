"""IBAN and QR-IBAN."""

import pytest

from guichet.values import ParseError, iban

PLAIN, QR = "CH9300762011623852957", "CH4431999123000889012"


@pytest.mark.parametrize(
    "typed", ["CH93 0076 2011 6238 5295 7", "ch9300762011623852957", "IBAN: CH93 00762011623852957"]
)
def test_blanks_case_and_the_word_iban_do_not_matter(typed: str) -> None:
    assert iban.parse(typed) == PLAIN


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("CH93 0076 2011 6238 5295 8", "check-digit"),
        ("CH93 0076 2011 6238 5295", "length"),
        ("DE89 3704 0044 0532 0130 00", "country"),
        ("0076 2011 6238 5295 7", "country"),
        ("CH93 0076 2011 6238 5295 é", "characters"),
        ("CH93 0076 2011 6238 529ß", "characters"),
        ("CH93 A076 2011 6238 5295 7", "letter"),
        ("CH93 OO76 2011 6238 5295 7", "letter"),
    ],
)
def test_what_is_wrong_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        iban.parse(typed)
    assert refusal.value.reason == reason


def test_it_is_shown_in_groups_of_four_that_stay_on_one_line() -> None:
    assert iban.show(PLAIN) == "CH93 0076 2011 6238 5295 7".replace(" ", "\u00a0")


def test_a_qr_iban_is_told_by_its_institution_number() -> None:
    assert iban.is_qr(QR)
    assert not iban.is_qr(PLAIN)
