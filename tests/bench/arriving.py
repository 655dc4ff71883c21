"""Submissions that arrive evenly, ten in a second, whether earlier ones are finished or not; each with two large files.

Each comes from another company, and is four requests, as a browser sends them: start, answers with both files, last
check, send. The time counts from the moment at which the submission was to begin, so that waiting for the server counts
too.
"""

import io
import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from http.client import HTTPConnection
from statistics import quantiles

from figures import Figure, Target
from house import FilledDesk
from phone_files import scanned
from PIL import Image
from serve import FLOOR
from server import Server
from submitting import NotSent, submissions

RATE = 10
"""Submissions per second."""
SECONDS = 6
SENDERS = 40
"""More companies than send at once, since a sender who waits would slow the rate."""
MEGABYTE = 1_000_000
WAIT_LIMIT = 120
"""Seconds for the copies to be drawn."""
P95, P99 = f"submission with two files of 1 MB, {RATE} per second, p95", "… p99"


def arriving(server: Server, large: FilledDesk, numbers: Iterator[int]) -> list[Figure]:
    """How long submissions take, what each costs the server, and when the last copy is drawn.

    ``numbers`` are those of `submissions`, so that none repeats another.
    """
    files = large_files()

    def sender(draft: str) -> Callable[[], None]:
        browser = large.browser(server.port, draft)
        submit = submissions(server.port, browser, (draft,), files=files, numbers=numbers)
        return lambda: submit(browser)

    free = deque(sender(path) for _user, path in large.filled.senders)
    waiting(server, large)  # begins to draw: what earlier rows sent is drawn before the first of these
    _until_drawn(server, large)
    used, walls, turned_away, began = server.cpu_seconds(), [], [], time.perf_counter()

    def one(moment: float) -> None:
        submit = free.popleft()
        # A desk that has too many files to look at says so: its visitors try again a little later.
        try:
            submit()
        except NotSent:
            turned_away.append(moment)
        else:
            walls.append(time.perf_counter() - moment)
        free.append(submit)

    with ThreadPoolExecutor(len(free)) as pool:
        sent = []
        for number in range(RATE * SECONDS):
            moment = began + number / RATE
            time.sleep(max(0.0, moment - time.perf_counter()))
            sent.append(pool.submit(one, moment))
        for each in sent:
            each.result()
    last = time.perf_counter()
    _until_drawn(server, large)
    drawn = time.perf_counter() - last
    cuts = quantiles(walls, n=100)
    cpu = (server.cpu_seconds() - used) / (RATE * SECONDS) * 1000
    return [
        Figure(P95, (Target(1),), "s", [cuts[94]]),
        Figure(P99, unit="s", values=[cuts[98]]),
        Figure(f"… of {RATE * SECONDS}, told to try again", unit="", values=[len(turned_away)]),
        Figure("… until the last copy is drawn, after the last of them", unit="s", values=[drawn]),
        Figure("… CPU per submission, its copy drawn", unit="ms", values=[cpu]),
    ]


def waiting(server: Server, desk: FilledDesk) -> int:
    """Copies that wait to be drawn; the server draws them from the first question on."""
    connection = HTTPConnection("127.0.0.1", server.port)
    try:
        connection.request("GET", f"/drawing/{desk.name}", headers={"Host": FLOOR})
        return int(connection.getresponse().read())
    finally:
        connection.close()


def _until_drawn(server: Server, desk: FilledDesk) -> None:
    end = time.monotonic() + WAIT_LIMIT
    while waiting(server, desk):
        if time.monotonic() > end:
            raise TimeoutError(f"{waiting(server, desk)} copies are not drawn after {WAIT_LIMIT} s")
        time.sleep(0.05)


@cache
def large_files() -> tuple[tuple[str, bytes, str], ...]:
    """A photo and a scanned page, each of about a megabyte; the same each time."""
    photo = _photo()
    return (("ticket.jpg", photo, "image/jpeg"), ("bill.pdf", scanned(photo, SIZE), "application/pdf"))


SIZE = (1600, 1200)


def _photo() -> bytes:
    """As large as the page's script leaves a photo, with as much detail as makes a megabyte."""
    grain = Image.frombytes("L", SIZE, random.Random(1).randbytes(SIZE[0] * SIZE[1]))  # noqa: S311  # the same each time
    picture = Image.blend(Image.effect_mandelbrot(SIZE, (-2, -1.5, 1, 1.5), 60), grain, 0.3).convert("RGB")
    for quality in range(60, 100, 2):
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=quality)
        if len(written.getvalue()) >= MEGABYTE:
            break
    return written.getvalue()
