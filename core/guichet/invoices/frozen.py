"""The frozen data of a revision, read without the form, its plugin or the rates of the day.

Rows and formulas are texts in each language of the desk: nothing is computed or translated when they are read. Written
by `guichet.invoices.freeze_revision`.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from guichet.declaration import FrozenAnswers, ServiceDay
from guichet.declaration.header import InvoiceHeader
from guichet.values.month import Month
from guichet.values.name_folding import name_key

FORMAT = 1
"""Version of the shape of the data. Every format that a released version has written stays readable."""
NO_RATE = "G11"
"""Code of the issue for a day without a rate, and for a rate that is not confirmed."""
TAG = "$"
"""Key that marks a typed value. No answer is a mapping with this key: names of questions begin with a letter."""
MOST_KEPT = 128
"""Revisions that a process keeps unpacked, about 50 kB each: those of the pages of the last moments. Kept with each
object of each connection, they would be several times what the database's own cache takes (measured: the process grew
from 323 to 912 MB in a quarter of an hour of mixed requests).
"""
Texts = Mapping[str, str]
"""A text by language, in each language that the desk had at the sending."""


class TextRow(NamedTuple):
    """One question or line of the form with its answer, in one language."""

    path: str
    """Of the whole form, e.g. ``"details.lines.0"``: what the office may mark for correction."""
    label: str
    values: tuple[str, ...]
    """Lines of text; empty when nothing was answered."""
    part: str = "details"
    """Section of the row: ``"header"``, ``"details"`` or ``"remark"``."""
    line_of: str = ""
    """Path of the list that a line is in; empty for any other row."""
    amounts: tuple[int, ...] = ()
    """Of a line, in Rappen: the parts in the columns of its list, then the amount."""


class TextList(NamedTuple):
    """Title and headings of a list of lines, in one language."""

    path: str
    title: str
    columns: tuple[str, ...]
    """Headings of the parts of an amount, without that of the amount."""


@dataclass(frozen=True)
class FrozenTerm:
    """One term of the sum."""

    path: str
    """Relative to the type's form."""
    code: str
    amount: int
    """In Rappen."""
    formulas: Texts


@dataclass(frozen=True)
class FrozenIssue:
    """An issue that a check found at the sending."""

    level: str
    path: str
    """Of the whole form."""
    code: str
    messages: Texts
    for_office_only: bool


@dataclass(frozen=True)
class FrozenCheck:
    """A check that was made at the sending, see `guichet.declaration.Check`."""

    code: str
    titles: Texts
    sources: Texts
    """Empty where no source is known."""


@dataclass(frozen=True)
class FrozenCounted:
    """What the invoice counts towards a maximum, see `guichet.declaration.counted.Counted`."""

    person: str
    """Empty for the beneficiary."""
    maximum: str
    item: str
    period: str
    amount: int
    most: int | None
    unit: str
    labels: Texts
    path: str
    """Of the whole form."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """See `Counted.key`."""
        return (name_key(self.person), self.maximum, name_key(self.item), self.period)


@dataclass(frozen=True)
class FrozenFinding:
    """What the cleaning of a document took out or made invalid."""

    code: str
    names: Sequence[str]
    texts: Texts


@dataclass(frozen=True)
class FrozenDocument:
    """An attached document as it was sent."""

    id: str
    """In the invoice's folder of attachments."""
    filename: str
    kind: str
    kind_labels: Texts
    size: int
    """In bytes."""
    pages: int | None
    sha256: str
    findings: tuple[FrozenFinding, ...]


