"""Time that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

import time_machine

from guichet import clock

START = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
"""The moment at which every test begins: a Saturday, 13:00 in Switzerland."""
CREATED_AT = START - timedelta(days=12)
"""The moment at which the desks were made and their people registered."""
ONE_REQUEST = timedelta(milliseconds=1)
"""Duration of a request: of two events in a row the second has a later time."""


class MovingClock:
    """The fixture ``clock``."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller

    @property
    def now(self) -> datetime:
        """The present moment, in UTC."""
        return clock.now()

    def forward(self, **units: float) -> datetime:
        """Moves on, e.g. ``clock.forward(minutes=1)`` with the names of :class:`datetime.timedelta`."""
        self._traveller.shift(timedelta(**units))
        return self.now

    def to(self, moment: datetime) -> None:
        """Moves to an aware moment. Raises ``ValueError`` for an earlier one, which tests rarely mean."""
        if moment < self.now:
            raise ValueError(f"{moment} lies before {self.now}")
        self._traveller.move_to(moment)

    def set_back(self, **units: float) -> datetime:
        """Sets it back, as a time server does with a clock that was fast."""
        self._traveller.shift(-timedelta(**units))
        return self.now

    def tick(self) -> None:
        """Lets the time of one request pass."""
        self._traveller.shift(ONE_REQUEST)
