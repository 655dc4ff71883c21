"""What signing in costs, what it costs everybody else, and whether its time tells who has an account."""

import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles

import argon2
import crowd
from browser import Browser
from figures import Figure, Target

SAMPLES = 500
"""Of addresses with and without an account."""
RATE = 40
"""Sign-ins per second that must not starve anybody else."""
READING = 40
"""Pages per second that others read meanwhile."""
READING_SECONDS = 20.0
SECONDS = 8.0
AT_ONCE = 6
ALONE = "guichet page, p95 alone"


def argon2_alone() -> Figure:
    """Hashes per second with a thread for each core, and nothing else on the machine."""
    hasher = argon2.PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
    hashed = hasher.hash(crowd.PASSWORD)

    def verify(_number: int) -> int:
        done, end = 0, time.monotonic() + SECONDS / 2
        while time.monotonic() < end:
            hasher.verify(hashed, crowd.PASSWORD)
            done += 1
        return done

    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        done = sum(pool.map(verify, range(cores)))
    return Figure(f"argon2 alone, {cores} threads", unit="/s", values=[done / (SECONDS / 2)])


def sign_ins(port: int, host: str) -> list[Figure]:
    """How many are let through to the code page when more come than can be, and how many are told to come back."""
    statuses = crowd.press_on(port, host, AT_ONCE, SECONDS)
    _expect(statuses, 303, 503)
    return [
        Figure(f"sign-ins, {AT_ONCE} people at once", unit="/s", values=[statuses[303] / SECONDS]),
        Figure("… told when to come back (503)", unit="/s", values=[statuses[503] / SECONDS]),
    ]


def others_meanwhile(port: int, host: str, reader: Browser, page: str) -> list[Figure]:
    """The 95th percentile of a page, without and with sign-ins arriving."""
    reader.refresh()
    alone = _p95(reader, page)
    arriving = [sys.executable, str(Path(crowd.__file__)), str(port), host, str(RATE), str(READING_SECONDS + 2)]
    with subprocess.Popen(arriving, stdout=subprocess.PIPE, text=True) as people:  # noqa: S603  # our own script
        time.sleep(1)
        reader.refresh()
        meanwhile = _p95(reader, page)
        statuses = {int(status): count for status, count in json.loads(people.communicate()[0]).items()}
    _expect(statuses, 303, 503)
    let_in, told = statuses.get(303, 0), statuses.get(503, 0)
    name = f"guichet page, p95 while {RATE} sign-ins/s arrive ({let_in} let in, {told} told when to come back)"
    return [Figure(ALONE, values=[alone]), Figure(name, (Target(2, ALONE),), values=[meanwhile])]


def known_and_unknown(port: int, host: str) -> list[Figure]:
    """The medians for addresses with and without an account, taken in turn; and how far apart they are."""
    figures = []
    for what, ask in (("sign-in refused", _wrong_password), ("forgotten password", crowd.forget)):
        times: dict[str, list[float]] = {"known": [], "unknown": []}
        for number in range(SAMPLES):
            for who, address in (("known", crowd.known(number)), ("unknown", crowd.unknown(number))):
                status, milliseconds = ask(port, host, address)
                _expect({status: 1}, 200, 303, 422)
                times[who].append(milliseconds)
        middles = {who: median(taken) for who, taken in times.items()}
        figures += [Figure(f"{what}, {who} address, median", values=[middle]) for who, middle in middles.items()]
        apart = abs(middles["known"] - middles["unknown"])
        figures.append(Figure(f"… {what}, {SAMPLES} of each, apart by", (Target(5),), values=[apart]))
    return figures


def _wrong_password(port: int, host: str, address: str) -> tuple[int, float]:
    return crowd.sign_in(port, host, address, "mauvais-mot-de-passe-2026")


def _p95(reader: Browser, page: str) -> float:
    """Of pages asked for at independent moments, each timed from the moment it was wanted.

    One after the other without a pause would keep the server's caches warm, which no reader does, and would leave out
    what a slow page makes the next one wait.
    """
    moments, waits, wanted, began = random.Random(1), [], 0.0, time.monotonic()  # noqa: S311  # the same each time
    while wanted < READING_SECONDS:
        time.sleep(max(0.0, began + wanted - time.monotonic()))
        reader.get(page)
        waits.append((time.monotonic() - began - wanted) * 1000)
        wanted += moments.expovariate(READING)
    return quantiles(waits, n=20)[-1]


def _expect(statuses: dict[int, int], *wanted: int) -> None:
    """A measurement of error pages would be quick and worthless."""
    strange = {status: count for status, count in statuses.items() if status not in wanted and count}
    assert not strange, f"unexpected answers: {strange}"
