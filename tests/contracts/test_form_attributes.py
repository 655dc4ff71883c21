"""The table of all attributes of a form in `docs/questions.md` and the code say the same, in both directions."""

import dataclasses
import inspect
import re

import pytest
from translationstring import TranslationString

from guichet import sdk
from guichet.declaration.fields import MEMBERS, Field, Fields, Leaf
from guichet.declaration.form_checks import BUTTONS, ID_SUFFIXES

KINDS = {name: kind for name, kind in vars(sdk).items() if isinstance(kind, type) and issubclass(kind, Field)}
DECLARED = {"every question": Field, "one answer": Leaf, **KINDS, "AttachmentKind": sdk.AttachmentKind}
"""What the first column calls each dataclass."""
IN_WORDS = {"the Python name", "by kind", "by number", "from the label", "no rates"}
"""Defaults that follow from something else."""


@pytest.fixture(scope="module")
def section(root):
    page = (root / "docs" / "questions.md").read_text()
    return page.partition("## Attributes of a form\n")[2]


@pytest.fixture(scope="module")
def table(section):
    """The cells behind the name, by owner and name."""
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
    cells = [[cell.strip() for cell in row] for row in rows]
    found = {(owner.strip("`"), name.strip("`")): rest for owner, name, *rest in cells}
    assert len(found) == len(cells), "a row stands twice"
    return found


def own_options(declared):
    """The options that a dataclass adds to its base, with their defaults."""
    stated = vars(declared).get("__annotations__", {})
    for option in dataclasses.fields(declared):
        if option.name in stated and option.init and not option.name.startswith("_"):
            made = option.default_factory
            yield option.name, option.default if made is dataclasses.MISSING else made()


def in_the_code():
    """Owner, name and default of every public attribute; the default of a method is `inspect.Parameter.empty`."""
    for owner, declared in DECLARED.items():
        for name, default in own_options(declared):
            yield owner, name, default
    stated = vars(sdk.InvoiceType)
    for name in (*stated, *stated["__annotations__"]):
        if not name.startswith("_"):
            yield "InvoiceType", name, stated.get(name, dataclasses.MISSING)
    for name in sorted(MEMBERS):
        if not name.startswith("_"):
            yield "Fields", name, inspect.Parameter.empty if name == "fields" else vars(Fields).get(name)
    for name, keyword in inspect.signature(Fields.__init_subclass__).parameters.items():
        yield "Fields", name, keyword.default


def written(default):
    """A default as the table writes it."""
    if default is dataclasses.MISSING:
        return "—"
    if isinstance(default, TranslationString):
        return f"« {default} »"
    return f"`{default!r}`".replace("'", '"')


def test_each_attribute_of_the_code_is_in_the_table(table):
    assert {(owner, name) for owner, name, _default in in_the_code()} - set(table) == set()


def test_each_row_of_the_table_is_an_attribute_of_the_code(table):
    assert set(table) - {(owner, name) for owner, name, _default in in_the_code()} == set()


def test_the_table_states_the_defaults_of_the_code(table):
    differing = []
    for owner, name, default in in_the_code():
        _values, said, _text = table[owner, name]
        # What a record has, and what a method does, is said in words.
        if callable(default) or isinstance(default, property) or (owner == "Fields" and said == "—"):
            continue
        # A constant is written by its name.
        constant = said.strip("`")
        stated = vars(sdk)[constant] == default if constant in vars(sdk) else said == written(default)
        if said not in IN_WORDS and not stated:
            differing.append(f"{owner}.{name}: {said} instead of {written(default)}")
    assert differing == []


def test_the_page_names_every_reserved_name(section):
    sentence = section.partition("No question may be called")[2]
    named = set(re.findall(r"`(\w+)`", sentence)) - {"Fields"}
    assert named == BUTTONS | ID_SUFFIXES
