"""Heads of the audit log, signed once a day: who has the public key can prove of an export that its heads are genuine.

The chain itself has no key (docs/decisions/0010-audit-chain.md). The private key is read by the worker alone, when it
signs: a web process does not need it.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from guichet.audit.chain import Head

PublicKey = Ed25519PublicKey
"""Kind of key that verifies a signed head."""


@dataclass(frozen=True)
class SignedHead:
    """The head of a desk's log on one day, with its signature."""

    desk: str
    day: str
    """In ISO 8601, in Switzerland."""
    head: Head
    signature: str
    """Ed25519 (RFC 8032) over :attr:`text`, in Base64."""

    @property
    def text(self) -> str:
        """What is signed: ``guichet audit head be 2026-11-30 48213:9f0c…``."""
        return f"guichet audit head {self.desk} {self.day} {self.head}"

    def is_by(self, keys: Sequence[PublicKey]) -> bool:
        """Whether one of the keys verifies the signature."""
        return any(_verifies(key, self) for key in keys)


def sign(key: Ed25519PrivateKey, desk: str, day: str, head: Head) -> SignedHead:
    """The signed head."""
    unsigned = SignedHead(desk, day, head, "")
    return SignedHead(desk, day, head, base64.b64encode(key.sign(unsigned.text.encode())).decode())


def private_key(pem: str) -> Ed25519PrivateKey:
    """Reads a private key. Raises ``ValueError`` for another kind of key, and for what is none."""
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the key of the audit log is an Ed25519 key: openssl genpkey -algorithm ed25519")
    return key


def public_key(pem: bytes) -> PublicKey:
    """Reads a public key. Raises ``ValueError`` for another kind of key, and for what is none."""
    key = load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("this is no Ed25519 public key")
    return key


def signed_line(one: SignedHead) -> str:
    """The line of an export, with its line end."""
    return (
        json.dumps({"signed": one.text, "signature": one.signature}, ensure_ascii=False, separators=(",", ":")) + "\n"
    )


def take_signed(lines: Iterable[str]) -> tuple[list[SignedHead], Iterator[str]]:
    """The signed heads at the beginning of an export, and the lines after them.

    Raises ``ValueError`` for a line that begins as one and is not written as `signed_line` does.
    """
    rest = iter(lines)
    found: list[SignedHead] = []
    for line in rest:
        if not line.startswith('{"signed":'):
            return found, _behind(line, rest)
        found.append(_parse(line))
    return found, iter(())


def _behind(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _parse(line: str) -> SignedHead:
    try:
        read = json.loads(line)
        *_words, desk, day, head = read["signed"].split(" ")
        one = SignedHead(desk, day, Head.parse(head), read["signature"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        one = None
    if one is None or signed_line(one) != line:
        raise ValueError("a signed head is not as the export wrote it")
    return one


def _verifies(key: Ed25519PublicKey, one: SignedHead) -> bool:
    try:
        key.verify(base64.b64decode(one.signature, validate=True), one.text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
