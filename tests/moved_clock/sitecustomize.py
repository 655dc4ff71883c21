"""Moves the clock of each Python process that finds this folder in ``PYTHONPATH``, and lets it go on from there.

Python imports this module at its start, so pytest, its xdist workers and the servers of tests agree on the time.
libfaketime is passed over: it would move PostgreSQL, Redis and the monotonic clock that time limits are measured with.
OpenSSL's clock, in C, stays where it is.
"""

import os
from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(os.environ["GUICHET_CLOCK_OFFSET"])), tick=True).start()
