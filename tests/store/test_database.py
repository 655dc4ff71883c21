"""Opening a desk's database: what it refuses, and what is left after an error."""

import os
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import transaction
from persistent.mapping import PersistentMapping
from ZODB import DB
from ZODB.DemoStorage import DemoStorage
from ZODB.POSException import InvalidObjectReference, StateLoadError

from guichet.store import Evolution
from guichet.store.database import (
    EmptyDatabase,
    UntrustedRecord,
    class_factory,
    database_on,
    install,
    is_empty,
    open_database,
    read_transaction,
    write_transaction,
)
from guichet.store.models import Folder, Portal


class Calls:
    """Stands in a record for the call of any function."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


def test_a_new_database_is_empty_and_says_how_to_begin(empty_db):
    assert is_empty(empty_db)
    with pytest.raises(EmptyDatabase, match="run 'guichet init'"), read_transaction(empty_db):
        pass


def test_installing_twice_keeps_the_first_desk(db):
    with write_transaction(db) as portal:
        portal.add("kept", Folder())
    install(db, Portal())
    with read_transaction(db) as portal:
        assert "kept" in portal
    assert not is_empty(db)


def test_what_is_written_is_read_by_the_next_connection(db):
    with write_transaction(db) as portal:
        portal.add("users", Folder())
    with read_transaction(db) as portal:
        assert portal["users"].__parent__ is portal


def test_a_look_changes_nothing(db):
    with read_transaction(db) as portal:
        portal.add("users", Folder())
    with read_transaction(db) as portal:
        assert "users" not in portal


def test_an_error_leaves_nothing_behind(db):
    with pytest.raises(ZeroDivisionError), write_transaction(db) as portal:
        portal.add("users", Folder())
        portal.add("others", 1 / 0)
    with read_transaction(db) as portal:
        assert "users" not in portal


def test_every_connection_goes_back_to_the_pool(db):
    for _ in range(20):
        with read_transaction(db):
            pass
    assert len(db.connectionDebugInfo()) == 1


def test_the_folder_of_a_new_database_is_made_for_its_owner_alone(tmp_path):
    db = open_database(f"file://{tmp_path}/new/Data.fs?blobstorage_dir={tmp_path}/new/blobs", "be")
    db.close()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "call",
    [
        Calls(os.system, "true"),
        Calls(subprocess.getoutput, "true"),
        Calls(eval, "1 + 1"),
        Calls(open, os.devnull),
    ],
    ids=["os", "subprocess", "builtins", "open"],
)
def test_a_record_that_calls_a_function_is_refused(call):
    with written_without_protection(call) as storage, pytest.raises(StateLoadError) as raised:
        read_everything(storage)
    assert isinstance(raised.value.__cause__, UntrustedRecord)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("posix", "system"),
        ("builtins", "eval"),
        ("os", "system"),
        ("guichetto", "Portal"),  # only begins like a trusted name
        ("guichet.store.blobs", "os"),  # a module that a trusted one has imported
        ("guichet.store.database", "contextlib"),
        ("guichet.settings", "Path"),  # a class that a trusted module has imported
        ("guichet.settings", "_secret"),  # a function of ours, which would write a file
        ("guichet.app", "open_desks"),
        ("datetime", "sys"),
        ("copyreg", "_reconstructor"),
        ("canton_zz.models", "Anything"),
    ],
)
def test_a_name_outside_the_stored_classes_is_refused(module, name):
    with pytest.raises(UntrustedRecord):
        class_factory()(None, module, name)


@pytest.mark.parametrize("kind", [Portal, Folder, Evolution, PersistentMapping, date, datetime, type(UTC), Decimal])
def test_the_stored_classes_are_trusted(kind):
    assert class_factory()(None, kind.__module__, kind.__qualname__) is kind


def test_a_plugin_may_store_classes_of_its_own_package():
    assert class_factory(["zodburi"])(None, "zodburi.resolvers", "Resolver").__name__ == "Resolver"
    with pytest.raises(UntrustedRecord):
        class_factory(["zodburi"])(None, "zodburi.resolvers", "FileStorage")


def test_an_object_of_one_desk_cannot_be_stored_in_another(db):
    other = database_on(DemoStorage(), "ne")
    install(other, Portal())
    with write_transaction(db) as portal:
        portal.add("mine", Folder())
    with read_transaction(db) as here, pytest.raises(InvalidObjectReference), write_transaction(other) as there:
        there.add("yours", Folder())
        there["yours"].stolen = here["mine"]
    other.close()


class written_without_protection:  # noqa: N801  # reads as a sentence
    """A storage whose root holds something that our opener would not have written."""

    def __init__(self, value):
        self.storage = DemoStorage()
        plain = DB(self.storage, pool_size=1)
        manager = transaction.TransactionManager()
        connection = plain.open(transaction_manager=manager)
        connection.root()["bad"] = value
        manager.commit()
        connection.close()

    def __enter__(self):
        return self.storage

    def __exit__(self, *problem):
        self.storage.close()


def read_everything(storage):
    """Opens the storage as a desk's and loads its root."""
    db = database_on(storage, "be")
    connection = db.open()
    try:
        list(connection.root().values())
    finally:
        connection.close()
