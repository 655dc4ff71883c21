"""The measurements: rounds in which every page has its turn, so that a busy minute of the machine hits all alike."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from browser import Browser
from figures import Figure
from filling import Filled
from server import Server

WARM_UP = 3


@dataclass(frozen=True)
class Work:
    """Something a server is asked to do again and again."""

    figure: Figure
    browser: Browser
    times: int
    """Requests per round: enough that the clock of the process, which ticks every 10 ms, tells them apart."""
    ask: Callable[[Browser], object]


def page(figure: Figure, browser: Browser, path: str, times: int) -> Work:
    """Opens a page."""
    return Work(figure, browser, times, lambda one: one.get(path))


def submission(figure: Figure, browser: Browser, drafts: Iterator[str], times: int) -> Work:
    """« Envoyer la demande » on the last-check page, each time of another draft."""
    return Work(figure, browser, times, lambda one: one.post(f"{next(drafts)}check", {"seen": "yes"}))


def copies(figure: Figure, browser: Browser, filled: Filled, times: int) -> Work:
    """Downloads the PDF copy of one invoice after the other."""
    paths = _again_and_again(filled.sent)
    return Work(figure, browser, times, lambda one: one.get(f"{next(paths)}copy.pdf"))


def _again_and_again(paths: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from paths


def warm_up(works: list[Work]) -> None:
    """Fills the caches, as the first visitors of a day do."""
    for work in works:
        work.browser.refresh()
        for _number in range(WARM_UP):
            work.ask(work.browser)


def one_round(server: Server, work: Work) -> None:
    """Asks, and notes what it cost the server and how long the client waited."""
    work.browser.refresh()
    used = server.cpu_seconds()
    for _number in range(work.times):
        began = time.perf_counter()
        work.ask(work.browser)
        work.figure.walls.append((time.perf_counter() - began) * 1000)
    work.figure.values.append((server.cpu_seconds() - used) / work.times * 1000)


def in_this_process(figure: Figure, times: int, do: Callable[[], object]) -> None:
    """One round of something that needs no server."""
    used = time.process_time()
    for _number in range(times):
        began = time.perf_counter()
        do()
        figure.walls.append((time.perf_counter() - began) * 1000)
    figure.values.append((time.process_time() - used) / times * 1000)


