"""Index of the people of a desk: of an entry that is removed nothing stays, and two writers do not meet."""

import random

import pytest
from ZODB.serialize import referencesf
from ZODB.utils import load_current, p64

from guichet.store.database import read_transaction, write_transaction
from guichet.store.models import portal_of
from guichet.store.person_index import PersonIndex

NUMBERS = [f"756{number:010}" for number in random.Random(7).sample(range(10**10), 3000)]


@pytest.fixture
def indexed(db):
    """A desk with 3,000 persons, one at each issuer."""
    with write_transaction(db) as portal:
        portal.add("index", PersonIndex())
        for number, avs in enumerate(NUMBERS):
            portal["index"].add(avs, f"{number:016x}")
    return db


def records(db):
    """What the root leads to, without what was stored before."""
    stored, waiting, seen = [], [p64(0)], set()
    while waiting:
        oid = waiting.pop()
        if oid not in seen:
            seen.add(oid)
            stored.append(load_current(db.storage, oid)[0])
            waiting += referencesf(stored[-1])
    return b"".join(stored)


def test_a_number_that_was_removed_stands_in_no_record(indexed):
    # A tree has copies of some keys, to find its leaves by: they go as well.
    removed, left = NUMBERS[::2], NUMBERS[1::2]
    with write_transaction(indexed) as portal:
        for number, avs in enumerate(NUMBERS):
            if number % 2 == 0:
                portal["index"].discard(avs, f"{number:016x}")
    stored = records(indexed)
    assert [avs for avs in removed if avs.encode() in stored] == []
    assert all(avs.encode() in stored for avs in left)


def test_issuers_of_a_number_are_those_of_no_other(indexed):
    with write_transaction(indexed) as portal:
        index = portal["index"]
        assert portal_of(index) is portal
        index.add(NUMBERS[0], "ffffffffffffffff")
        index.add(NUMBERS[0], "ffffffffffffffff")
        assert index.issuers_with(NUMBERS[0]) == [f"{0:016x}", "ffffffffffffffff"]
        index.discard(NUMBERS[0], f"{0:016x}")
        index.discard(NUMBERS[0], f"{0:016x}")
        assert index.issuers_with(NUMBERS[0]) == ["ffffffffffffffff"]
        assert index.issuers_with("7560000000019") == []
        assert index.issuers_with("") == []


def test_two_issuers_who_add_a_person_at_once_do_not_meet(indexed):
    first, second = sorted(NUMBERS)[100:102]
    with write_transaction(indexed) as one:
        one["index"].add(first, "aaaaaaaaaaaaaaaa")
        with write_transaction(indexed) as other:
            other["index"].add(second, "bbbbbbbbbbbbbbbb")
    with read_transaction(indexed) as portal:
        assert "aaaaaaaaaaaaaaaa" in portal["index"].issuers_with(first)
        assert "bbbbbbbbbbbbbbbb" in portal["index"].issuers_with(second)
