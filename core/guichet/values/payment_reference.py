"""Payment references: the QR reference (27 digits) and the creditor reference (« RF… », ISO 11649).

Source: SIX Swiss Implementation Guidelines QR-bill: a QR-IBAN is paid with a QR reference and never without one; an
ordinary IBAN is paid with a creditor reference or with none.
"""

import re

from stdnum import iso11649
from stdnum.ch import esr

from guichet.values import ParseError, iban
from guichet.values.surroundings import REFERENCE_LABELS, around_identifier
from guichet.values.text_input import GROUP_MARKS, capitals, grouped, is_digits, strip_separators

QR_LENGTH = 27
_AROUND = around_identifier(*REFERENCE_LABELS)
_CREDITOR = re.compile(r"RF[0-9]{2}[0-9A-Z]{1,21}")


def parse(text: str) -> str:
    """The reference in capitals, without blanks.

    Reasons: ``empty`` (also for nothing but zeros, which refers to nothing), ``length`` (neither 27 digits nor an RF
    reference of 5 to 25 letters and digits), ``check-digit``.
    """
    reference = capitals(strip_separators(_AROUND.strip(text), GROUP_MARKS))
    if not reference.strip("0"):
        raise ParseError("empty")
    # stdnum also accepts the shorter references of the former orange payment slips.
    if not (_CREDITOR.fullmatch(reference) or _looks_qr(reference)):
        raise ParseError("length")
    if not (iso11649 if _is_creditor(reference) else esr).is_valid(reference):
        raise ParseError("check-digit")
    return reference


def suits(reference: str | None, account: str) -> bool:
    """True if a bank accepts ``reference`` (or none) for the IBAN ``account``; both canonical."""
    if iban.is_qr(account):
        return reference is not None and _looks_qr(reference)
    return reference is None or _is_creditor(reference)


def show(reference: str) -> str:
    """In the groups of the QR-bill: 2 then 5 by 5 digits, or 4 by 4 characters after RF."""
    return grouped(reference, 4) if _is_creditor(reference) else grouped(reference, 2, 5)


def _looks_qr(reference: str) -> bool:
    return len(reference) == QR_LENGTH and is_digits(reference)


def _is_creditor(reference: str) -> bool:
    return reference.startswith("RF")
