"""``make calendar``: the tests without the browser on days on which clocks and calendars do something special.

``make calendar DAY=leap-day`` takes one of them; ``DAY=of-the-week`` takes another one each day of the week.
"""

import argparse
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
ZONE = "Europe/Zurich"
DAYS = {
    "monday": (2027, 3, 15, 9, 0, 0),
    "leap-day": (2028, 2, 29, 11, 0, 0),
    # The clocks change half a minute after the start, while the tests run.
    "summer-time": (2027, 3, 28, 1, 59, 30),
    "winter-time": (2027, 10, 31, 2, 59, 30),
    "new-years-eve": (2026, 12, 31, 23, 30, 0),
    # Already the new year in Switzerland, and still the old one in UTC.
    "new-years-day": (2028, 1, 1, 0, 15, 0),
    "end-of-month": (2027, 8, 31, 23, 59, 30),
}
"""When the tests begin, as clocks on Swiss walls show it (in autumn the first time they do)."""
OF_THE_WEEK = "of-the-week"
PYTEST = ("-q", "-n", "2", "--dist", "loadgroup", "--ignore", "tests/browser")


def main() -> int:
    """Runs the chosen days one after the other; the exit status of the first that fails."""
    parser = argparse.ArgumentParser(prog="make calendar", description=__doc__)
    parser.add_argument("day", nargs="?", default="", choices=["", OF_THE_WEEK, *DAYS])
    chosen, given = parser.parse_known_args()
    return next((status for day in _days(chosen.day) if (status := _run(day, given))), 0)


def _days(chosen: str) -> list[str]:
    if chosen == OF_THE_WEEK:
        return [list(DAYS)[datetime.now(ZoneInfo(ZONE)).weekday()]]
    return [chosen] if chosen else list(DAYS)


def _run(day: str, given: list[str]) -> int:
    start = datetime(*DAYS[day], tzinfo=ZoneInfo(ZONE))
    print(f"make calendar: {day}, from {start:%d.%m.%Y %H:%M}", flush=True)  # noqa: T201
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH")))),
        "GUICHET_CLOCK_OFFSET": str((start - datetime.now(UTC)).total_seconds()),
        # Servers in Switzerland run in Swiss time: what reads the machine's own time zone shows itself.
        "TZ": ZONE,
    }
    return subprocess.run([sys.executable, "-m", "pytest", *(given or PYTEST)], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
