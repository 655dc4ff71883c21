"""The small values of the domain, each with its canonical form: AVS number, IBAN, GLN, money, days and others.

Every module has ``parse(text)``, which returns the canonical value or raises :class:`ParseError`, and ``show(value)``,
the form that people read and write, which ``parse`` reads back. All are pure: without clock, tenant or language.

Unicode variants of blanks, dashes and quotes count as the plain ones, and digits of every script as 0 to 9. What may
surround a value is listed in :mod:`guichet.values.surroundings`. ``show`` is what the check page compares.
"""


class ParseError(ValueError):
    """The text is not such a value. ``reason`` is a stable code; the forms turn it into a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
