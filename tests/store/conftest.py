"""A small database, in memory or in files."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ZODB import DB
from ZODB.DemoStorage import DemoStorage

from guichet.store import install as add_folders
from guichet.store.database import database_on, install, open_database
from guichet.store.models import Portal


@pytest.fixture
def empty_db() -> Iterator[DB]:
    """A database before ``guichet init``."""
    db = database_on(DemoStorage(), "be", trusted=("tests.store",))
    yield db
    db.close()


@pytest.fixture
def portal() -> Portal:
    """The tree of a new desk, with nothing in it but what this room adds."""
    portal = Portal()
    add_folders(portal)
    return portal


@pytest.fixture
def db(empty_db: DB, portal: Portal) -> DB:
    """A database with that desk in it."""
    install(empty_db, portal)
    return empty_db


@pytest.fixture
def open_files(tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """Opens the same database in files, again and again."""
    opened: list[DB] = []

    def open_again() -> DB:
        while opened:
            opened.pop().close()
        opened.append(open_database(f"file://{tmp_path}/be/Data.fs?blobstorage_dir={tmp_path}/be/blobs", "be"))
        return opened[0]

    yield open_again
    for db in opened:
        db.close()
