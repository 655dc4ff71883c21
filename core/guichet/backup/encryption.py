"""Pieces of a backup: files that are encrypted while they are written, with the SHA-256 of what is on the disk."""

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

import pyrage
from pyrage import x25519

CHUNK = 2**20
"""Bytes read at a time."""
GZIP = 31
"""``wbits`` of zlib for the format of gzip, so that ``age --decrypt … | gunzip`` opens a piece without guichet."""


class Readable(Protocol):
    """What a piece is made from."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


class Writable(Protocol):
    """What the content of a piece goes to."""

    def write(self, data: bytes, /) -> object:
        """Takes the next bytes."""


class BrokenPiece(Exception):
    """A piece of a backup is not what was written, or the key is not one it was encrypted to."""


class Compressed:
    """What ``source`` gives, in the format of gzip."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        # Level 1: records that are worth it are mostly compressed when they are stored.
        self._compressor = zlib.compressobj(1, wbits=GZIP)
        self._ready = b""
        self._ended = False

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end."""
        while not self._ready and not self._ended:
            part = self._source.read(CHUNK)
            self._ended = not part
            self._ready = self._compressor.compress(part) if part else self._compressor.flush()
        found, self._ready = self._ready[:size], self._ready[size:]
        return found


class Decompressed:
    """Writes to ``target`` what it is given in the format of gzip, ``most`` bytes of it."""

    def __init__(self, target: Writable, most: int) -> None:
        self._target, self._left = target, most
        self._decompressor = zlib.decompressobj(wbits=GZIP)

    def write(self, data: bytes) -> int:
        """Takes the next bytes. Raises ``zlib.error`` for what is not gzip, ``OSError`` for what unpacks to more."""
        # One more, by which more is known: a piece that another has written may unpack to a thousand times its size.
        part = self._decompressor.decompress(data, self._left + 1)
        self._left -= len(part)
        if self._left < 0:
            raise OSError("it unpacks to more than its manifest says")
        self._target.write(part)
        return len(data)

    def flush(self) -> None:
        """Nothing to do; `pyrage` calls it."""


class _Hashing:
    """A file that hashes what is read from it or written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._hash.update(data)
        return data

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def write_piece(source: Readable, target: Path, public_keys: Sequence[str]) -> str:
    """Encrypts what ``source`` gives into a new file; returns the SHA-256 of that file in hexadecimal.

    Raises ``OSError`` when it cannot be read or written.
    """
    recipients = [x25519.Recipient.from_str(key) for key in public_keys]
    with target.open("xb") as file:
        hashing = _Hashing(file)
        try:
            pyrage.encrypt_io(source, hashing, recipients)
        except pyrage.EncryptError as problem:  # it holds the text of the error of the source or the disk
            raise OSError(f"{target}: {problem}") from None
        return hashing.sha256


def read_piece(piece: Path, sha256: str, target: Writable, private_keys: Sequence[x25519.Identity]) -> None:
    """Decrypts a file into ``target``. Raises :class:`BrokenPiece`; ``target`` then holds a part of the content."""
    try:
        with piece.open("rb") as file:
            hashing = _Hashing(file)
            try:
                pyrage.decrypt_io(hashing, target, private_keys)
            except (pyrage.DecryptError, OSError, zlib.error) as problem:
                raise BrokenPiece(f"{piece}: {problem}") from None
            while hashing.read(CHUNK):
                pass
    except FileNotFoundError:
        raise BrokenPiece(f"{piece} is missing") from None
    if hashing.sha256 != sha256:
        raise BrokenPiece(f"{piece} was changed: its SHA-256 is not the one that the backup was made with")


def new_private_key() -> x25519.Identity:
    """A new private key; its text begins with ``AGE-SECRET-KEY-1``."""
    return x25519.Identity.generate()


def private_keys(text: str) -> list[x25519.Identity]:
    """The keys in a file as ``age-keygen`` writes it: a key a line, with comments. Raises ``ValueError``."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        found = [x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise ValueError("this file holds no private key: it has a line that begins with AGE-SECRET-KEY-1")
    return found
