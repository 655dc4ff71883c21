"""``docs/forms.md`` has a section for each form, and each of its rates that is not confirmed stands there."""

import re

import pytest

from invoice_types.plugin import guichet_invoice_types

TYPES = guichet_invoice_types()


@pytest.fixture(scope="module")
def sections(root):
    """The text of each section by its heading."""
    parts = re.split(r"^## ", (root / "docs" / "forms.md").read_text(), flags=re.MULTILINE)[1:]
    return dict(part.split("\n", 1) for part in parts)


def test_each_form_has_a_section_under_its_number_and_title(sections):
    assert sorted(heading for heading in sections if heading[0].isdigit()) == sorted(
        f"{one.id} {one.title}" for one in TYPES
    )


@pytest.mark.parametrize("invoice_type", TYPES, ids=repr)
def test_a_section_names_each_rate_that_is_not_confirmed(sections, invoice_type):
    table = invoice_type.rate_table
    # Forms that share a table name the rates of it between them.
    sharing = [one for one in TYPES if one.rate_table.package == table.package]
    section = "".join(sections[f"{one.id} {one.title}"] for one in sharing)
    rows = [row for rows in table.rows.values() for row in rows]
    doubtful = {row.code for row in rows if row.status != "confirmed"}
    assert {code for code in doubtful if f"`{code}`" not in section} == set()
