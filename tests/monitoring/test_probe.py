"""A reading that hangs holds up no reader for long, and no second thread."""

import threading

import pytest

from guichet.monitoring import probe
from guichet.monitoring.probe import Probe, outcomes


@pytest.fixture
def counted():
    """A reading that is counted, and that waits until it is let go."""

    class Reading:
        def __init__(self):
            self.calls, self.let_go = 0, threading.Event()

        def __call__(self):
            self.calls += 1
            assert self.let_go.wait(30)
            return self.calls

    reading = Reading()
    yield reading
    reading.let_go.set()


def test_many_readers_cost_one_reading(counted):
    counted.let_go.set()
    desk = {"be": Probe("be", counted)}
    assert [outcomes(desk) for _reader in range(5)] == [{"be": 1}] * 5
    assert counted.calls == 1


def test_outcome_that_is_no_longer_fresh_is_read_again(counted, monkeypatch):
    counted.let_go.set()
    desk = {"be": Probe("be", counted)}
    outcomes(desk)
    monkeypatch.setattr(probe, "FRESH", 0.0)
    assert outcomes(desk) == {"be": 2}


def test_reading_that_hangs_is_none_and_starts_no_second_thread(counted, monkeypatch):
    monkeypatch.setattr(probe, "PATIENCE", 0.01)
    desk = {"be": Probe("be", counted), "ne": Probe("ne", lambda: 7)}
    assert outcomes(desk)["be"] is None
    assert outcomes(desk)["be"] is None
    assert counted.calls == 1


def test_desks_that_hang_are_waited_for_together(counted, monkeypatch):
    monkeypatch.setattr(probe, "PATIENCE", 0.01)
    deadlines, waited_for = set(), Probe.outcome
    monkeypatch.setattr(Probe, "outcome", lambda self, until: deadlines.add(until) or waited_for(self, until))
    desks = {str(number): Probe(str(number), counted) for number in range(26)}
    assert set(outcomes(desks).values()) == {None}
    assert len(deadlines) == 1, "each desk was waited for by itself"


def test_reading_that_comes_back_is_given_from_then_on(counted, monkeypatch):
    desk = {"be": Probe("be", counted)}
    with monkeypatch.context() as hurried:
        hurried.setattr(probe, "PATIENCE", 0.01)
        assert outcomes(desk) == {"be": None}
    counted.let_go.set()
    assert outcomes(desk) == {"be": 1}


def test_reading_that_fails_is_none_and_logged(monkeypatch):
    logged = []
    log = type("Log", (), {"error": lambda self, event, **more: logged.append((event, more["desk"]))})
    monkeypatch.setattr(probe, "log", log())
    assert outcomes({"be": Probe("be", lambda: 1 / 0)}) == {"be": None}
    assert logged == [("state_not_read", "be")]
