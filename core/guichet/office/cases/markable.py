"""What the office may mark for correction in a revision: its rows and lines, lists of lines, and documents."""

from collections.abc import Iterable
from typing import NamedTuple

from guichet.declaration.fields import join
from guichet.i18n import Localizer, _
from guichet.invoices.corrections import DOCUMENTS
from guichet.invoices.frozen import FrozenRevision, Texts

MARKED = "marked"
"""Name of the checkboxes « Signaler »."""
MISSING_DOCUMENT = _("Document manquant")
"""Label of the mark that asks for another document."""
NOT_MARKABLE = ("issuer", "details")
"""Rows that no sender can correct in the form: the issuer, and amounts that belong to no question."""


def markable(frozen: FrozenRevision, localizers: Iterable[Localizer]) -> dict[str, Texts]:
    """Labels by path and language, as frozen, in the order of the form.

    A list is marked to have lines added or removed, the documents as a whole because one is missing.
    """
    found: dict[str, dict[str, str]] = {}
    for localize in localizers:
        for path, label in _labels(frozen, localize):
            found.setdefault(path, {})[localize.language] = label
    return dict(found)


class MarkableRow(NamedTuple):
    """What may be marked, in one language."""

    path: str
    label: str
    values: tuple[str, ...]
    """Lines of text; empty for a list, and when nothing was answered."""


def markable_rows(frozen: FrozenRevision, localize: Localizer) -> list[MarkableRow]:
    """The same with the answers, in one language."""
    language = localize.language
    values = {row.path: row.values for row in frozen.rows(language)}
    kinds = {join(DOCUMENTS, one.id): (frozen.text(one.kind_labels, language),) for one in frozen.documents}
    return [
        MarkableRow(path, label, (values | kinds).get(path, ()))
        for path, label in dict(_labels(frozen, localize)).items()
    ]


def _labels(frozen: FrozenRevision, localize: Localizer) -> Iterable[tuple[str, str]]:
    language = localize.language
    titles = {each.path: each.title for each in frozen.lists(language)}
    for row in frozen.rows(language):
        if row.line_of in titles:
            yield row.line_of, titles[row.line_of]
        if row.path not in NOT_MARKABLE:
            yield row.path, row.label
    for document in frozen.documents:
        yield join(DOCUMENTS, document.id), document.filename
    yield DOCUMENTS, localize(MISSING_DOCUMENT)
