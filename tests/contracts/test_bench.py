"""The bench runs: its desks are filled with objects of the core, whose changes no other test would show it."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))

import mixed_clients  # noqa: E402  # found through the line above
import process_usage  # noqa: E402
import sending_clients  # noqa: E402
from browser import CSRF  # noqa: E402
from figures import Figure  # noqa: E402
from growth import growth  # noqa: E402
from house import FilledDesk  # noqa: E402
from plan import NAME_OF_FLOOR  # noqa: E402
from releases import changes, read, record  # noqa: E402
from server import ServedProcess  # noqa: E402
from session_check import session_check  # noqa: E402
from submitting import forms_of, small_picture  # noqa: E402

SUBMISSION = "submission with one picture, four requests"


def test_the_bench_asks_for_each_of_its_rows_and_measures_them(root):
    with subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", BENCH / "side.py", "50", "1"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(BENCH), os.environ.get("PYTHONPATH", "")))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as side:
        # Its names are printed once each row has been asked for three times.
        rows = json.loads(side.stdout.readline())
        answers, _nothing = side.communicate(json.dumps(SUBMISSION))
    assert side.returncode == 0
    assert len(rows) > 10
    assert SUBMISSION in rows
    assert json.loads(answers) > 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def desk(folder, root):
    """A desk with a hundred invoices, and two companies that send at the same time."""
    before = Path.cwd()
    os.chdir(root)  # where the settings of a development machine are found
    try:
        yield FilledDesk.make(folder / "small", 100, 2, lambda _made: None, senders=2)
    finally:
        os.chdir(before)


def test_a_session_is_checked(desk, folder):
    figure = session_check(desk, str(folder / "small"), NAME_OF_FLOOR, 1)
    assert figure.middle > 0


def test_each_invoice_lets_the_database_grow_by_some_kilobytes(desk, folder):
    rows = {row.name: row.middle for row in growth(folder / "small", "small.localhost", 2)}
    assert 1_000 < rows["growth per submitted invoice"] < rows["… before packing, submitted"]
    assert rows["… PDF and documents, submitted"] > 10_000


@pytest.fixture(scope="module")
def companies(desk, folder):
    """The served desk as the clients find it, and what the two companies post."""
    cache = Path(os.environ.get("CHAMELEON_CACHE") or folder / "chameleon")
    cache.mkdir(mode=0o700, exist_ok=True)
    host = "small.localhost"
    server = ServedProcess(str(BENCH / "serve.py"), (str(folder / "small"),), host, folder, cache)
    found = []
    for _user, draft in desk.filled.senders:
        browser = desk.browser(server.port, draft)
        browser.refresh()
        issuer, start, answers = forms_of(browser, draft)
        browser.close()
        cookies = {"csrf": CSRF, "session": browser.ticket()}
        found.append((draft, {"cookies": cookies, "issuer": issuer, "start": start, "answers": answers}))
    yield {"port": server.port, "host": host}, found
    server.stop()


def test_clients_send_invoices_with_three_files(companies, folder):
    target, found = companies
    files = folder / "files"
    files.mkdir()
    for name in ("ticket.jpg", "bill.pdf", "attendance.jpg"):
        (files / name).write_bytes(small_picture())
    senders = [one | {"first": 10} for _draft, one in found]
    outcomes = sending_clients.run(sending_clients.Plan(target, str(files), 10.0, 0.2, senders))
    assert [one.kind for one in outcomes] == [sending_clients.SENT] * 2
    assert all(one.path.startswith("/issuers/") and one.took > 0 for one in outcomes)


def test_clients_ask_for_each_kind_of_page(companies, desk, folder, monkeypatch):
    target, found = companies
    # One request after the other: how far a submission comes is then the same on each machine.
    monkeypatch.setattr(mixed_clients, "THREADS", 1)
    (folder / "ticket.jpg").write_bytes(small_picture())
    plan = mixed_clients.MixedPlan(
        target=target,
        rate=200.0,
        warm_up=0.0,
        seconds=2.0,
        companies=[one | {"draft": draft} for draft, one in found],
        office={"csrf": CSRF, "session": desk.browser(target["port"], "clerk").ticket()},
        cases=list(desk.filled.open),
        lists=["/work-list"],
        picture=str(folder / "ticket.jpg"),
    )
    outcome = mixed_clients.run(plan)
    assert outcome["failed"] == outcome["told"] == Counter()
    # These two are of invoices that were sent before in the same run, and else guichet pages.
    missing = {kind for kind, waits in outcome["waits"].items() if not waits}
    assert missing <= {"sent invoice", "PDF copy"}


def test_a_process_is_known_to_have_computed():
    before = process_usage.usage([os.getpid()])
    sum(range(2_000_000))
    assert (process_usage.usage([os.getpid()]) - before).cpu > 0


def test_what_costs_a_tenth_more_than_in_the_last_release_is_worse(tmp_path):
    file = tmp_path / "history.csv"
    for release, floor, page in (("0.1.0", 0.2, 2.0), ("0.2.0", 0.16, 1.6)):
        record(release, [measured(NAME_OF_FLOOR, floor), measured("guichet page", page)], file)
    assert [release.name for release in read(file)] == ["0.1.0", "0.2.0"]
    last = read(file)[-1]

    def is_worse(floor, page, processor=last.processor):
        [change] = changes(last, {NAME_OF_FLOOR: floor, "guichet page": page, "new row": 1.0}, processor)
        return change.is_worse

    assert is_worse(0.16, 1.8)
    assert not is_worse(0.16, 1.7)
    # The floor of the same processor wanders; on a slower one everything takes longer.
    assert not is_worse(0.14, 1.6)
    assert is_worse(0.14, 1.6, "another processor")
    assert not is_worse(0.32, 3.2, "another processor")


def measured(name, cost):
    return Figure(name, values=[cost], walls=[cost])


def test_the_history_of_the_releases_can_be_read(root):
    releases = read(root / "docs" / "bench-history.csv")
    assert all(release.costs[NAME_OF_FLOOR] > 0 and release.processor for release in releases)
