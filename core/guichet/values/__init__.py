"""The small values of the domain: read what a person typed, keep one canonical form, show it as people write it.

Every module has ``parse(text)``, which returns the canonical value or raises :class:`ParseError`, and ``show(value)``,
which a person reads and which ``parse`` reads back. Nothing here knows the clock, a tenant or a language.

Blanks, dashes and quotes of every fashion count as the plain ones. Digits are 0 to 9, full-width ones (０ to ９) too;
digits of other scripts are refused rather than guessed at, so that nobody sends a number they cannot read back.
"""


class ParseError(ValueError):
    """The text is not such a value. ``reason`` is a stable code; the forms turn it into a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
