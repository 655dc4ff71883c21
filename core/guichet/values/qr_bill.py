"""The payload of a Swiss QR-bill: creditor, account, amount, reference and the supplier's invoice number.

Sources: SIX Swiss Implementation Guidelines QR-bill 2.3 (fields, lengths, references); Swico S1 syntax of the billing
information (number and date of the invoice). Strict on purpose: a bill that breaks a rule is not read at all, since an
answer that was read wrongly is worse than an empty field.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from guichet.values import ParseError, free_text, iban, payment_reference

MAX_CHARACTERS = 997
"""Of a payload, line ends included."""
HEADER, TRAILER = ["SPC", "0200", "1"], "EPD"
LINES = range(31, 35)
"""Billing information and two alternative schemes may be missing at the end."""
LENGTHS = (70, 70, 70, 16, 35, 2)
"""Of name, street or first line, number or second line, postcode, town and country. The third is that of the combined
address (type K): bills from before 21 November 2025 have it and are still sent as proofs."""
MAX_TEXT = 140
"""Characters of message and billing information together."""
_LINE_END = re.compile(r"\r?\n")
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,8})\.([0-9]{2})")
_SWICO = "//S1/"
_PART = re.compile(r"(?:[^/\\]|\\.)*")
"""Of Swico's syntax, in which a stroke inside a value is written ``\\/``."""


@dataclass(frozen=True)
class QrBill:
    """What a bill says."""

    account: str
    """IBAN or QR-IBAN of the creditor, canonical."""
    creditor: str
    amount: int | None
    """In hundredths of ``currency``; None where the payer fills it in."""
    currency: str
    """``CHF`` or ``EUR``."""
    reference: str = ""
    """QR reference or creditor reference, canonical; empty for a bill without one."""
    invoice_number: str = ""
    invoice_date: date | None = None
    """Number and date of the invoice, where the billing information has them."""


def parse(payload: str) -> QrBill:
    """The bill in a QR code.

    Reasons: ``not-a-bill`` (another kind of QR code), ``too-long``, ``control-characters``, ``lines``, ``account``,
    ``address``, ``amount``, ``currency``, ``reference``, ``text``.
    """
    if not payload.startswith(HEADER[0]):
        raise ParseError("not-a-bill")
    if len(payload) > MAX_CHARACTERS:
        raise ParseError("too-long")
    lines = _LINE_END.split(payload)
    if any(not line.isprintable() for line in lines):
        raise ParseError("control-characters")
    # Some programs end the last line, too.
    if len(lines) > LINES[0] and not lines[-1]:
        lines.pop()
    if lines[:3] != HEADER or len(lines) not in LINES or lines[30] != TRAILER:
        raise ParseError("lines")
    account = _account(lines[3])
    amount = _amount(lines[18])
    if lines[19] not in ("CHF", "EUR"):
        raise ParseError("currency")
    _check_address(lines[20:27], required=False)
    number, issued = _invoice_facts(lines[29], lines[31] if len(lines) > LINES[0] else "")
    return QrBill(
        account=account,
        creditor=_creditor(lines),
        amount=amount,
        currency=lines[19],
        reference=_reference(lines[27], lines[28], account),
        invoice_number=number,
        invoice_date=issued,
    )


def _account(text: str) -> str:
    try:
        account = iban.parse(text)
    except ParseError:
        raise ParseError("account") from None
    # The forms forgive blanks and small letters; in a code they are a mistake of reading or writing.
    if account != text:
        raise ParseError("account")
    return account


def _creditor(lines: Sequence[str]) -> str:
    """The name of the creditor; the ultimate creditor is for later use and must be empty."""
    _check_address(lines[4:11], required=True)
    if any(lines[11:18]):
        raise ParseError("address")
    try:
        return free_text.parse(lines[5], LENGTHS[0])
    except ParseError:
        raise ParseError("address") from None


def _check_address(lines: Sequence[str], *, required: bool) -> None:
    if not any(lines) and not required:
        return
    kind, *parts = lines
    if any(len(part) > most for part, most in zip(parts, LENGTHS, strict=True)):
        raise ParseError("address")
    name, _street, second, postcode, town, country = parts
    # The postcode of a combined address is in its second line.
    complete = (postcode and town) if kind == "S" else (kind == "K" and second and not postcode and not town)
    if not (name.strip() and complete and re.fullmatch("[A-Z]{2}", country)):
        raise ParseError("address")


def _amount(text: str) -> int | None:
    if not text:
        return None
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise ParseError("amount")
    # 0.00 is a notification, « do not use for payment »: no amount to claim.
    return int(found[1] + found[2]) or None


def _reference(kind: str, text: str, account: str) -> str:
    """The reference, which has to be of its kind and to suit the account."""
    if kind == "NON":
        reference = None
    else:
        try:
            reference = payment_reference.parse(text)
        except ParseError:
            raise ParseError("reference") from None
    stated = "NON" if reference is None else "SCOR" if reference.startswith("RF") else "QRR"
    if kind != stated or (reference or "") != text or not payment_reference.suits(reference, account):
        raise ParseError("reference")
    return text


def _invoice_facts(message: str, billing: str) -> tuple[str, date | None]:
    """Number and date of the invoice; an empty text and None for billing information of another syntax."""
    if len(message) + len(billing) > MAX_TEXT:
        raise ParseError("text")
    tags = _swico_tags(billing)
    try:
        number = free_text.parse(tags.get("10", ""), MAX_TEXT)
    except ParseError:
        number = ""
    issued = tags.get("11", "")
    try:
        # ASCII first: strptime reads digits of every script.
        return number, datetime.strptime(issued, "%y%m%d").date() if re.fullmatch("[0-9]{6}", issued) else None  # noqa: DTZ007
    except ValueError:
        return number, None


def _swico_tags(billing: str) -> Mapping[str, str]:
    """Values by tag; none for a text that is not made of tags in rising order, as Swico asks."""
    if not billing.startswith(_SWICO):
        return {}
    parts, place = [], len(_SWICO)
    while found := _PART.match(billing, place):
        parts.append(found[0])
        place = found.end() + 1
        if found.end() == len(billing):
            break
        if billing[found.end()] != "/":
            return {}
    tags = parts[::2]
    if len(parts) % 2 or tags != sorted(set(tags)) or not all(re.fullmatch("[0-9]{2}", tag) for tag in tags):
        return {}
    return {tag: re.sub(r"\\(.)", r"\1", value) for tag, value in zip(tags, parts[1::2], strict=True)}
