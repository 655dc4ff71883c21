"""People who send invoices with files, from a process of their own: ``sending_clients.py PLAN`` prints what came of it.

The plan is a JSON file, see `Plan`. Submissions begin evenly, whether earlier ones have been answered or not, and each
client's one after the other. A wait counts from the moment at which the submission was to begin. The bodies of the
files are made before the first of them.
"""

import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from load_client import Failed, Fields, LoadClient, Target, ToldToComeBack, files_part
from phone_files import three_files

APART = 3
"""Days between the services of one submission of a client and those of the next, so that none repeats another."""
NOT_BEGUN = 60.0
"""Seconds after its moment from which a submission is not begun any more: its client was still busy with others."""
PRESSES = 3
"""How often a person presses « Envoyer la demande » when the page comes again."""
SENT, TOLD, LATE = "sent", "told to come back", "not begun"
DATE = re.compile(r"\d\d\.\d\d\.\d{4}")
VERSION = re.compile(rb'name="version"[^>]*value="([^"]*)"')


@dataclass(frozen=True)
class Sender:
    """A client: a company, whose form is filled as its draft was."""

    cookies: dict[str, str]
    issuer: str
    """Address of its pages."""
    start: Fields
    """What « Nouvelle facture » posts."""
    answers: Fields
    """What the form posts; its dates and its number differ with each submission."""
    first: int
    """Submissions that it has sent in earlier runs."""


@dataclass(frozen=True)
class Plan:
    """What a run of this process does."""

    target: dict[str, Any]
    files: str
    """Folder of `phone_files.three_files`."""
    rate: float
    """Submissions per second."""
    seconds: float
    senders: list[dict[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """What came of a submission."""

    kind: str
    """`SENT`, `TOLD`, `LATE`, or what failed."""
    path: str
    """Address of the draft; empty where there is none."""
    waited: float
    """Seconds from the moment at which it was to begin."""
    took: float
    """Seconds from its beginning."""
    ended: float
    """Seconds from the beginning of the run."""


def run(plan: Plan) -> list[Outcome]:
    """Lets all of them send, and returns when each has its answer."""
    files, target = files_part(three_files(Path(plan.files))), Target(**plan.target)
    number = round(plan.rate * plan.seconds)
    outcomes: list[Outcome] = []
    began = time.perf_counter() + 1.0

    def work(place: int, sender: Sender) -> None:
        # Each from a network of its own, for which nginx counts.
        client = LoadClient(target, sender.cookies, f"127.0.1.{place + 1}")
        for turn, moment in enumerate(range(place, number, len(plan.senders))):
            outcomes.append(_one(client, sender, sender.first + turn + 1, files, began, moment / plan.rate))
        client.close()

    threads = [
        threading.Thread(target=work, args=(place, Sender(**sender))) for place, sender in enumerate(plan.senders)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _one(client: LoadClient, sender: Sender, turn: int, files: bytes, began: float, moment: float) -> Outcome:
    time.sleep(max(0.0, began + moment - time.perf_counter()))
    start, path = time.perf_counter() - began, [""]
    kind = LATE
    if start - moment < NOT_BEGUN:
        try:
            kind = _submit(client, sender, turn, files, path)
        except ToldToComeBack:
            kind = TOLD
        except Exception as failure:  # of one submission, which must not end the client's others
            kind = str(failure) if isinstance(failure, Failed) else type(failure).__name__
    ended = time.perf_counter() - began
    return Outcome(kind, path[0], ended - moment, ended - start, ended)


def _submit(client: LoadClient, sender: Sender, turn: int, files: bytes, path: list[str]) -> str:
    """Start, answers with the files, last check, send: four requests, and two more each time the page comes again."""
    edit = client.post(f"{sender.issuer}new-invoice", sender.start)
    check = client.post_files(edit, [*moved(sender.answers, turn), ("send", "yes")], files)
    path[0] = check.partition("?")[0].rpartition("/")[0] + "/"
    if not check.endswith("/check"):
        client.get(check)  # says when to come back
        raise Failed("form shown again")
    for _press in range(PRESSES):
        version = VERSION.search(client.get(check))
        assert version is not None, "the check page has no version"
        sent = client.post(check.partition("?")[0], [("seen", "yes"), ("version", version[1].decode())])
        if sent.endswith("/sent"):
            return SENT
        check = sent
    raise Failed("check page shown again")


def moved(answers: Fields, turn: int) -> Iterator[tuple[str, str]]:
    """The answers of one more submission: its days before those of the earlier ones, its number another."""
    for name, value in answers:
        if DATE.fullmatch(value):
            day, month, year = map(int, value.split("."))
            yield name, f"{date(year, month, day) - timedelta(days=APART * turn):%d.%m.%Y}"
        else:
            yield name, f"{value}/{turn}" if name == "number" else value


if __name__ == "__main__":
    used = time.process_time()
    outcomes = run(Plan(**json.loads(Path(sys.argv[1]).read_text())))
    found = {"outcomes": [asdict(one) for one in outcomes], "cpu": time.process_time() - used}
    print(json.dumps(found))
