"""The hash queue: bounded threads and places, idle priority, and its fallback."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from configparser import RawConfigParser
from pathlib import Path

import pytest

from guichet.ratelimit import hash_queue
from guichet.ratelimit.hash_queue import MAX_COUNT, THREADS, Hashing, HashQueueFull
from guichet.users import passwords

ROOT = Path(__file__).parents[2]
PATIENCE = 10
PEPPER = b"p" * 32


class Slow:
    """Work that begins, and ends when it is told to."""

    def __init__(self):
        self.begun, self.go_on = threading.Semaphore(0), threading.Event()

    def __call__(self):
        self.begun.release()
        assert self.go_on.wait(PATIENCE)
        return threading.get_native_id()

    def begins(self, within=PATIENCE):
        return self.begun.acquire(timeout=within)


def do(queue, work):
    with queue.place() as wait_for:
        return wait_for(work)


def test_no_more_are_hashed_at_a_time_than_there_are_threads():
    queue, slow = Hashing(threads=2, most=4), Slow()
    with ThreadPoolExecutor(4) as people:
        asked = [people.submit(do, queue, slow) for _number in range(4)]
        assert slow.begins()
        assert slow.begins()
        assert not slow.begins(within=0.05), "a third one is at work"
        slow.go_on.set()
        assert len({one.result(PATIENCE) for one in asked}) <= 2


def test_a_full_queue_rejects_at_once_and_has_a_place_after_the_next_hash():
    queue, work = Hashing(threads=1, most=2), lambda: "hash"
    # In a thread: a request that waited for a place would never be rejected while this one holds both.
    with ThreadPoolExecutor(1) as people, queue.place():
        with queue.place() as wait_for:
            rejected = people.submit(do, queue, work)
            assert isinstance(rejected.exception(PATIENCE), HashQueueFull)
            assert wait_for(work) == "hash"
        assert do(queue, work) == "hash"


def test_a_place_is_free_again_after_work_that_broke():
    queue = Hashing(threads=1, most=1)
    for _number in range(3):
        with pytest.raises(ZeroDivisionError):
            do(queue, lambda: 1 / 0)


def test_a_place_is_released_without_having_hashed():
    queue = Hashing(threads=1, most=1)
    for _number in range(3):
        with queue.place():
            """The try was refused before hashing."""


def policy(thread=0):
    return os.sched_getscheduler(thread) if sys.platform == "linux" else None


IDLE, OTHER = (os.SCHED_IDLE, os.SCHED_OTHER) if sys.platform == "linux" else (None, None)
"""Elsewhere a thread has no policy of its own."""


def test_hashing_runs_at_idle_priority():
    queue = Hashing(threads=1, most=1)
    assert do(queue, policy) == IDLE
    assert policy() == OTHER


def test_hashing_falls_back_to_normal_priority_after_one_second(monkeypatch):
    """Three people, while something else takes the core: each gets an answer."""
    monkeypatch.setattr(hash_queue, "PATIENCE", 0.05)
    queue, go_on = Hashing(threads=1, most=3), threading.Event()

    def starved():
        if threading.current_thread().name.startswith("hashing_"):
            assert go_on.wait(PATIENCE)
        return policy()

    with ThreadPoolExecutor(3) as people:
        asked = [people.submit(do, queue, starved) for _number in range(3)]
        assert [one.result(PATIENCE) for one in asked] == [OTHER] * 3
        go_on.set()
    monkeypatch.setattr(hash_queue, "PATIENCE", PATIENCE)
    assert do(queue, policy) == IDLE, "the next one is patient again"


def test_an_error_at_normal_priority_reaches_the_caller(monkeypatch):
    monkeypatch.setattr(hash_queue, "PATIENCE", 0.0)
    with pytest.raises(ZeroDivisionError):
        do(Hashing(threads=1, most=1), lambda: 1 / 0)


def test_hashing_works_where_a_container_forbids_sched_idle(monkeypatch):
    def forbidden(*_anything):
        raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", forbidden)
    assert do(Hashing(threads=1, most=1), lambda: "hash") == "hash"


def test_no_hashing_thread_exists_before_the_first_password():
    before = set(threading.enumerate())
    queue = Hashing(threads=4, most=8)
    assert set(threading.enumerate()) <= before
    assert do(queue, threading.current_thread) not in before


def test_one_core_is_left_to_the_pages():
    assert max(1, (os.cpu_count() or 1) - 1) >= THREADS >= 1
    assert THREADS <= MAX_COUNT


@pytest.mark.parametrize("name", ["core/guichet/settings/development.ini", "production.ini"])
def test_the_server_has_twice_as_many_threads_as_may_wait_for_a_hash(name):
    ini = RawConfigParser(interpolation=None)
    ini.read(ROOT / name)
    assert int(ini["server:main"]["threads"]) >= 2 * MAX_COUNT


def test_passwords_are_hashed_in_the_queue_of_the_process(monkeypatch):
    monkeypatch.setattr(passwords, "HASHING", full := Hashing(threads=1, most=1))
    with full.place():
        for refused in (lambda: passwords.hashed("x", PEPPER), lambda: passwords.matches("x", "kept", PEPPER)):
            with pytest.raises(HashQueueFull):
                refused()
    assert hash_queue.HASHING is not full
