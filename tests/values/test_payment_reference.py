"""Payment references, and the accounts that each kind belongs to."""

import pytest

from guichet.values import ParseError, payment_reference

PLAIN_IBAN, QR_IBAN = "CH9300762011623852957", "CH4431999123000889012"
QR, CREDITOR = "210000000003139471430009017", "RF18539007547034"


@pytest.mark.parametrize("typed", ["21 00000 00003 13947 14300 09017", QR])
def test_a_qr_reference_is_read_with_its_blanks(typed: str) -> None:
    assert payment_reference.parse(typed) == QR


def test_a_creditor_reference_is_read_in_small_letters() -> None:
    assert payment_reference.parse("rf18 5390 0754 7034") == CREDITOR


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("21 00000 00003 13947 14300 09018", "check-digit"),
        ("RF17 5390 0754 7034", "check-digit"),
        ("3 13947 14300 09017", "length"),
        ("RF18", "length"),
        ("Loyer mars", "length"),
        ("0" * 27, "empty"),
    ],
)
def test_what_is_wrong_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ParseError) as refusal:
        payment_reference.parse(typed)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("reference", "account", "accepted"),
    [
        (QR, QR_IBAN, True),
        (None, QR_IBAN, False),
        (CREDITOR, QR_IBAN, False),
        (None, PLAIN_IBAN, True),
        (CREDITOR, PLAIN_IBAN, True),
        (QR, PLAIN_IBAN, False),
    ],
)
def test_a_qr_iban_needs_a_qr_reference_and_no_other_account_takes_one(
    reference: str | None, account: str, accepted: bool
) -> None:
    assert payment_reference.suits(reference, account) is accepted


def test_it_is_shown_in_the_groups_of_the_qr_bill() -> None:
    assert payment_reference.show(QR).replace("\u00a0", " ") == "21 00000 00003 13947 14300 09017"
    assert payment_reference.show(CREDITOR).replace("\u00a0", " ") == "RF18 5390 0754 7034"
