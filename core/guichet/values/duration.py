"""Lengths of time in whole minutes, such as an absence from home."""

import re

from guichet.values import ParseError
from guichet.values.surroundings import around_moment
from guichet.values.text_input import NBSP, strip_separators


class Minutes(int):
    """A length of time in minutes, as a value in the mapping of a message: a localizer formats it by this type."""


_AROUND = around_moment()
_HOUR_WORDS = r"(?:stunden?|std\.?|heures?|h\.?)"
_MINUTE_WORDS = r"(?:minuten?|minutes|min\.?)"
_HOURS = re.compile(rf"([0-9]{{1,4}})(?:(?:{_HOUR_WORDS}(?:et|und)?|:)([0-9]{{1,2}})({_MINUTE_WORDS})?|{_HOUR_WORDS})")
_HOURS_OF_A_CLOCK = re.compile(rf"(?<=:[0-9]{{2}}){_HOUR_WORDS}\Z")
"""The unit that stands behind the field, typed behind « 8:15 »."""
_MINUTES = re.compile(rf"([0-9]{{1,5}}){_MINUTE_WORDS}")


def parse(text: str) -> int:
    """Minutes, from « 8 h 15 », « 8h », « 8:15 », « 8:15 h », « 8 Std. 15 Min. » or « 45 min ».

    Hours in hundredths are a quantity, not a duration.

    Reasons: ``empty``, ``not-a-duration``.
    """
    typed = strip_separators(_AROUND.strip(text)).casefold()
    if not typed:
        raise ParseError("empty")
    if match := _MINUTES.fullmatch(typed):
        return int(match[1])
    match = _HOURS.fullmatch(_HOURS_OF_A_CLOCK.sub("", typed))
    # One digit only with its unit: « 8 h 5 » may be a cut « 8 h 50 ».
    if not match or int(match[2] or 0) > 59 or (len(match[2] or "00") < 2 and not match[3]):
        raise ParseError("not-a-duration")
    return int(match[1]) * 60 + int(match[2] or 0)


def show(minutes: int) -> str:
    """``8 h 15``, ``8 h`` or ``45 min``, with no-break spaces."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"
