"""One way of saying which questions may stay empty: « (facultatif) » at the label, everywhere."""

import pytest

from guichet.declaration import Fields, Leaf, Lines, Section, YesNo
from guichet.declaration.swiss_kinds import SavedChoice
from guichet.invoices.header_form import CompanyHeaderForm, HeaderForm
from guichet.web.forms.structure import EXTRAS
from invoice_types.plugin import guichet_invoice_types

ASKED_BY_A_CHECK = {"decision_date", "supplier", "supplier_number", "supplier_date"}
"""May stay empty for some senders only, as a word below says; see `test_questions_of_all_forms`."""


def leaves(form: type[Fields]):
    """Every question of a form, also those of its lines and sections."""
    for field in form.fields.values():
        if isinstance(field, Lines):
            yield from leaves(field.line)
        elif isinstance(field, Section):
            yield from leaves(field.content)
        elif isinstance(field, Leaf):
            yield field


@pytest.mark.parametrize("form", [HeaderForm, CompanyHeaderForm, *(each.form for each in guichet_invoice_types())])
def test_every_question_that_may_stay_empty_says_so(form):
    silent = [
        leaf.name
        for leaf in leaves(form)
        # A box and a choice that has an answer from the beginning need no word; the title of the extras has it.
        if not isinstance(leaf, YesNo | SavedChoice)
        and leaf.group != EXTRAS
        and leaf.required is False
        and not leaf.optional
        and leaf.name not in ASKED_BY_A_CHECK
    ]
    assert silent == []
