"""Signed and encrypted cookies are made in one way each, every purpose with a key and a name of its own."""

import ast
import re
from collections import Counter

SIGNATURES = "guichet/audit/signed_heads.py"
BACKUPS = "guichet/backup/signatures.py"
SIGNS_OTHERWISE = {"itsdangerous", "jose", "jwt", "authlib"}


def test_every_signed_token_has_one_algorithm_an_own_key_and_an_own_name(sources):
    made = [call for call in calls(sources) if getattr(call.func, "id", "") == "SignedSerializer"]
    assert len(made) >= 2
    for call in made:
        key, name = call.args
        assert {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords} == {"hashalg": "sha256"}
        # A key derived for this desk and this purpose, never one that comes with the request.
        assert ast.unparse(key).startswith("request.desk.keys("), ast.unparse(key)
        assert isinstance(name, ast.Constant)
    for position in (0, 1):
        assert max(Counter(ast.unparse(call.args[position]) for call in made).values()) == 1


def test_nothing_else_makes_or_reads_signed_tokens(sources):
    imported = set()
    for file in sources:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported |= {(node.module or "").partition(".")[0], *(alias.name for alias in node.names)}
    assert not imported & SIGNS_OTHERWISE
    assert not imported & {"SignedCookieSessionFactory", "SignedCookieProfile", "AuthTktCookieHelper"}


def test_fernet_is_the_only_cipher(sources):
    used = {
        (name, next((one for one in (SIGNATURES, BACKUPS) if str(file).endswith(one)), ""))
        for file in sources
        for name in re.findall(r"^from (cryptography\S*) import", file.read_text(), re.MULTILINE)
    }
    assert used == {
        ("cryptography.fernet", ""),
        ("cryptography.hazmat.primitives", ""),
        ("cryptography.hazmat.primitives.kdf.hkdf", ""),
        # No cipher, and no token: the head of the audit log is signed for a reader outside.
        ("cryptography.exceptions", SIGNATURES),
        ("cryptography.hazmat.primitives.asymmetric.ed25519", SIGNATURES),
        ("cryptography.hazmat.primitives.serialization", SIGNATURES),
        # Nor here: the manifest of a backup is signed, so that no other is restored.
        ("cryptography.exceptions", BACKUPS),
        ("cryptography.hazmat.primitives.asymmetric.ed25519", BACKUPS),
    }
    keys = [ast.unparse(call.args[0]) for call in calls(sources) if getattr(call.func, "id", "") == "Fernet"]
    assert len(keys) == len(set(keys)) >= 1
    assert all("request.desk.keys(" in key for key in keys)


def calls(sources):
    """Every call in what is shipped."""
    for file in sources:
        yield from (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
