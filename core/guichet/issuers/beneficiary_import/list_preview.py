"""The preview of an import: a list that was read, stored until it is confirmed, compared with the company's own."""

import json
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from persistent import Persistent
from ZODB.blob import Blob

from guichet.issuers.beneficiary_import.list_reading import Line, PeopleList, Problem, Repeated
from guichet.issuers.models import Beneficiaries
from guichet.store.models import new_id

PREVIEW_LIFE = timedelta(hours=12)
"""Time for which a preview is shown; deleted at night, since it holds the data of people who may never be added."""


class ListPreview(Persistent):
    """What a file of beneficiaries says, until it is confirmed. A member of a company has one at most."""

    added: int | None = None
    """Beneficiaries that were added; None before that. A second press of the button then leads on, too."""

    content_sha256 = ""

    def __init__(self, filename: str, content: Blob, now: datetime, content_sha256: str) -> None:
        self.id = new_id()
        self.filename = filename
        self.created = now
        self.content: Blob | None = content
        """The list, packed with `pack`; None once it was imported."""
        self.content_sha256 = content_sha256

    def hashed_blobs(self) -> Iterator[tuple[Blob, str]]:
        """Its content with the SHA-256, until it was imported."""
        if self.content is not None:
            yield self.content, self.content_sha256

    def is_over(self, now: datetime) -> bool:
        """Whether it is no longer shown."""
        return now - self.created > PREVIEW_LIFE


class ComparedList:
    """A list beside the company's own, at this moment: each person is new, on the list already, or has a problem."""

    def __init__(self, read: PeopleList, beneficiaries: Beneficiaries) -> None:
        self.read = read
        self.new: list[Line] = []
        self.existing: list[tuple[Line, str]] = []
        """With the id of the entry that exists, which an import never changes."""
        self.wrong: list[Line] = []
        for line in read.lines:
            found = beneficiaries.id_with_avs(line.avs) if line.avs else None
            if found is not None:
                self.existing.append((line, found))
            else:
                (self.wrong if line.answers is None else self.new).append(line)
        wrong = {line.row for line in self.wrong}
        self.problems = [one for one in read.problems if one.row in wrong]
        """Of the rows that would be added."""

    def fingerprint(self, preview_id: str) -> str:
        """Changes with what the button of the page would add; the page posts it back."""
        added = ",".join(str(line.row) for line in self.new)
        return sha256(f"{preview_id} {added}".encode()).hexdigest()[:16]


def pack(read: PeopleList) -> bytes:
    """The list as compressed JSON."""
    content = [read.lines, read.problems, read.repeated, read.unknown, read.wrong]
    return zlib.compress(json.dumps(content, default=date.isoformat, ensure_ascii=False).encode(), level=1)


def unpack(content: bytes) -> PeopleList:
    """The list that was packed."""
    lines, problems, repeated, unknown, wrong = json.loads(zlib.decompress(content))
    return PeopleList(
        list(_lines(lines)), [Problem(*one) for one in problems], [Repeated(*one) for one in repeated], unknown, wrong
    )


def _lines(stored: list[list[Any]]) -> Iterator[Line]:
    for row, name, avs, answers in stored:
        if answers is not None:
            answers["birth_date"] = date.fromisoformat(answers["birth_date"])
        yield Line(row, name, avs, answers)
