"""A small database in files, its backups, and copies restored from them."""

import itertools
import os
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guichet.app import close
from guichet.backup.encryption import new_private_key
from guichet.backup.file_backup import back_up_files
from guichet.backup.file_restore import restore_files
from guichet.backup.places import FilePlace
from guichet.backup.signatures import public_text
from guichet.settings import BackupSettings
from guichet.store.blobs import read_blob, remove_blob, store_blob
from guichet.store.database import install, open_database, read_transaction, write_transaction
from guichet.store.models import Folder, Portal


def uri(place):
    return f"file://{place.data}?blobstorage_dir={place.blobs}"


class SmallDesk:
    """A database with one folder of documents."""

    def __init__(self, folder):
        self.place = FilePlace(folder / "desk" / "Data.fs", folder / "desk" / "blobs")
        self.db = open_database(uri(self.place), "be")
        portal = Portal()
        portal.add("documents", Folder())
        install(self.db, portal)

    def store(self, *contents):
        """Stores each content as a document, in one transaction; returns their names."""
        with write_transaction(self.db) as portal:
            return [portal["documents"].put(document(portal, content)) for content in contents]

    def remove(self, name):
        """Removes a document with its blob, off the disk at once."""
        with write_transaction(self.db) as portal:
            remove_blob(portal._p_jar, portal["documents"][name].blob)
            portal["documents"].remove(name)


def document(portal, content):
    found = Folder()
    found.blob = store_blob(portal._p_jar, content)
    return found


def documents_in(place):
    """Name and content of every document in a database."""
    db = open_database(uri(place), "be")
    with read_transaction(db) as portal:
        found = {name: read_blob(portal["documents"][name].blob, "") for name in portal["documents"]}
    db.close()
    return found


@pytest.fixture
def small_desk(tmp_path):
    desk = SmallDesk(tmp_path)
    yield desk
    close(desk.db)


@pytest.fixture(scope="session")
def private_key():
    return new_private_key()


@pytest.fixture(scope="session")
def signing_key():
    return Ed25519PrivateKey.generate()


@pytest.fixture(scope="session")
def signer(signing_key):
    return public_text(signing_key)


@pytest.fixture
def backup_settings(tmp_path, private_key):
    return BackupSettings(folder=str(tmp_path / "backups"), public_keys=(str(private_key.to_public()),))


@pytest.fixture
def back_up(small_desk, backup_settings, signing_key, tmp_path):
    """Backs the desk up, with other settings if they are given; returns the point."""

    def backed_up(**settings):
        changed = replace(backup_settings, **settings)
        return back_up_files("be", small_desk.place, tmp_path / "backups" / "be", changed, signing_key)

    return backed_up


@pytest.fixture
def restored(tmp_path, private_key, signer):
    """Restores a point into a new place and returns its documents."""
    numbers = itertools.count()

    def restored_from(point):
        folder = tmp_path / f"copy-{next(numbers)}"
        place = FilePlace(folder / "Data.fs", folder / "blobs")
        restore_files(point, place, [private_key], signer)
        return documents_in(place)

    return restored_from


@pytest.fixture
def random_content():
    return lambda: os.urandom(3000)