@dataclass(frozen=True)
class FrozenRevision:
    """The data of one revision. ``language`` arguments fall back to the language the invoice was sent in."""

    data: Mapping[str, Any]

    @property
    def type_id(self) -> str:
        """The official form number."""
        return str(self.data["type"][0])

    @property
    def type_version(self) -> int:
        """The version of the form."""
        return int(self.data["type"][1])

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the texts, the sender's first."""
        return tuple(self.data["languages"])

    def text(self, texts: Texts, language: str) -> str:
        """A frozen text in ``language``, or in the sender's for a language that the desk got later."""
        return texts[language if language in texts else self.languages[0]]

    def title(self, language: str) -> str:
        """The title of the form."""
        return self.text(self.data["title"], language)

    @cached_property
    def header(self) -> InvoiceHeader:
        """Beneficiary, issuer, account, decision number, invoice number and date."""
        return InvoiceHeader.from_data(self.data["header"])

    @cached_property
    def answers(self) -> FrozenAnswers:
        """The typed answers of the type's own form."""
        return FrozenAnswers(unpack(self.data["answers"]))

    @property
    def total(self) -> int:
        """In Rappen."""
        return int(self.data["total"])

    @property
    def rates(self) -> tuple[str, ...]:
        """Keys of the dated rates that were applied, e.g. ``"car-km@2020-01-01"``."""
        return tuple(self.data["rates"])

    @cached_property
    def terms(self) -> tuple[FrozenTerm, ...]:
        """Every term of the total with its formula."""
        return tuple(FrozenTerm(*term) for term in self.data["terms"])

    @property
    def amounts_by_path(self) -> dict[str, int]:
        """Rappen by path, relative to the type's form."""
        found: dict[str, int] = {}
        for term in self.terms:
            found[term.path] = found.get(term.path, 0) + term.amount
        return found

    @cached_property
    def service_days(self) -> tuple[ServiceDay, ...]:
        """Days on which the services were provided."""
        return tuple(
            ServiceDay(path, date.fromisoformat(first), date.fromisoformat(last), last_path)
            for path, first, last, last_path in self.data["service_days"]
        )

    def rows(self, language: str) -> tuple[TextRow, ...]:
        """The answers as rows of text, in the order of the form."""
        rows = self.data["rows"]
        return tuple(
            TextRow(path, label, tuple(values), part, line_of, tuple(amounts))
            for path, label, values, part, line_of, amounts in self._in(rows, language)
        )

    def lists(self, language: str) -> tuple[TextList, ...]:
        """The lists that the lines among `rows` are in."""
        found = self._in(self.data["lists"], language)
        return tuple(TextList(path, title, tuple(columns)) for path, title, columns in found)

    def _in(self, texts: Mapping[str, Any], language: str) -> Any:
        return texts[language if language in texts else self.languages[0]]

    @cached_property
    def issues(self) -> tuple[FrozenIssue, ...]:
        """Issues at the sending: warnings, and those for the office alone. Errors stop a sending."""
        return tuple(FrozenIssue(*issue) for issue in self.data["issues"])

    @cached_property
    def checks(self) -> tuple[FrozenCheck, ...]:
        """The checks that were made at the sending, whatever they found; none of a revision without a list of them."""
        return tuple(FrozenCheck(*check) for check in self.data.get("checks", ()))

    @property
    def unpriced(self) -> tuple[FrozenIssue, ...]:
        """Issues for days whose rate was not known at the sending: the office completes their amounts."""
        return tuple(one for one in self.issues if one.code == NO_RATE and not one.for_office_only)

    @cached_property
    def counted(self) -> tuple[FrozenCounted, ...]:
        """What the invoice counts towards maxima of a period."""
        return tuple(FrozenCounted(*one) for one in self.data["counted"])

    @cached_property
    def documents(self) -> tuple[FrozenDocument, ...]:
        """The documents of the revision."""
        return tuple(
            FrozenDocument(*facts, tuple(FrozenFinding(*finding) for finding in findings))  # type: ignore[call-arg]
            for *facts, findings in self.data["documents"]
        )


# By content: once the record is erased with its invoice, what is kept is out of reach, and soon gone.
@lru_cache(MOST_KEPT)
def thaw(content: bytes) -> FrozenRevision:
    """Reads the data that `freeze` wrote. Raises ``ValueError`` for a format of a newer version of guichet."""
    data = json.loads(zlib.decompress(content))
    if data["format"] != FORMAT:
        raise ValueError(f"this revision has format {data['format']}; a newer version of guichet wrote it")
    return FrozenRevision(data)


def pack(value: Any) -> Any:
    """Typed answers as JSON. Raises ``TypeError`` for what could not be read back exactly, such as a float."""
    match value:
        case None | bool() | str():
            return value
        # A plain number also for a subclass, e.g. an amount of money.
        case int():
            return int(value)
        case Decimal() if value.is_finite():
            return {TAG: "decimal", "v": str(value)}
        case Month():
            return {TAG: "month", "v": [value.year, value.month]}
        # A moment is a date too, for Python: its time of day would be lost.
        case date() if not isinstance(value, datetime):
            return {TAG: "day", "v": value.isoformat()}
        case dict() if all(isinstance(name, str) and name != TAG for name in value):
            return {name: pack(item) for name, item in value.items()}
        case list() | tuple():
            return [pack(item) for item in value]
    raise TypeError(f"a {type(value).__name__} cannot be frozen: {value!r}")


def unpack(value: Any) -> Any:
    """Typed answers from JSON."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if not isinstance(value, dict):
        return value
    match value.get(TAG):
        case None:
            return {name: unpack(item) for name, item in value.items()}
        case "decimal":
            return Decimal(value["v"])
        case "month":
            return Month(*value["v"])
        case "day":
            return date.fromisoformat(value["v"])
    raise ValueError(f"unknown type of a frozen answer: {value[TAG]!r}")
