"""Several nodes serve one desk behind nginx: one of each is killed or replaced, and people do not notice."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from load import at_work

from guichet import clock
from guichet.app import delivery
from guichet.demo import PASSWORD
from guichet.messages.enqueue import outbox_of
from guichet.store.database import read_transaction

LATER = timedelta(hours=1)
"""By then every lease of a worker that was killed is over."""
PEOPLE = ("lea.rochat@home-aide.example", "marc.favre@home-aide.example")


@pytest.fixture
def signed_in(sign_in):
    """Both people of the company, each in a browser."""

    def signed_in(nodes):
        browsers = [nodes.browser() for _person in PEOPLE]
        for browser, person in zip(browsers, PEOPLE, strict=True):
            sign_in(browser, person, PASSWORD)
        return browsers

    return signed_in


def test_an_upgrade_and_a_killed_node_lose_nothing_but_what_was_under_way(nodes, tmp_path, signed_in):
    # One story, since an installation of eight processes takes its time to start.
    old, new = plugin(tmp_path / "old", OLD), plugin(tmp_path / "new", NEW)
    with nodes("nodes_be", [old]) as nodes:
        browsers = signed_in(nodes)
        before = invoices(nodes)
        with at_work(browsers) as work:
            work.wait_for(2)
            upgrade(nodes, work, new)
            assert work.failed == []
            assert [line for line in nodes.proxy.requests() if line["status"] >= 500] == []
            killed = kill_one_after_the_other(nodes, work)
        lost = [line for line in nodes.proxy.requests() if line["status"] >= 500]
        assert [line for line in lost if not under_way(line, killed)] == []
        assert len(work.failed) <= len(lost)
        # What was under way may have arrived all the same.
        assert work.sent <= invoices(nodes) - before <= work.sent + len(lost)
        assert all(browser.open("/").page.link("Chemins") for browser in browsers)
        assert set(regions(nodes)) == {"BE"}
        send_what_is_left(nodes)
        # A worker that is killed after a mail left and before it wrote so lets it leave again, with the same id, which
        # mailboxes show once. A text message never leaves twice.
        mails = Counter(nodes.relay.mails)
        assert sum(mails.values()) - len(mails) <= len(killed)
        assert set(Counter(text["MessageText"] for text in nodes.texts).values()) == {1}


def upgrade(nodes, work, new):
    """From one version to the next as docs/operations.md says: evolve, then one process after the other."""
    assert "rolling.2027_01_regions" in nodes.guichet("evolve", paths=[new])
    work.wait_for(1)
    for process in (*nodes.workers, *nodes.web):
        process.stop()
        process.paths = (new,)
        process.start()
    for number in range(2):
        wait_until_it_answers(nodes, number)
    work.wait_for(1)


def kill_one_after_the_other(nodes, work):
    """Kills a web process and a worker, starts them again, then the other two; the moments by port."""
    killed = {}
    nodes.let_go_of_sockets()
    for number in (0, 1):
        nodes.web[number].kill()
        killed[nodes.ports[number]] = time.time()
        nodes.workers[number].kill()
        work.wait_for(2)
        nodes.web[number].start()
        nodes.workers[number].start()
        wait_until_it_answers(nodes, number)
    return killed


OLD = """
from guichet.sdk import hookimpl

@hookimpl
def guichet_evolution_steps():
    return []
"""
NEW = """
from guichet.sdk import EvolutionStep, NavigationItem, hookimpl

def name_region(beneficiary):
    beneficiary.region = "BE"

@hookimpl
def guichet_evolution_steps():
    return [EvolutionStep("rolling.2027_01_regions", name_region, over="issuers/*/beneficiaries/*", batch_size=1)]

@hookimpl
def guichet_navigation(request):
    return [NavigationItem("Chemins", "/")]
"""


def plugin(folder, code):
    """A folder with a version of a plugin, as pip installs it."""
    folder.mkdir()
    (folder / "rolling.py").write_text(f'GUICHET_API = "1.0"\n{code}')
    info = folder / "rolling-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rolling\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[guichet]\nrolling = rolling\n")
    return folder


def regions(nodes):
    """What the new version stored at each beneficiary."""
    with read_transaction(nodes.tasks.desk.db) as portal:
        issuers = portal["issuers"].values()
        return [getattr(one, "region", "") for issuer in issuers for one in issuer["beneficiaries"].values()]


def under_way(line, killed):
    """Whether a request had been begun when the node that had it was killed."""
    moments = [killed[port] for port in killed if f"127.0.0.1:{port}" in line["upstream"].split(", ")]
    return any(line["ended"] - line["seconds"] <= moment for moment in moments)


def wait_until_it_answers(nodes, number):
    """Until nginx has given a request to a web process that was started, and had its answer."""
    before = len(nodes.proxy.requests())
    for _number in range(600):
        if any(line["upstream"] == f"127.0.0.1:{nodes.ports[number]}" for line in nodes.proxy.requests()[before:]):
            return
        time.sleep(0.1)
    raise AssertionError(f"node {number} gets no requests")


def invoices(nodes):
    """How many have arrived."""
    with read_transaction(nodes.tasks.desk.db) as portal:
        return len(portal["references"]._invoices)


def send_what_is_left(nodes):
    """Stops the workers, and sends what one that was killed had taken, as another one does two minutes later."""
    for worker in nodes.workers:
        worker.stop()
    job = delivery(nodes.tasks.desk)
    while job.run_due(clock.now() + LATER):
        pass
    with read_transaction(nodes.tasks.desk.db) as portal:
        assert {one.state for one in outbox_of(portal).values() if one.channel == "mail"} == {"sent"}
