"""The version of a check page: it changes with every fact that a revision freezes, and names the part."""

import copy
from dataclasses import fields

import pytest

from guichet.declaration.header import InvoiceHeader
from guichet.invoices.checked_version import HEADER_PARTS, LABELS, OTHER, PARTS, changed_parts, version_of
from guichet.invoices.freeze_revision import frozen_data

TEXTS = ("title", "languages", "rows", "lists")
"""Keys of the texts, which follow from the facts and the language."""
OFFICE_ONLY = ["warning", "payee.account_holder", "G9", {}, True]


@pytest.fixture
def data(unsaved):
    """The facts of an invoice with a document, and with an issue that the sender sees."""
    unsaved.company.gln = "7601001000000"
    far = {**unsaved.answers()["details"]["lines"][0], "km": "301"}
    found = frozen_data(unsaved.evaluate(unsaved.answers(far)), (), ())
    found["issues"].append(OFFICE_ONLY)
    found["header"]["representative"] = "Eva Muster"
    found["counted"] = [("", "wig", "", "2026", 150000, 150000, "CHF", {}, "details.lines.0")]
    found["documents"] = [("id", "billet.pdf", "ticket", {}, 17, 1, "0" * 64)]
    return found


def leaves(value, path=()):
    """The paths of all single values."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, (*path, name))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path


def changed(value, path):
    """A copy in which the value at ``path`` is another one."""
    if not path:
        return f"{value}…"
    if isinstance(value, dict):
        return value | {path[0]: changed(value[path[0]], path[1:])}
    return [changed(item, path[1:]) if number == path[0] else item for number, item in enumerate(value)]


def test_version_changes_with_each_single_fact_of_a_revision(data):
    seen = version_of(data)
    assert version_of(copy.deepcopy(data)) == seen
    found = [path for path in leaves(data) if path[0] not in TEXTS and path[:2] != ("issues", 1)]
    assert {path[0] for path in found} == set(data) - set(TEXTS), "the sample has no value for one of the keys"
    for path in found:
        assert version_of(changed(data, path)) != seen, path


def test_version_changes_with_each_fact_that_is_added_or_taken_away(data):
    seen = version_of(data)
    for key, value in data.items():
        if isinstance(value, list) and value and key not in TEXTS:
            assert version_of(data | {key: value[1:]}) != seen, key
            assert version_of(data | {key: [*value, value[0]]}) != seen, key
    assert version_of(data | {"new": 1}) != seen, "a key that a later format adds"


def test_what_the_office_alone_sees_leaves_the_version(data):
    seen = version_of(data)
    assert version_of(data | {"issues": data["issues"][:1]}) == seen


def test_changed_part_is_named_for_each_field_of_the_header(data):
    assert {field.name for field in fields(InvoiceHeader)} == set(HEADER_PARTS)
    assert set(PARTS.values()) | set(HEADER_PARTS.values()) | {OTHER} == set(LABELS)
    for name, part in HEADER_PARTS.items():
        other = version_of(changed(data, ("header", name)))
        assert changed_parts(version_of(data), other) == [LABELS[part]]


@pytest.mark.parametrize("shown", ["", "x", "x.y", "." * 400])
def test_version_that_no_page_has_shown_names_no_part(data, shown):
    assert changed_parts(shown, version_of(data)) == ()
