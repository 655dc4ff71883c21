"""IBAN and QR-IBAN of a bank in Switzerland or Liechtenstein.

Sources: ISO 13616 (structure, modulo 97); SIX Swiss Implementation Guidelines QR-bill (QR-IBAN). The Centrale pays to
CH and LI accounts only: the pattern in its XML schema is ``(LI|CH)[0-9]{7}[0-9A-Z]{12}``.
"""

# Imported at the top on purpose: measured at 0.06 s. Its bank register is read only where a bank is looked up, which
# this module does not.
from schwifty import IBAN
from schwifty.exceptions import InvalidChecksumDigits, SchwiftyException

from guichet.values import ParseError
from guichet.values.surroundings import IBAN_LABELS, around_identifier
from guichet.values.text_input import GROUP_MARKS, capitals, grouped, strip_separators

COUNTRIES = ("CH", "LI")
LENGTH = 21
_AROUND = around_identifier(*IBAN_LABELS)
QR_INSTITUTIONS = range(30000, 32000)
"""Institution numbers (IID, characters 5 to 9) reserved for QR-IBANs."""


def parse(text: str) -> str:
    """The 21 characters in capitals, without blanks and label.

    Reasons: ``empty``, ``characters`` (a sign that no IBAN has), ``country`` (neither CH nor LI), ``length`` (not 21),
    ``letter`` (where a digit belongs, e.g. O for 0), ``check-digit``.
    """
    # Once more without the label, which some bank programmes glue to the account: « IBANCH93… ».
    account = capitals(strip_separators(_AROUND.strip(text), GROUP_MARKS)).removeprefix("IBAN")
    if not account:
        raise ParseError("empty")
    if not (account.isascii() and account.isalnum()):
        raise ParseError("characters")
    if not account.startswith(COUNTRIES):
        raise ParseError("country")
    if len(account) != LENGTH:
        raise ParseError("length")
    return _checked(account)


def _checked(account: str) -> str:
    try:
        return str(IBAN(account))
    except InvalidChecksumDigits:
        raise ParseError("check-digit") from None
    except SchwiftyException:
        raise ParseError("letter") from None


def show(account: str) -> str:
    """In groups of four, as on a bank card, with no-break spaces."""
    return grouped(account, 4)


def is_qr(account: str) -> bool:
    """True for a QR-IBAN, which can only be paid together with a QR reference."""
    return int(account[4:9]) in QR_INSTITUTIONS
