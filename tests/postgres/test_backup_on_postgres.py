"""Backup, restore and verification of a desk on PostgreSQL: one snapshot with the documents, whole or not there."""

import os
from io import BytesIO

import psycopg2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guichet.backup import postgres_backup
from guichet.backup.encryption import BrokenPiece, new_private_key, write_piece
from guichet.backup.manifest import DUMP, read_manifest
from guichet.backup.places import PlaceNotEmpty, place_of
from guichet.backup.points import points
from guichet.backup.postgres_backup import PostgresFailed, back_up_postgres, restore_postgres
from guichet.backup.signatures import public_text
from guichet.settings import BackupSettings
from guichet.store.blobs import read_blob, store_blob
from guichet.store.database import install, open_database, read_transaction, write_transaction
from guichet.store.models import Folder, Portal

SIGNING_KEY = Ed25519PrivateKey.generate()
SIGNER = public_text(SIGNING_KEY)

DOCUMENTS = 40


@pytest.fixture(scope="module")
def key():
    return new_private_key()


@pytest.fixture(scope="module")
def db(cluster):
    cluster.create_database("backed_up")
    opened = open_database(cluster.uri("backed_up"), "be")
    portal = Portal()
    portal.add("documents", Folder())
    install(opened, portal)
    with write_transaction(opened) as portal:
        for number in range(DOCUMENTS):
            document = Folder()
            portal["documents"].add(f"{number:02}", document)
            document.blob = store_blob(portal._p_jar, os.urandom(5000))
    yield opened
    opened.close()


@pytest.fixture
def back_up(cluster, db, key, tmp_path):
    """Backs the desk up, or another database, and returns the point."""

    def made(uri=""):
        settings = BackupSettings(public_keys=(str(key.to_public()),))
        return back_up_postgres("be", place_of(uri or cluster.uri("backed_up")), tmp_path / "be", settings, SIGNING_KEY)

    return made


@pytest.fixture
def empty(cluster, request):
    name = f"restored_{request.node.name[:40]}"
    cluster.create_database(name)
    return cluster.uri(name)


def contents(db):
    with read_transaction(db) as portal:
        return {name: read_blob(portal["documents"][name].blob, "") for name in portal["documents"]}


def test_restored_database_has_what_the_backup_was_made_of(db, back_up, empty, key):
    before = contents(db)
    point = back_up()
    with write_transaction(db) as portal:
        portal["documents"].add("later", Folder())
        portal["documents"]["later"].blob = store_blob(portal._p_jar, b"later")
    restore_postgres(point, place_of(empty), [key], SIGNER)
    restored = open_database(empty, "be")
    assert contents(restored) == before
    manifest = read_manifest(point, SIGNER)
    assert manifest.blobs == DOCUMENTS
    assert manifest.last_transaction == restored.lastTransaction().hex()
    # It goes on: ids of objects and transactions continue behind what was restored.
    with write_transaction(restored) as portal:
        portal["documents"].add("new", Folder())
    restored.close()
    with write_transaction(db) as portal:
        portal["documents"].remove("later")


def test_database_in_use_is_refused_and_left_alone(db, back_up, cluster, key):
    before = contents(db)
    point = back_up()
    with pytest.raises(PlaceNotEmpty, match="createdb"):
        restore_postgres(point, place_of(cluster.uri("backed_up")), [key], SIGNER)
    assert contents(db) == before


def test_changed_dump_and_another_key_leave_the_database_empty(back_up, empty, key):
    point = back_up()
    with pytest.raises(BrokenPiece):
        restore_postgres(point, place_of(empty), [new_private_key()], SIGNER)
    dump = point.folder / DUMP
    content = bytearray(dump.read_bytes())
    content[-5] ^= 1
    dump.write_bytes(content)
    with pytest.raises(BrokenPiece, match=str(dump)):
        restore_postgres(point, place_of(empty), [key], SIGNER)
    connection = psycopg2.connect(place_of(empty).dsn)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname = 'object_state'")
        assert cursor.fetchone() == (0,)
    connection.close()


def test_dump_that_is_changed_while_it_is_restored_reaches_no_database(back_up, empty, key, tmp_path, monkeypatch):
    point = back_up()
    seen, program = tmp_path / "seen", tmp_path / "pg_restore"
    program.write_text(f"#!/bin/sh\ncat > {seen}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    read_piece = postgres_backup.read_piece

    def read_and_changed(piece, *more):
        read_piece(piece, *more)
        # For a public key, which everybody may know.
        piece.unlink()
        write_piece(BytesIO(b"statements of another"), piece, [str(key.to_public())])

    monkeypatch.setattr(postgres_backup, "read_piece", read_and_changed)
    with pytest.raises(BrokenPiece, match="changed while it was read"):
        restore_postgres(point, place_of(empty), [key], SIGNER)
    assert seen.read_bytes() == b""


def test_server_that_is_away_is_named_and_leaves_no_backup(back_up, tmp_path):
    with pytest.raises(PostgresFailed, match="onnection"):
        back_up("postgres://guichet@127.0.0.1:1/backed_up")
    assert points(tmp_path / "be") == []


def test_program_that_fails_is_quoted(db, back_up, tmp_path, monkeypatch):
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho half of it\necho 'no room left' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(PostgresFailed, match="pg_dump: no room left"):
        back_up()
    assert points(tmp_path / "be") == []


def test_address_in_a_file_of_zconfig_is_read_without_opening_it(tmp_path):
    file = tmp_path / "zodb.conf"
    file.write_text(
        "%import relstorage\n<zodb be>\n<relstorage>\nkeep-history false\n<postgresql>\n"
        "dsn dbname='guichet_be' host='127.0.0.1' port='1'\n</postgresql>\n</relstorage>\n</zodb>\n"
    )
    assert place_of(f"zconfig://{file}#be").dsn == "dbname='guichet_be' host='127.0.0.1' port='1'"
