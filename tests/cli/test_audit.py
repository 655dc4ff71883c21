"""``guichet audit``: the chain of a desk is verified beside the running server, and its export without the desk."""

import json
import os
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from guichet.app import close, open_desks
from guichet.audit import record
from guichet.audit.audit_log import audit_log
from guichet.audit.chain import GENESIS, Head, as_json, chained
from guichet.audit.export import export_lines
from guichet.audit.signed_heads import sign, signed_line
from guichet.cli.settings_file import settings_file
from guichet.store.database import write_transaction

NOW = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


@pytest.fixture
def desk(guichet, tmp_path, development_ini):
    """The desk ``be``, open in this process as in a server, with three entries."""
    guichet("init")
    desks = open_desks(settings_file(development_ini, (f"data={tmp_path}",))())
    with write_transaction(desks[0].db) as portal:
        for target in ("a1", "b2", "c3"):
            record(portal, now=NOW, actor="4f", role="clerk", action="invoice.accepted", target=target)
    yield desks[0]
    for one in desks:
        close(one.db)


def test_a_whole_log_is_verified_beside_the_server(guichet, desk):
    said = guichet("audit", "verify", "--tenant", "be").output
    assert said == f"be: 3 entries, none changed or missing; head {head(desk)}\n"
    assert guichet("audit", "verify", "--tenant", "be", "--head", str(head(desk))).output == said


def test_a_changed_entry_in_the_database_is_found(guichet, desk):
    with write_transaction(desk.db) as portal:
        block = audit_log(portal).open
        first, (text, digest), last = block.links
        block.links = (first, (text.replace("b2", "d4"), digest), last)
    said = guichet("audit", "verify", "--tenant", "be", exit_code=1).output
    assert said == "be: entry 2: it was changed, or entries before it were changed, removed or moved\n"


def test_a_log_that_was_cut_off_is_found_with_the_head_of_a_mail(guichet, desk):
    written_down = str(head(desk))
    with write_transaction(desk.db) as portal:
        block = audit_log(portal).open
        block.links = block.links[:-1]
    assert "2 entries, none changed" in guichet("audit", "verify", "--tenant", "be").output
    said = guichet("audit", "verify", "--tenant", "be", "--head", written_down, exit_code=1).output
    assert said == "be: entry 3: it is missing, and so is every entry up to 3: the end was cut off\n"


def test_a_log_that_lacks_what_the_desk_has_sent_outside_is_found(guichet, desk):
    with write_transaction(desk.db) as portal:
        log = audit_log(portal)
        log.sent_heads["2026-11-30"] = str(log.head)
        log.open.links = log.open.links[:-1]
    assert "the end was cut off" in guichet("audit", "verify", "--tenant", "be", exit_code=1).output


def test_an_export_is_verified_without_the_desk(guichet, desk, tmp_path):
    file, before = tmp_path / "be.jsonl", os.umask(0o022)
    try:
        guichet("audit", "export", "--tenant", "be", "--output", str(file))
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o077 == 0
    written = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["entry"]["target"] for line in written[:-1]] == ["a1", "b2", "c3"]
    assert written[-1] == {"desk": "be", "head": str(head(desk))}
    gone = tmp_path / "no.ini"
    said = guichet("audit", "verify", "--file", str(file), ini=gone).output
    assert said == f"export: 3 entries, none changed or missing; head {head(desk)}\n"
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))
    assert "cut off" in guichet("audit", "verify", "--file", str(file), ini=gone, exit_code=1).output


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\0", b"[" * 200_000, b'{"number":1,"entry":' + b"[" * 5000 + b"]" * 5000 + b"}", b"\0\n"]
)
def test_what_is_no_export_is_refused_in_words(guichet, tmp_path, content):
    file = tmp_path / "be.jsonl"
    file.write_bytes(content)
    said = guichet("audit", "verify", "--file", str(file), ini=tmp_path / "no.ini", exit_code=1).output
    assert said.startswith("Error: export: ")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "write either --tenant or --file"),
        (("--tenant", "zz"), "no desk zz in the settings"),
        (("--tenant", "be", "--head", "3"), "write a head as in the mail"),
    ],
)
def test_what_cannot_be_verified_is_said(guichet, given, said):
    assert said in guichet("audit", "verify", *given, exit_code=1 if "zz" in given else 2).output


@pytest.fixture
def key(desk, tmp_path):
    """The file with the public key, after two days with a signed head; a third has an entry more."""
    made, public = Ed25519PrivateKey.generate(), tmp_path / "audit.pub"
    public.write_bytes(made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    for day in ("2026-11-29", "2026-11-30"):
        with write_transaction(desk.db) as portal:
            one = sign(made, "be", day, audit_log(portal).head)
            audit_log(portal).signatures[day] = (str(one.head), one.signature)
            record(portal, now=NOW, actor="4f", role="clerk", action="invoice.accepted", target="d4")
    return public


def exported(guichet, tmp_path):
    file = tmp_path / "export.jsonl"
    guichet("audit", "export", "--tenant", "be", "--output", str(file))
    return file


def test_signed_heads_are_verified_on_an_export_with_the_public_key(guichet, key, tmp_path):
    file = exported(guichet, tmp_path)
    said = guichet("audit", "verify", "--file", str(file), "--public-key", str(key)).output
    assert said.endswith("export: 2 signed heads, the last of 2026-11-30, all genuine\n")
    assert "2 signed heads" in guichet("audit", "verify", "--tenant", "be", "--public-key", str(key)).output
    assert "5 entries" in guichet("audit", "verify", "--file", str(file)).output


def test_a_chain_computed_again_does_not_fit_the_signed_heads(guichet, key, tmp_path):
    file = exported(guichet, tmp_path)
    lines = file.read_text().splitlines(keepends=True)
    texts = [as_json(json.loads(line)["entry"]).replace("b2", "x9") for line in lines[2:-1]]
    file.write_text("".join([*lines[:2], *export_lines("be", chained(GENESIS, tuple(texts)))]))
    said = guichet("audit", "verify", "--file", str(file), "--public-key", str(key), exit_code=1).output
    assert "entry 3: its hash is not that of the head written down" in said


@pytest.mark.parametrize("kept", [0, 1])
def test_heads_signed_with_another_key_or_removed_are_found(guichet, key, tmp_path, kept):
    file, other = exported(guichet, tmp_path), Ed25519PrivateKey.generate()
    lines = file.read_text().splitlines(keepends=True)
    forged = [signed_line(sign(other, "be", "2026-11-30", Head(0, GENESIS)))][:kept]
    file.write_text("".join([*forged, *lines[2:]]))
    said = guichet("audit", "verify", "--file", str(file), "--public-key", str(key), exit_code=1).output
    assert ("is not signed with this key" if kept else "no head is signed") in said


def test_a_public_key_that_is_none_is_refused(guichet, key, tmp_path):
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    (tmp_path / "none.pem").write_text("none")
    (tmp_path / "other.pem").write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    for name in ("none.pem", "other.pem", "missing.pem"):
        guichet("audit", "verify", "--tenant", "be", "--public-key", str(tmp_path / name), exit_code=2)


def head(desk):
    with write_transaction(desk.db) as portal:
        return audit_log(portal).head
