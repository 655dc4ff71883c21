"""Formats of dates, times and numbers that differ between the languages.

Month names and lists are Babel's. Its ``fr_CH`` numbers are passed over: they have a comma and U+202F where Swiss
invoices and QR bills have a point and a blank.
"""

from dataclasses import dataclass

from guichet.i18n.typography import NBSP


@dataclass(frozen=True)
class LocaleFormats:
    """The formats of one language in Switzerland."""

    locale: str
    """Babel's name, e.g. ``"fr_CH"``."""
    thousands: str
    """Between groups of three digits."""
    clock: str
    """A time of day from ``hour`` and ``minute``."""
    at: str
    """Between a date and a time of day."""
    byte_units: tuple[str, str, str, str]
    """One byte, several bytes, thousands, millions."""
    first_of_month: str = "1"
    before_object: str = ""
    """Between the words of a link or button and what it is for, which only screen readers read: « Modifier Anna
    Muster », but «Ändern: Anna Muster», since the German verb would come last."""


LOCALE_FORMATS = {
    "fr": LocaleFormats(
        "fr_CH", NBSP, f"{{hour}}{NBSP}h{NBSP}{{minute:02}}", " à ", ("octet", "octets", "ko", "Mo"), "1er"
    ),
    "de": LocaleFormats(
        "de_CH", "’", f"{{hour}}.{{minute:02}}{NBSP}Uhr", " um ", ("Byte", "Bytes", "kB", "MB"), before_object=":"
    ),
    "it": LocaleFormats("it_CH", "’", "{hour}.{minute:02}", " alle ", ("byte", "byte", "kB", "MB")),
    "en": LocaleFormats("en_CH", "’", "{hour}:{minute:02}", " at ", ("byte", "bytes", "kB", "MB")),
}
"""One entry for each of ``LANGUAGES``."""
