"""PostgreSQL goes away and comes back: people read when to come back, nothing is lost, nothing has to be restarted."""

import pytest
from cluster import throw_away_cluster
from load import at_work, draft, send
from needed_program import needed
from servers import serving

from guichet.demo import PASSWORD
from guichet.monitoring import probe
from guichet.monitoring.probe import outcomes
from guichet.monitoring.server import probes_of
from guichet.store.database import read_transaction

PEOPLE = ("lea.rochat@home-aide.example", "marc.favre@home-aide.example")
pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A server that goes away in the tests, and a desk on it; not that of all tests, which others use meanwhile."""
    with needed(throw_away_cluster()) as cluster:
        cluster.create_database("gone_be")
        with serving(tmp_path_factory.mktemp("gone"), cluster.uri("gone_be"), count=1) as servers:
            yield cluster, servers


@pytest.fixture
def cluster(desk):
    """The server, running before and after each test."""
    yield desk[0]
    desk[0].stop()
    desk[0].start()


@pytest.fixture
def people(desk, sign_in):
    """Two people of a company, signed in."""
    browsers = [desk[1].browsers()[0] for _person in PEOPLE]
    for browser, person in zip(browsers, PEOPLE, strict=True):
        sign_in(browser, person, PASSWORD)
    return browsers


def invoices(servers):
    with read_transaction(servers.tasks.desk.db) as portal:
        return len(portal["references"]._invoices)


def test_people_are_told_when_to_come_back_and_go_on_where_they_were(cluster, desk, people):
    person, before = people[0], invoices(desk[1])
    draft(person, 1)
    cluster.stop()
    for answer in (send(person), person.get("/", expect_errors=True)):
        assert answer.status_int == 503
        assert answer.headers["Retry-After"] == "60"
        assert "ce que vous avez enregistré est gardé" in answer.text
        assert "was Sie gespeichert haben, bleibt erhalten" in answer.text
    cluster.start()
    assert send(person).location.endswith("/sent")
    assert invoices(desk[1]) == before + 1


def test_monitoring_says_so_and_goes_on_by_itself(cluster, desk, monkeypatch):
    monkeypatch.setattr(probe, "FRESH", 0.0)
    monkeypatch.setattr(probe, "PATIENCE", 30.0)  # of a busy machine
    probes = probes_of([desk[1].tasks.desk])
    state = outcomes(probes)["be"]
    assert state.database_bytes > 0
    assert sum(state.storage_cache) > 0
    cluster.stop()
    assert outcomes(probes) == {"be": None}
    cluster.start()
    assert outcomes(probes)["be"].database_bytes > 0


def test_restart_under_load_loses_nothing_that_was_acknowledged(cluster, desk, people):
    before = invoices(desk[1])
    with at_work(people) as work:
        work.wait_for(2)
        cluster.stop()
        work.wait_for_failures(len(people))
        cluster.start()
        work.wait_for(3)
    # An invoice may have been stored whose sender did not hear of it, and finds it in the history.
    assert work.sent <= invoices(desk[1]) - before <= work.sent + len(work.failed)
