"""What the office may mark for correction in a revision: rows, lines and single answers of them, lists, documents."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from guichet.declaration import Lines, fingerprint
from guichet.declaration.fields import Leaf, join
from guichet.declaration.summary import readable
from guichet.i18n import Localizer, _
from guichet.invoices.corrections import DOCUMENTS
from guichet.invoices.evaluation import DETAILS
from guichet.invoices.frozen import FrozenRevision, Texts
from guichet.invoices.summary import text_of
from guichet.plugins import Plugins

MARKED = "marked"
"""Name of the checkboxes « Signaler »."""
MISSING_DOCUMENT = _("Document manquant")
"""Label of the mark that asks for another document."""
NOT_MARKABLE = ("issuer", "details")
"""Rows that no sender can correct in the form: the issuer, and amounts that belong to no question."""


LineFields = Mapping[str, Sequence[Leaf[Any]]]
"""By path of a line: its questions that counted at the sending."""
NO_FIELDS: LineFields = MappingProxyType({})


def line_fields(plugins: Plugins, frozen: FrozenRevision) -> LineFields:
    """The questions inside the lines of a revision; none where the form has changed since, or no plugin brings it."""
    form_type = plugins.known_types.get(frozen.type_id)
    # A revision freezes no label of a single question of a line: they are those of today, as long as it is the form.
    if form_type is None or fingerprint(form_type) != frozen.data["fingerprint"]:
        return NO_FIELDS
    lists = [question for question in form_type.form.fields.values() if isinstance(question, Lines)]
    return {
        join(join(DETAILS, question.name), number): [
            one for one in question.line.fields.values() if isinstance(one, Leaf) and one.name in line
        ]
        for question in lists
        for number, line in enumerate(frozen.answers.lines(question.name))
    }


def markable(
    frozen: FrozenRevision, localizers: Iterable[Localizer], fields: LineFields = NO_FIELDS
) -> dict[str, Texts]:
    """Labels by path and language, as frozen, in the order of the form; with the ``fields`` of lines, each by itself.

    A list is marked to have lines added or removed, the documents as a whole because one is missing.
    """
    found: dict[str, dict[str, str]] = {}
    for localize in localizers:
        for path, label in _labels(frozen, localize, fields):
            found.setdefault(path, {})[localize.language] = label
    return dict(found)


class MarkableRow(NamedTuple):
    """What may be marked, in one language."""

    path: str
    label: str
    values: tuple[str, ...]
    """Lines of text; empty for a list, and when nothing was answered."""


def markable_rows(frozen: FrozenRevision, localize: Localizer, fields: LineFields = NO_FIELDS) -> list[MarkableRow]:
    """The same with the answers, in one language."""
    language = localize.language
    values = {row.path: row.values for row in frozen.rows(language)} | _values_inside(frozen, localize, fields)
    kinds = {join(DOCUMENTS, one.id): (frozen.text(one.kind_labels, language),) for one in frozen.documents}
    return [
        MarkableRow(path, label, (values | kinds).get(path, ()))
        for path, label in dict(_labels(frozen, localize, fields)).items()
    ]


def _values_inside(frozen: FrozenRevision, localize: Localizer, fields: LineFields) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for path, questions in fields.items():
        _details, name, number = path.split(".")
        line = frozen.answers.lines(name)[int(number)]
        found |= {join(path, one.name): _text(one, line[one.name], localize) for one in questions}
    return found


def _text(question: Leaf[Any], answer: Any, localize: Localizer) -> tuple[str, ...]:
    # The label of a box says what is ticked.
    if answer is None or isinstance(answer, bool):
        return ()
    # A frozen amount or time of day is a plain number, which a localizer would take for a count.
    return (question.show(answer) if isinstance(answer, int) else text_of(readable(question, answer), localize),)


def _labels(frozen: FrozenRevision, localize: Localizer, fields: LineFields) -> Iterable[tuple[str, str]]:
    language = localize.language
    titles = {each.path: each.title for each in frozen.lists(language)}
    for row in frozen.rows(language):
        if row.line_of in titles:
            yield row.line_of, titles[row.line_of]
        if row.path not in NOT_MARKABLE:
            yield row.path, row.label
        for one in fields.get(row.path, ()):
            yield join(row.path, one.name), f"{row.label}, {localize(one.label)}"
    for document in frozen.documents:
        yield join(DOCUMENTS, document.id), document.filename
    yield DOCUMENTS, localize(MISSING_DOCUMENT)
