"""Readers of posted forms, url-encoded and with files; every limit is checked while reading.

WebOb's own reader (``cgi.FieldStorage``) is passed over: it has no limit on parts and headers, parses a header in time
quadratic in the number of semicolons, and is gone in Python 3.13.
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import parse_qsl

from multipart import MultipartError, MultipartSegment, PushMultipartParser
from translationstring import TranslationString
from webob.multidict import MultiDict

from guichet.documents.cleaning.outcome import MEGABYTE
from guichet.i18n import _

MAX_FORM = 250_000
"""Bytes of a form without files: 50 journeys with every question answered take 60,000."""
MAX_UPLOAD = 64 * MEGABYTE
"""Bytes of a form with files; as ``max_request_body_size`` of the server."""
MAX_FIELDS = 12_000
"""Texts of a form, markers of lines included: 366 journeys have 10,700. Reading as many takes 0.1 s."""
MAX_FILES = 40
"""Files of a form, twice those of an invoice: each may hold a descriptor, and 16 threads share 1024 of them."""
MAX_TEXT = 1_000_000
"""Bytes of all texts of a form with files; an invoice keeps half as many characters."""
MAX_NAME = 200
"""Characters in the name of a field."""
MAX_PART_HEADER = 2_048
"""Bytes of a header line of a part: a file name of 255 characters, percent-encoded, takes 800."""
MAX_PART_HEADERS = 4
"""Header lines of a part; browsers send two."""
IN_MEMORY = 64 * 1024
"""Bytes of a file that are kept in memory; a larger one is written to a temporary file."""
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Refusal:
    """Why a body is not read, and what the sender can do."""

    status: int
    advice: TranslationString


NOT_A_FORM = Refusal(415, _("Revenez en arrière, rechargez la page et utilisez le formulaire qu’elle affiche."))
NO_FILES_HERE = Refusal(
    415, _("Cette page ne reçoit pas de fichiers. Joignez vos documents dans la demande, sous « Documents ».")
)
DAMAGED = Refusal(400, _("L’envoi est arrivé incomplet. Revenez en arrière et envoyez-le encore une fois."))
TOO_LONG = Refusal(
    413, _("Vos textes sont trop longs. Revenez en arrière, raccourcissez-les et envoyez-les de nouveau.")
)
TOO_HEAVY = Refusal(
    413,
    _(
        "Ensemble, vos fichiers dépassent ${most} Mo. Joignez-les l’un après l’autre, chacun de 10 Mo au plus.",
        mapping={"most": MAX_UPLOAD // MEGABYTE},
    ),
)
TOO_MANY_FILES = Refusal(
    413, _("Vous avez choisi plus de ${most} fichiers. Joignez-en moins à la fois.", mapping={"most": MAX_FILES})
)


class RefusedBody(Exception):
    """The body of a request is not read, or not to its end."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.status, refusal.advice)
        self.refusal = refusal


@dataclass(frozen=True)
class PostedFile:
    """A file of a form, as received."""

    filename: str
    file: IO[bytes]

    @property
    def size(self) -> int:
        """In bytes; leaves the file at its end."""
        return self.file.seek(0, io.SEEK_END)


def read_url_encoded(stream: IO[bytes], length: int) -> MultiDict:
    """The fields of a form without files. Raises :class:`RefusedBody`."""
    if length > MAX_FORM:
        raise RefusedBody(TOO_LONG)
    body = stream.read(length)
    if len(body) < length:
        raise RefusedBody(DAMAGED)
    if body.count(b"&") >= MAX_FIELDS:
        raise RefusedBody(TOO_LONG)
    try:
        return _checked(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeError:
        raise RefusedBody(DAMAGED) from None


def read_multipart(stream: IO[bytes], boundary: str, length: int) -> MultiDict:
    """The fields of a form with files, each file as :class:`PostedFile`, open. Raises :class:`RefusedBody`."""
    if length >= MAX_UPLOAD:
        raise RefusedBody(TOO_HEAVY)
    with ExitStack() as opened:
        try:
            form = _checked(_fields(stream, boundary, length, opened))
        except (MultipartError, UnicodeError):
            raise RefusedBody(DAMAGED) from None
        opened.pop_all()
        return form


def _checked(fields: Iterable[tuple[str, Any]]) -> MultiDict:
    """The fields, none of which holds what no form of the desk can have sent."""
    form = MultiDict()
    for name, value in fields:
        text = value.filename if isinstance(value, PostedFile) else value
        if not name or len(name) > MAX_NAME or "\0" in name or "\0" in text:
            raise RefusedBody(DAMAGED)
        form.add(name, value)
    return form


def _fields(stream: IO[bytes], boundary: str, length: int, opened: ExitStack) -> Iterator[tuple[str, str | PostedFile]]:
    parser = PushMultipartParser(
        boundary, content_length=length, max_header_size=MAX_PART_HEADER, max_header_count=MAX_PART_HEADERS
    )
    counts = _Counts(opened)
    part: _Part | None = None
    for event in parser.parse_blocking(stream.read, CHUNK):
        if isinstance(event, MultipartSegment):
            part = counts.begin(event)
        elif event and part:
            counts.write(part, event)
        elif part:
            yield part.field()


class _Part:
    """A part of the body while it is read."""

    def __init__(self, segment: MultipartSegment) -> None:
        self.name: str = segment.name or ""
        # An input without a chosen file is sent with an empty file name.
        self.filename: str = segment.filename or ""
        self.content: IO[bytes] = SpooledTemporaryFile(IN_MEMORY) if self.filename else io.BytesIO()  # noqa: SIM115

    def field(self) -> tuple[str, str | PostedFile]:
        """Name and value, once the part has been read to its end."""
        self.content.seek(0)
        return self.name, PostedFile(self.filename, self.content) if self.filename else self.content.read().decode()


@dataclass
class _Counts:
    """What has been read of a form with files; raises :class:`RefusedBody` as soon as it is too much."""

    opened: ExitStack
    """Closes the files if the form is refused."""
    texts: int = 0
    files: int = 0
    text_bytes: int = 0

    def begin(self, segment: MultipartSegment) -> _Part:
        """Counts a part before anything is made of it."""
        self.files += bool(segment.filename)
        self.texts += not segment.filename
        if self.files > MAX_FILES:
            raise RefusedBody(TOO_MANY_FILES)
        if self.texts > MAX_FIELDS:
            raise RefusedBody(TOO_LONG)
        part = _Part(segment)
        self.opened.enter_context(part.content)
        return part

    def write(self, part: _Part, content: bytes) -> None:
        """Counts the content of texts; files are limited by the length of the whole body."""
        self.text_bytes += 0 if part.filename else len(content)
        if self.text_bytes > MAX_TEXT:
            raise RefusedBody(TOO_LONG)
        part.content.write(content)
