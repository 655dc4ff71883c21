"""The present time, read here only: models take a moment as an argument, and tests move this clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SWISS_TIME = ZoneInfo("Europe/Zurich")


def now() -> datetime:
    """The present moment, aware, in UTC: the only form in which a moment is stored."""
    # ``datetime.UTC`` and never a ZoneInfo: zodbpickle 4.5 cannot pickle moments with a ZoneInfo on Python 3.11.
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in Switzerland, against which service dates are checked."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """``moment`` in Swiss time. Raises ``ValueError`` for a naive one, which no clock of the desk has made."""
    if moment.tzinfo is None:
        raise ValueError("A moment without time zone has no Swiss time; store aware UTC.")
    return moment.astimezone(SWISS_TIME)
