"""One round of a measurement: what it cost in CPU time, and how long each request took."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from browser import Browser
from figures import Figure
from server import Server

WARM_UP = 3
"""Requests before the first round."""


@dataclass(frozen=True)
class Work:
    """Something a server is asked to do again and again."""

    figure: Figure
    browser: Browser
    times: int
    """Requests per round."""
    ask: Callable[[Browser], object]

    def warm_up(self) -> None:
        """Fills the caches, as the first visitors of a day do."""
        self.browser.refresh()
        for _number in range(WARM_UP):
            self.ask(self.browser)

    def one_round(self, server: Server) -> None:
        """CPU time is the server's."""
        self.browser.refresh()
        one_round(self.figure, self.times, lambda: self.ask(self.browser), server.cpu_seconds)


def one_round(
    figure: Figure, times: int, do: Callable[[], object], cpu_seconds: Callable[[], float] = time.process_time
) -> None:
    """Does it so many times and notes the average CPU time; this process's unless another clock is given."""
    used = cpu_seconds()
    for _number in range(times):
        began = time.perf_counter()
        do()
        figure.walls.append((time.perf_counter() - began) * 1000)
    figure.values.append((cpu_seconds() - used) / times * 1000)
