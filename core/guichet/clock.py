"""The time, read in one place so that models take it as an argument and tests can move it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SWISS_TIME = ZoneInfo("Europe/Zurich")


def now() -> datetime:
    """The present moment, aware, in UTC: the only form in which a moment is stored."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in Switzerland, against which service dates are checked."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """``moment`` as the clocks on the wall show it in Switzerland."""
    return moment.astimezone(SWISS_TIME)
