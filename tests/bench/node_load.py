"""Submissions with three large files, from a hundred companies, at two web processes and two workers on PostgreSQL.

The installation is that of ``deploy/``: nginx with TLS in front, Redis, sixteen threads for each web process, workers
that look for work every two seconds, a database that waits for its disk.
"""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import quantiles

from browser import CSRF, Browser, open_session
from figures import Figure, Target
from filling import Filling, sending_company
from many_senders import one_hash
from process_usage import Usage, usage
from sending_clients import LATE, SENT, TOLD, Outcome, Plan, Sender
from submitting import forms_of

from guichet.action_context import system
from guichet.documents.scan_queue import SCAN_QUEUE
from guichet.invoices.states import EDITABLE
from guichet.store.database import read_transaction, write_transaction

sys.path[:0] = [str(Path(__file__).parents[1] / name) for name in ("postgres", "samples")]

from cluster import Cluster, throw_away_cluster  # noqa: E402  # found through the line above
from nodes import HOST, Nodes, running_nodes  # noqa: E402

THREADS, INTERVAL = 16, 2.0
CACHE = "&connection_cache_size=1000&connection_cache_size_bytes=4MB&connection_pool_size=18"
STORAGE = f"&driver=psycopg2&blob_cache_size=1GB{CACHE}"
BEST = 26.0
"""Submissions per second: the best published figure of a civic form service."""
WITHIN = 60.0
"""Seconds after the last submission within which its files are to be scanned and its PDF drawn."""
DRAWN_LIMIT = 600.0
"""Seconds after which what is not drawn is given up."""
LOOK = 0.1
DRAFT = re.compile("/issuers/([^/]+)/invoices/([^/]+)/")


@dataclass
class Installation:
    """The running processes, and the companies that send."""

    nodes: Nodes
    cluster: Cluster
    folder: Path
    senders: list[Sender]
    sent_before: int = 0
    """Submissions that each company was asked for in earlier runs."""

    def used(self) -> dict[str, Usage]:
        """What each kind of process has used so far."""
        nginx = int((self.nodes.proxy.folder / "nginx.pid").read_text())
        pids = {
            "web": [one.running.pid for one in self.nodes.web],
            "workers": [one.running.pid for one in self.nodes.workers],
            "PostgreSQL": [self.cluster.pid],
            "nginx": [nginx],
        }
        return {name: usage(group) for name, group in pids.items()}

    def waiting(self) -> tuple[int, int]:
        """Files that are not scanned, PDFs that are not drawn."""
        with read_transaction(self.nodes.tasks.desk.db) as portal:
            return len(portal[SCAN_QUEUE].waiting), len(portal["pdf_queue"].waiting)


@dataclass
class LoadRun:
    """What a run came to."""

    rate: float
    seconds: float
    outcomes: list[Outcome]
    generator: float
    """CPU seconds of the process that sent."""
    used: Mapping[str, Usage]
    scanned: float
    drawn: float
    """Seconds after the last answer; `DRAWN_LIMIT` where it was not reached."""
    problems: list[str] = field(default_factory=list)
    """What is not as the clients were told."""

    @property
    def sent(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.kind == SENT]

    @property
    def is_kept_up(self) -> bool:
        """Whether every submission was taken, and scanned and drawn in time."""
        return len(self.sent) == len(self.outcomes) and max(self.scanned, self.drawn) <= WITHIN and not self.problems

    @property
    def cpu(self) -> float:
        """CPU seconds of the installation for each submission that was taken."""
        return sum(one.cpu for one in self.used.values()) / max(1, len(self.sent))


@contextmanager
def installation(folder: Path, companies: int) -> Iterator[Installation]:
    """Starts all of it in an empty folder, with companies that are signed in; ends it whatever happens."""
    folder.mkdir(parents=True)
    with throw_away_cluster(durable=True) as cluster:
        cluster.create_database("load_be")
        storage = cluster.uri("load_be") + STORAGE
        with running_nodes(folder.absolute(), storage, threads=THREADS, interval=INTERVAL) as nodes:
            made = Installation(nodes, cluster, folder, [])
            made.senders += _senders(nodes, companies)
            _until_done(made, DRAWN_LIMIT)
            yield made


