"""The hash chain of the audit log: an entry, its canonical form, and the hash that binds it to all entries before it.

Pure, and small enough to be written again in another language by an auditor: docs/operations.md has the rule in words.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

Detail = str | int | bool | None
"""Plain values only: they are stored as JSON."""
Link = tuple[str, bytes]
"""An entry as it is stored: its canonical form, and its hash."""

GENESIS = bytes(32)
"""Stands for the hash before the first entry."""
HEAD = re.compile(r"(0|[1-9][0-9]{0,17}):([0-9a-f]{64})")


@dataclass(frozen=True)
class Entry:
    """One entry of the audit log."""

    moment: datetime
    """When the request or the job began that wrote the entry; entries stand in the order of their commits."""
    actor: str
    """Id of the user, or e.g. ``"system"``."""
    role: str
    """In which capacity, e.g. ``"clerk supervisor"`` or ``"manager"``; empty for none."""
    action: str
    """E.g. ``"invoice.submitted"``."""
    target: str
    """Id of the object; empty for the desk itself."""
    purpose: str = ""
    """What for, e.g. ``"review"``; empty for a change, whose action says it."""
    details: tuple[Detail, ...] = ()
    """E.g. a role, or the names of the fields that changed, never their values."""


@dataclass(frozen=True)
class Head:
    """The end of a chain, written ``<length>:<hash>``. A chain that contains it has lost none of its entries."""

    length: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.length}:{self.hash.hex()}"

    @classmethod
    def parse(cls, written: str) -> "Head":
        """Reads what ``str()`` wrote. Raises ``ValueError`` with the remedy."""
        found = HEAD.fullmatch(written.strip())
        if found is None:
            raise ValueError("write a head as in the mail: number, colon, 64 characters of 0-9 and a-f")
        return cls(int(found[1]), bytes.fromhex(found[2]))


def canonical(entry: Entry) -> str:
    """The entry as JSON with sorted names and without blanks: for texts and whole numbers the form of RFC 8785.

    Raises ``ValueError`` for a moment without time zone.
    """
    if entry.moment.tzinfo is None:
        raise ValueError("a moment without time zone cannot be stored")
    # Always with microseconds: without them `isoformat` leaves out zeros, and moments would not sort as texts.
    # `dataclasses.asdict` would copy each value deeply, for a fifth of what an entry costs.
    return as_json(vars(entry) | {"moment": entry.moment.astimezone(UTC).isoformat(timespec="microseconds")})


def as_json(entry: object) -> str:
    """The JSON of :func:`canonical`."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(text: str) -> Entry:
    """The entry of a canonical form."""
    found: dict[str, Any] = json.loads(text)
    return Entry(**found | {"moment": datetime.fromisoformat(found["moment"]), "details": tuple(found["details"])})


def link_hash(previous: bytes, text: str) -> bytes:
    """SHA-256 over the hash of the entry before and the canonical form in UTF-8."""
    return sha256(previous + text.encode()).digest()


def chained(previous: bytes, texts: tuple[str, ...]) -> tuple[Link, ...]:
    """The links that continue a chain whose last hash is ``previous``."""
    links = []
    for text in texts:
        previous = link_hash(previous, text)
        links.append((text, previous))
    return tuple(links)
