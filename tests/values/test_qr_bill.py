"""The payload of a QR-bill: what `qrbill` writes is read back, and what breaks a rule is not read at all."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from qrbill import QRBill
from stdnum import iso11649
from stdnum.ch import esr

from guichet.values import ParseError
from guichet.values.qr_bill import QrBill, parse

QR_IBAN, PLAIN_IBAN = "CH4431999123000889012", "CH9300762011623852957"
QR_REFERENCE, CREDITOR_REFERENCE = "210000000003139471430009017", "RF18539007547034"
REASONS = {
    "not-a-bill",
    "too-long",
    "control-characters",
    "lines",
    "account",
    "address",
    "amount",
    "currency",
    "reference",
    "text",
}
ACCOUNT, TYPE, NAME, POSTCODE, ULTIMATE, AMOUNT, CURRENCY, KIND, REFERENCE, MESSAGE, BILLING = (
    3, 4, 5, 8, 11, 18, 19, 27, 28, 29, 31,
)  # fmt: skip
"""Places of the lines, from 0."""
BILL = QrBill(QR_IBAN, "Physio Muster AG", 12_345, "CHF", QR_REFERENCE, "X.66711", date(2026, 7, 12))
LINES = [
    *("SPC", "0200", "1", QR_IBAN),
    *("S", "Physio Muster AG", "Hauptstrasse", "1", "3000", "Bern", "CH"),
    *("", "", "", "", "", "", ""),
    *("123.45", "CHF"),
    *("S", "Anna Muster", "", "", "3000", "Bern", "CH"),
    *("QRR", QR_REFERENCE, "", "EPD", "//S1/10/X.66711/11/260712/30/106017086"),
]
NAMES = st.text("abcdefghijklmnop ÀÉÖŐčß&'’.-", min_size=1, max_size=70).map(lambda name: " ".join(name.split()) or "A")


def changed(at: int, text: str) -> str:
    return "\n".join([*LINES[:at], text, *LINES[at + 1 :]])


@st.composite
def bills(draw):
    """A bill as `qrbill` takes it, and what is to be read of it."""
    kind = draw(st.sampled_from(["QRR", "SCOR", "NON"]))
    digits = draw(st.text("0123456789", min_size=26, max_size=26)).replace("0" * 26, "1" * 26)
    reference = {
        "QRR": digits + esr.calc_check_digit(digits),
        "SCOR": "RF" + f"{98 - int(digits[:9] + '271500') % 97:02}" + digits[:9],
        "NON": "",
    }[kind]
    assert kind != "SCOR" or iso11649.is_valid(reference)
    amount = draw(st.none() | st.integers(1, 99_999_999_999))
    number = draw(st.text("ABCXYZ0123456789-./\\ ", max_size=20).map(str.strip))
    bill = QrBill(
        account=QR_IBAN if kind == "QRR" else PLAIN_IBAN,
        creditor=draw(NAMES),
        amount=amount,
        currency=draw(st.sampled_from(["CHF", "EUR"])),
        reference=reference,
        invoice_number=number,
        invoice_date=draw(st.none() | st.dates(date(2000, 1, 1), date(2060, 12, 31))),
    )
    return bill, draw(st.booleans())


def written(bill: QrBill, *, crlf: bool) -> str:
    escaped = bill.invoice_number.replace("\\", "\\\\").replace("/", "\\/")
    tags = ([f"10/{escaped}"] if escaped else []) + ([f"11/{bill.invoice_date:%y%m%d}"] if bill.invoice_date else [])
    payload = QRBill(
        account=bill.account,
        creditor={"name": bill.creditor, "pcode": "3000", "city": "Bern", "country": "CH"},
        amount=bill.amount and f"{bill.amount // 100}.{bill.amount % 100:02}",
        currency=bill.currency,
        reference_number=bill.reference or None,
        billing_information="//S1/" + "/".join(tags) if tags else "",
    ).qr_data()
    return payload if crlf else payload.replace("\r\n", "\n")


@given(made=bills())
def test_a_bill_that_qrbill_writes_is_read_back(made):
    bill, crlf = made
    assert parse(written(bill, crlf=crlf)) == bill


@given(
    payload=st.text(max_size=300)
    | st.lists(st.sampled_from([*LINES, "\0", "-1", "K", "NON", "1e9", "//S1/10", "\ud800"]), max_size=40).map(
        lambda lines: "\n".join(["SPC", "0200", "1", *lines])
    )
)
@example(payload="")
@example(payload="SPC" + "9" * 1_000_000)
@example(payload="SPC\n" * 300)
@example(payload="https://example.ch/pay?amount=12.50")
def test_any_text_is_read_or_refused_for_a_documented_reason(payload):
    try:
        assert isinstance(parse(payload), QrBill)
    except ParseError as refused:
        assert refused.reason in REASONS


@given(at=st.integers(0, len(LINES) - 1), data=st.data())
@settings(max_examples=300)
def test_a_bill_with_one_wrong_sign_is_never_read_as_another_account(at, data):
    line = LINES[at]
    place = data.draw(st.integers(0, len(line)))
    text = line[:place] + data.draw(st.characters()) + line[place + 1 :]
    try:
        bill = parse(changed(at, text))
    except ParseError:
        return
    assert (bill.account, bill.reference) == (QR_IBAN, QR_REFERENCE)
    assert bill.amount == BILL.amount or at == AMOUNT


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("BCD\n002\n1\nSCT", "not-a-bill"),
        ("\n".join([*LINES[:31], "x" * 1000]), "too-long"),
        (changed(NAME, "Physio\x00AG"), "control-characters"),
        (changed(NAME, "Physio \u202eGA"), "control-characters"),
        ("\n".join(LINES[:30]), "lines"),
        ("\n".join([*LINES, "a", "b", "c"]), "lines"),
        ("\n".join(["SPC", "0100", *LINES[2:]]), "lines"),
        (changed(ACCOUNT, "CH4431999123000889013"), "account"),
        (changed(ACCOUNT, "CH44 3199 9123 0008 8901 2"), "account"),
        (changed(ACCOUNT, "DE89370400440532013000"), "account"),
        (changed(TYPE, "X"), "address"),
        (changed(NAME, " "), "address"),
        (changed(NAME, "x" * 71), "address"),
        (changed(POSTCODE, ""), "address"),
        (changed(ULTIMATE, "S"), "address"),
        (changed(AMOUNT, "1'234.50"), "amount"),
        (changed(AMOUNT, "-5.00"), "amount"),
        (changed(AMOUNT, "12.5"), "amount"),
        (changed(AMOUNT, "1234567890.00"), "amount"),
        (changed(CURRENCY, "USD"), "currency"),
        (changed(REFERENCE, QR_REFERENCE[:-1] + "8"), "reference"),
        (changed(REFERENCE, ""), "reference"),
        (changed(KIND, "NON"), "reference"),
        (changed(ACCOUNT, PLAIN_IBAN), "reference"),
        (changed(MESSAGE, "x" * 140), "text"),
    ],
)
def test_a_bill_that_breaks_a_rule_is_not_read(payload, reason):
    with pytest.raises(ParseError) as refused:
        parse(payload)
    assert refused.value.reason == reason


def test_a_bill_in_the_old_form_of_address_is_read():
    lines = [*LINES[:4], "K", "Physio Muster AG", "Hauptstrasse 1", "3000 Bern", "", "", "CH", *LINES[11:]]
    assert parse("\r\n".join([*lines, "", ""])) == BILL


def test_an_amount_of_zero_is_no_amount():
    assert parse(changed(AMOUNT, "0.00")) == replace(BILL, amount=None)


@pytest.mark.parametrize(
    "billing",
    ["Merci", "//S1/10", "//S1/11/260712/10/A", "//S1/10/A/10/B", "//S1/1/A", "//S1/10/A\\", "//S2/10/A"],
)
def test_billing_information_of_another_syntax_says_nothing(billing):
    assert parse(changed(BILLING, billing)) == replace(BILL, invoice_number="", invoice_date=None)


def test_a_day_that_does_not_exist_is_left_out():
    assert parse(changed(BILLING, "//S1/10/A-1/11/260231")) == replace(BILL, invoice_number="A-1", invoice_date=None)