def run(made: Installation, files: Path, rate: float, seconds: float) -> LoadRun:
    """Lets the companies send, and waits until what they sent is scanned and drawn."""
    senders = [asdict(one) | {"first": made.sent_before} for one in made.senders]
    target = {
        "port": made.nodes.proxy.port,
        "host": HOST,
        "certificate": str(made.nodes.proxy.folder / "guichet" / "tls.pem"),
    }
    plan = made.folder / "plan.json"
    plan.write_text(json.dumps(asdict(Plan(target, str(files.absolute()), rate, seconds, senders))))
    made.sent_before += -(-round(rate * seconds) // len(senders))
    script = Path(__file__).with_name("sending_clients.py")
    before = made.used()
    done = subprocess.run([sys.executable, "-W", "ignore", script, plan], check=True, stdout=subprocess.PIPE)
    scanned, drawn = _until_done(made, DRAWN_LIMIT)
    used = {name: after - before[name] for name, after in made.used().items()}
    found = json.loads(done.stdout)
    outcomes = [Outcome(**one) for one in found["outcomes"]]
    return LoadRun(rate, seconds, outcomes, found["cpu"], used, scanned, drawn, list(_problems(made, outcomes)))


def _senders(nodes: Nodes, number: int) -> Iterator[Sender]:
    desk = nodes.tasks.desk
    with one_hash(), write_transaction(desk.db) as portal:
        filling = Filling.of(system(portal, desk))
        made = [sending_company(filling.ctx, filling.pattern, place) for place in range(number)]
    for user, draft in made:
        secret = open_session(desk, user)
        browser = Browser(nodes.ports[0], HOST, (desk, secret))
        browser.refresh()
        issuer, start, answers = forms_of(browser, draft)
        browser.close()
        yield Sender({"csrf": CSRF, "session": browser.ticket()}, issuer, start, answers, 0)


def _until_done(made: Installation, limit: float) -> tuple[float, float]:
    """Seconds until nothing waits to be scanned, and to be drawn."""
    began = time.monotonic()
    scanned = drawn = -1.0
    while time.monotonic() - began < limit and min(scanned, drawn) < 0:
        files, copies = made.waiting()
        now = time.monotonic() - began
        scanned = now if scanned < 0 and not files else scanned
        drawn = now if drawn < 0 and not copies else drawn
        time.sleep(LOOK)
    return (scanned if scanned >= 0 else limit), (drawn if drawn >= 0 else limit)


def _problems(made: Installation, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What the database does not have, though a client was told so."""
    with read_transaction(made.nodes.tasks.desk.db) as portal:
        for one in outcomes:
            found = DRAFT.fullmatch(one.path)
            if one.kind not in (SENT, TOLD) or not found:
                continue
            invoice = portal["issuers"][found[1]].invoices.get(found[2])
            if invoice is None:
                yield f"{one.kind}, and not there"
            elif one.kind == TOLD and invoice.state not in EDITABLE:
                yield "told to come back, and sent"
            elif one.kind == SENT and (invoice.state, len(invoice.attached)) != ("submitted", 3):
                yield f"sent, and {invoice.state} with {len(invoice.attached)} files"


def figures(made: LoadRun, processors: int) -> list[Figure]:
    """The rows of a run."""
    name = f"submission with three files of 3 MB, {made.rate:g} per second for {made.seconds:g} s"
    number, kinds = len(made.outcomes), Counter(one.kind for one in made.outcomes)
    taken, told, late = (kinds.pop(kind, 0) for kind in (SENT, TOLD, LATE))
    last = max((one.ended for one in made.sent), default=0.0)
    failed = f" ({', '.join(f'{kind}: {times}' for kind, times in kinds.most_common())})" if kinds else ""
    problem = f" ({made.problems[0]})" if made.problems else ""
    rows = [
        *_waits(name, made.sent),
        _row(f"{name}: taken, of {number}", taken),
        _row("… rate reached", taken / last if last else 0.0, "/s"),
        _row("… told when to come back", told),
        _row("… not begun, since their company was still busy", late),
        _row(f"… failed{failed}", sum(kinds.values()), most=0),
        _row(f"… not in the database as a client was told{problem}", len(made.problems), most=0),
    ]
    for group, one in made.used.items():
        rows.append(_row(f"… CPU per submission taken, {group}", one.cpu / max(1, taken) * 1000, "ms"))
        rows.append(_row(f"… written per submission taken, {group}", one.written / max(1, taken) / 1e6, "MB"))
    return [
        *rows,
        _row(f"… processors that {BEST:g} per second would take at that price", made.cpu * BEST),
        _row("… last file scanned, after the last answer", made.scanned, "s", WITHIN),
        _row("… last PDF drawn, after the last answer", made.drawn, "s", WITHIN),
        _row(f"… of {processors} processors, used by the process that sends", made.generator / max(last, 1.0)),
    ]


def _row(name: str, value: float, unit: str = "", most: float | None = None) -> Figure:
    return Figure(name, () if most is None else (Target(most),), unit, [value])


def _waits(name: str, sent: Sequence[Outcome]) -> Iterator[Figure]:
    cuts = quantiles([one.waited for one in sent], n=100) if len(sent) > 1 else [0.0] * 99
    for which in (50, 95, 99):
        yield Figure(f"{name}, p{which} of those taken", (), "s", [cuts[which - 1]])
