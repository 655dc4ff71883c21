"""Which backups are past their time: all of the last hours are kept, one a day, one a week, and what those need."""

import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from guichet.backup.manifest import needed
from guichet.backup.points import UNFINISHED, Point
from guichet.settings import BackupSettings


def expired(found: Sequence[Point], settings: BackupSettings, now: datetime) -> list[Point]:
    """The backups that are not kept, the newest first; ``found`` are all of a desk, the oldest first.

    The newest is always kept. Of a day, and of a week, the last full one is kept, since it needs no other; where there
    is none, the last one.
    """
    since = now - timedelta(hours=settings.keep_hours)
    kept = {point for point in found if point.moment >= since} | set(found[-1:])
    kept |= _one_each(found, settings.keep_daily, "%Y-%m-%d")
    kept |= _one_each(found, settings.keep_weekly, "%G-%V")
    names = {one.folder.name for point in kept for one in needed(point)}
    return [point for point in reversed(found) if point.folder.name not in names]


def delete(expired_points: Iterable[Point]) -> None:
    """Deletes backups; one that was deleted in part no longer looks like one."""
    for point in expired_points:
        going = point.folder.with_name(f"{point.folder.name}{UNFINISHED}")
        point.folder.rename(going)
        shutil.rmtree(going)


def _one_each(found: Sequence[Point], number: int, period: str) -> set[Point]:
    """One backup of each of the last periods that have any."""
    by_period: dict[str, Point] = {}
    for point in found:
        name = point.moment.strftime(period)
        if point.is_full or name not in by_period or not by_period[name].is_full:
            by_period[name] = point
    return {by_period[name] for name in sorted(by_period)[-number:]} if number else set()
