"""Times of the day, kept as whole minutes since midnight (0 to 1440; 1440 is the end of the day)."""

import re

from guichet.values import ParseError
from guichet.values.surroundings import TIME_LABELS, around_moment
from guichet.values.text_input import strip_separators


class TimeOfDay(int):
    """Minutes since midnight, as a value in the mapping of a message: a localizer formats it by this type."""


_AROUND = around_moment(TIME_LABELS)
END_OF_DAY = 24 * 60
_TIME = re.compile(
    r"(?P<hours>[0-9]{1,2})"
    r"(?:(?:heures?|h|uhr)?|[:.,](?P<marked>[0-9]{2})(?::00)?(?:h|uhr)?|(?:heures?|h|uhr)?(?P<bare>[0-9]{2})(?:min)?)"
)


def parse(text: str) -> int:
    """Minutes since midnight, from « 7h30 », « 7:30 », « 7.30 », « 0730 », « 7 h », « 7 Uhr 30 » or « 7 ».

    Reasons: ``empty``, ``not-a-time``, ``no-such-time`` (after 24:00, or more than 59 minutes).
    """
    typed = strip_separators(_AROUND.strip(text)).casefold()
    if not typed:
        raise ParseError("empty")
    match = _TIME.fullmatch(typed)
    if not match:
        raise ParseError("not-a-time")
    hours, minutes = int(match["hours"]), int(match["marked"] or match["bare"] or 0)
    if minutes > 59 or hours * 60 + minutes > END_OF_DAY:
        raise ParseError("no-such-time")
    return hours * 60 + minutes


def show(minutes: int) -> str:
    """``16:30``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
