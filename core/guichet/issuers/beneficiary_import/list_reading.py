"""Reading of a list of beneficiaries: each row becomes answers as the form « Ajouter un bénéficiaire » has them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import colander
from translationstring import TranslationString

from guichet.declaration.fields import MAX_LENGTH
from guichet.i18n import Localizer, _
from guichet.issuers.beneficiary_import.cells import damage, has_month_first, repaired
from guichet.issuers.beneficiary_import.columns import (
    HOUSE_NUMBER,
    Columns,
    folded_titles,
    read_columns,
    recognised,
)
from guichet.issuers.beneficiary_import.csv_rows import Row, UnreadableFile, read_rows
from guichet.issuers.beneficiary_schemas import imported_schema
from guichet.issuers.issuer_actions import REPRESENTATIVE_PREFIX
from guichet.values import ParseError, avs

MAX_WRONG_NAMED = 200
"""Wrong rows whose problems are kept: a list with more of them has one cause, which the first ones show."""
SHOWN = 60
"""Characters of a cell that a problem repeats."""
NO_PEOPLE = _("Le fichier n’a que les noms des colonnes. Ajoutez une ligne par personne")
CELL_WITHOUT_NAME = _(
    "Une cellule de cette ligne n’a pas de nom de colonne. Ajoutez le nom, ou mettez entre guillemets le texte qui "
    "contient une virgule ou un point-virgule"
)
SAME_PERSON = _("Ce N° assuré figure déjà à la ligne ${row}, avec d’autres données. Gardez la ligne juste")
Texts = dict[str, str]
"""Language → text, since the page may change its language."""


class Line(NamedTuple):
    """A row that names a person."""

    row: int
    name: str
    avs: str
    """Empty where it could not be read."""
    answers: dict[str, Any] | None
    """As the form has them; None for a row with a problem."""


class Problem(NamedTuple):
    """What is wrong with a cell, and what to do."""

    row: int
    column: Texts
    """Title of the column; empty texts for the whole row."""
    text: str
    message: Texts


class Repeated(NamedTuple):
    """A row that is the same as one above it; it is taken once."""

    row: int
    first: int
    name: str


@dataclass
class PeopleList:
    """What a file says."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Of the first `MAX_WRONG_NAMED` rows that have any."""
    repeated: list[Repeated] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Names of columns that are not imported."""

    wrong: int = 0
    """Rows with a problem."""


class ListReader:
    """Reads the files of one company, with messages in all ``localizers``; the first is that of the page."""

    def __init__(self, localizers: Sequence[Localizer], company_ibans: Collection[str]) -> None:
        self._localizers = localizers
        schema = imported_schema(company_ibans)
        self._nodes: dict[str, Any] = {node.name: node for node in schema.children}
        self._validator = schema.validator
        self._folded = folded_titles({name: self._texts(node.title).values() for name, node in self._nodes.items()})

    @property
    def titles(self) -> dict[str, str]:
        """Column → title in the language of the page, in the order of the template."""
        return {name: self._localizers[0](node.title) for name, node in self._nodes.items()}

    def read(self, content: bytes) -> PeopleList:
        """The list in the bytes of a CSV file. Raises `UnreadableFile`."""
        first, *rows = read_rows(content, lambda cells: sum(bool(recognised(one, self._folded)) for one in cells))
        columns = read_columns(first.cells, self._folded, self._localizers[0], self.titles)
        if not rows:
            raise UnreadableFile(NO_PEOPLE)
        people = [_Person(row, columns) for row in rows]
        month_first = has_month_first(person.cells.get("birth_date", "") for person in people)
        schema, read = self._schema(columns), PeopleList(unknown=columns.unknown)
        seen: dict[str, _Person] = {}
        for person in people:
            person.read(schema, month_first=month_first)
            self._add(read, person, seen)
        return read

    def _add(self, read: PeopleList, person: "_Person", seen: dict[str, "_Person"]) -> None:
        """Adds a row to the list, unless it repeats an earlier one of the same person."""
        earlier = seen.setdefault(person.avs, person) if person.avs else person
        if earlier is not person:
            if person.answers and person.answers == earlier.answers:
                read.repeated.append(Repeated(person.row, earlier.row, person.name))
                return
            person.problems.append(("avs", SAME_PERSON % {"row": earlier.row}))
        problems, row = person.problems, person.row
        read.wrong += bool(problems)
        read.lines.append(Line(row, person.name, person.avs, None if problems else person.answers))
        if problems and read.wrong <= MAX_WRONG_NAMED:
            read.problems += [
                Problem(row, self._title(name), person.cells.get(name, "")[:SHOWN], self._texts(message))
                for name, message in problems
            ]

    def _schema(self, columns: Columns) -> colander.SchemaNode:
        """The questions of the columns that the file has: an empty question costs as much as one that is filled."""
        named = set(columns.places)
        if any(name.startswith(REPRESENTATIVE_PREFIX) for name in named):
            # All of them or none: their validator looks at each.
            named |= {name for name in self._nodes if name.startswith(REPRESENTATIVE_PREFIX)}
        kept = [node for name, node in self._nodes.items() if name in named]
        return colander.Schema(children=kept, validator=self._validator)

    def _title(self, column: str) -> Texts:
        return self._texts(self._nodes[column].title if column else "")

    def _texts(self, text: str | TranslationString) -> Texts:
        return {one.language: one(text) if text else "" for one in self._localizers}


class _Person:
    """A row while it is read."""

    def __init__(self, row: Row, columns: Columns) -> None:
        self.row = row.number
        places = columns.places.items()
        # A row may end before the last column.
        texts = {name: row.cells[place].strip() for name, place in places if place < len(row.cells)}
        self.cells = {name: repaired(name, text) for name, text in texts.items()}
        house_number = self.cells.pop(HOUSE_NUMBER, "")
        if house_number and self.cells.get("street"):
            self.cells["street"] += f" {house_number}"
        self.problems: list[tuple[str, TranslationString]] = []
        """Column, empty for the row as a whole, and message."""
        self.answers: dict[str, Any] | None = None
        if any(cell.strip() for place, cell in enumerate(row.cells) if place not in columns.named):
            self.problems.append(("", CELL_WITHOUT_NAME))

    @property
    def name(self) -> str:
        """First and last name, as far as they are given."""
        return f"{self.cells.get('first_name', '')} {self.cells.get('last_name', '')}".strip()[:SHOWN]

    @cached_property
    def avs(self) -> str:
        """The AVS number; empty where it cannot be read."""
        cell = self.cells.get("avs", "")
        if len(cell) > MAX_LENGTH:
            return ""
        try:
            return avs.parse(cell)
        except ParseError:
            return ""

    def read(self, schema: colander.SchemaNode, *, month_first: bool) -> None:
        """Sets answers and problems."""
        found = {name: damage(name, text, month_first=month_first) for name, text in self.cells.items()}
        damaged = {name: message for name, message in found.items() if message}
        self.problems += damaged.items()
        try:
            self.answers = schema.deserialize({node.name: self.cells.get(node.name, "") for node in schema})
        except colander.Invalid as invalid:
            # A damaged cell has its remedy already.
            self.problems += [one for one in _messages(invalid) if one[0] not in damaged]


def _messages(invalid: colander.Invalid) -> Iterator[tuple[str, TranslationString]]:
    for child in invalid.children:
        for message in child.messages():
            yield child.node.name, message
