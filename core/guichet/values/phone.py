"""Mobile numbers of Switzerland and Liechtenstein, the only ones that sign-in codes are sent to.

Sources: ITU-T E.164 (canonical form); the Swiss and Liechtenstein numbering plans as kept in Google's libphonenumber.
"""

import re

# Imported at the top on purpose: measured at 0.02 s, since each country's plan is only read when it is needed.
import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from guichet.values import ParseError
from guichet.values.surroundings import PHONE_LABELS, around_identifier
from guichet.values.text_input import NBSP

_AROUND = around_identifier(*PHONE_LABELS)
_BETWEEN_GROUPS = re.compile("[,_']")
"""Those of `GROUP_MARKS` that libphonenumber does not know."""
_SWISS_MOBILE = re.compile(r"\+417[5-9][0-9]{7}")
"""075 to 079: libphonenumber also counts machines and pagers (068, 072 …) among the mobiles."""


def parse_swiss_mobile(text: str) -> str:
    """The number in E.164, e.g. ``+41791234567``; without a country code it is taken as Swiss.

    Reasons: ``empty``, ``not-a-number`` (no telephone number, or not a complete one), ``not-swiss-mobile`` (a fixed
    line, another country).
    """
    number = _number(_BETWEEN_GROUPS.sub(" ", _AROUND.strip(text)))
    canonical = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if not (_SWISS_MOBILE.fullmatch(canonical) or _is_liechtenstein_mobile(number)):
        raise ParseError("not-swiss-mobile")
    return canonical


def show(number: str) -> str:
    """``+41 79 123 45 67``, with no-break spaces."""
    international = phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    return international.replace(" ", NBSP)


def last_two(number: str) -> str:
    """The last two digits: enough to say which telephone a code went to."""
    return number[-2:]


def _number(text: str) -> PhoneNumber:
    if not text:
        raise ParseError("empty")
    # libphonenumber reads letters as on a dial (« 0800 SWITCH »), which may give another person's number.
    if not text.isascii() or any(char.isalpha() for char in text):
        raise ParseError("not-a-number")
    try:
        number = phonenumbers.parse(text, "CH")
    except phonenumbers.NumberParseException:
        raise ParseError("not-a-number") from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise ParseError("not-a-number")
    return number


def _is_liechtenstein_mobile(number: PhoneNumber) -> bool:
    return number.country_code == 423 and phonenumbers.number_type(number) == PhoneNumberType.MOBILE
