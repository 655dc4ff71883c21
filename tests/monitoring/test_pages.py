"""What a monitor and a load balancer get, and that all others find nothing there."""

import threading

import pytest
import webtest

from guichet.dispatcher import Dispatcher
from guichet.monitoring import probe
from guichet.monitoring.pages import HealthPages, monitoring_pages
from guichet.monitoring.server import probes_of, registry_of
from guichet.settings import MonitoringSettings, networks
from guichet.web.headers import HEADERS

HEALTH = ("/_health/live", "/_health/ready")
WELL = {"database": "ok", "outbox": "ok", "worker": "ok", "disk": "ok", "clock": "ok"}


@pytest.fixture
def probes(desks):
    """Those of both desks."""
    return probes_of([desks["be"], desks["ne"]])


@pytest.fixture
def monitor(probes):
    """``monitor(closed)``: a client of the port of the monitoring."""
    return lambda *closed: webtest.TestApp(monitoring_pages(registry_of(probes, closed), probes, closed))


@pytest.fixture
def gone(probes, monkeypatch):
    """``gone("be")``: that database answers no more."""
    let_go = threading.Event()
    monkeypatch.setattr(probe, "PATIENCE", 0.05)

    def hang(tenant_id):
        probes[tenant_id]._read = let_go.wait

    yield hang
    let_go.set()


@pytest.fixture
def asked(desks, probes):
    """``asked(path, address, host)``: the answer on the port of the pages to a machine at that address."""
    applications = {
        desk.tenant_settings: desks.dispatcher._by_host[desk.tenant_settings.hosts[0]] for desk in (desks["be"],)
    }
    settings = MonitoringSettings(health_from=networks("10.0.0.0/24 2001:db8::/64"))
    client = webtest.TestApp(Dispatcher(desks.settings, applications, health=HealthPages(settings, probes)))

    def ask(path, address="127.0.0.1", host="be.localhost"):
        return client.get(path, extra_environ={"REMOTE_ADDR": address, "HTTP_HOST": host}, expect_errors=True)

    return ask


# The port of the pages


@pytest.mark.parametrize("path", HEALTH)
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.7", "::ffff:10.0.0.7", "2001:db8::7"])
def test_machines_of_the_settings_get_the_plain_state_for_any_host(asked, path, address):
    answer = asked(path, address, host="10.0.0.9:6543")
    assert (answer.status_int, answer.json) == (200, {"state": "ok"})
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", HEALTH)
@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.1.7", "2001:db8:1::7", "", "localhost", "10.0.0.7, 192.0.2.7"])
def test_for_all_others_there_is_no_such_page(asked, path, address):
    answer, nowhere = asked(path, address), asked("/_health/other", address)
    assert (answer.status_int, nowhere.status_int) == (404, 404)
    assert asked(path, address, host="elsewhere").status_int == 421


def test_metrics_are_not_on_the_port_of_the_pages(asked):
    assert asked("/metrics").status_int == 404


def test_process_is_taken_out_of_service_only_when_no_desk_can_be_read(asked, gone):
    gone("be")
    assert asked("/_health/ready").status_int == 200
    gone("ne")
    answer = asked("/_health/ready")
    assert (answer.status_int, answer.json) == (200, {"state": "ok"})  # the outcome for ne is still fresh
    probe.FRESH, before = 0.0, probe.FRESH
    try:
        answer = asked("/_health/ready")
    finally:
        probe.FRESH = before
    assert (answer.status_int, answer.json) == (503, {"state": "failed"})


def test_process_that_answers_is_alive_whatever_the_databases_do(asked, gone):
    gone("be")
    gone("ne")
    assert asked("/_health/live").status_int == 200


# The port of the monitoring


def test_monitor_reads_each_check_of_each_desk(monitor, heard):
    answer = monitor().get("/_health/ready")
    assert answer.json == {"state": "ok", "desks": {"be": WELL, "ne": WELL}}


def test_desk_without_its_worker_or_database_or_plugins_is_named(monitor, gone):
    gone("ne")
    answer = monitor("zh").get("/_health/ready", status=503)
    assert answer.json["state"] == "failed"
    assert answer.json["desks"]["be"]["worker"].startswith("not heard of: Delivery, ")
    assert answer.json["desks"]["ne"] == {"database": "does not answer"}
    assert list(answer.json["desks"]["zh"]) == ["plugins"]


def test_live_touches_no_desk(monitor, gone):
    gone("be")
    gone("ne")
    assert monitor().get("/_health/live").json == {"state": "ok"}


@pytest.mark.parametrize("path", ["/", "/metrics/", "/_health", "/be", "/_dev/outbox"])
def test_nothing_else_is_there(monitor, path):
    monitor().get(path, status=404)


def test_nothing_can_be_sent_there(monitor):
    for path in ("/metrics", *HEALTH):
        monitor().post(path, status=405)
