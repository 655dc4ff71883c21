"""Documents on PostgreSQL are large objects of the database: what is removed takes no space, without packing."""

import os

import psycopg2
import pytest

from guichet.store.blobs import read_blob, remove_blob, store_blob
from guichet.store.database import install, open_database, read_transaction, write_transaction
from guichet.store.models import Portal

SIZE = 300_000
"""Bytes of a document; 147 pages of a large object."""


@pytest.fixture(scope="module")
def db(cluster):
    cluster.create_database("blobs_be")
    opened = open_database(cluster.uri("blobs_be"), "be")
    install(opened, Portal())
    yield opened
    opened.close()


@pytest.fixture
def stored(cluster):
    """``stored()``: bytes of all large objects of the database."""

    def count():
        where = {"host": "127.0.0.1", "port": cluster.port, "user": "guichet", "password": cluster.password}
        connection = psycopg2.connect(dbname="blobs_be", **where)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT coalesce(sum(length(data)), 0) FROM pg_largeobject")
                return cursor.fetchone()[0]
        finally:
            connection.close()

    return count


def test_rounds_of_adding_and_removing_take_no_space_on_postgresql(db, stored):
    before = stored()
    for _round in range(3):
        with write_transaction(db) as portal:
            portal.blob = store_blob(portal._p_jar, os.urandom(SIZE))
        assert stored() == before + SIZE
        with write_transaction(db) as portal:
            remove_blob(portal._p_jar, portal.blob)
            del portal.blob
        assert stored() == before


def test_content_stays_when_the_removal_is_not_committed_on_postgresql(db):
    with write_transaction(db) as portal:
        portal.blob = store_blob(portal._p_jar, b"proof")
    with pytest.raises(ZeroDivisionError), write_transaction(db) as portal:
        remove_blob(portal._p_jar, portal.blob)
        raise ZeroDivisionError
    with read_transaction(db) as portal:
        assert read_blob(portal.blob, "") == b"proof"


def test_other_blobs_are_not_touched_by_a_removal_on_postgresql(db):
    with write_transaction(db) as portal:
        portal.first, portal.second = store_blob(portal._p_jar, b"first"), store_blob(portal._p_jar, b"second")
    with write_transaction(db) as portal:
        remove_blob(portal._p_jar, portal.first)
        del portal.first
    with read_transaction(db) as portal:
        assert read_blob(portal.second, "") == b"second"
