"""Fields that a plugin adds to a form are read back like the form's own."""

import pytest

from guichet.i18n import Localizer
from guichet.invoices.added_rows import added_rows
from guichet.web.forms.nodes import Amount, Choice, LongText, Text, YesNo
from invoice_types.travel.schema import schema

FRENCH = Localizer("fr")


@pytest.fixture
def amended():
    form = schema()
    form.add(Text(20, name="cost_centre", title="Centre de coûts", missing=None))
    form["lines"].children[0].add(YesNo(name="shared", title="Trajet partagé", missing=False))
    return form


def rows(amended, data):
    return [(row.field, row.label, row.values) for row in added_rows(schema(), amended, data, FRENCH)]


def test_an_added_field_has_a_row_of_its_own(amended):
    assert rows(amended, {"cost_centre": "4711", "lines": []}) == [("cost_centre", "Centre de coûts", ("4711",))]


def test_an_added_field_of_a_line_says_which_line(amended):
    found = rows(amended, {"cost_centre": None, "lines": [{"shared": True}, {"shared": False}]})
    assert sorted(found) == [
        ("cost_centre", "Centre de coûts", ()),
        ("lines.0.shared", "Trajet 1, Trajet partagé", ("Oui",)),
        ("lines.1.shared", "Trajet 2, Trajet partagé", ("Non",)),
    ]


@pytest.mark.parametrize(
    ("node", "answer", "shown"),
    [
        (Choice([("a", "Le premier"), ("b", "Le second")], name="it"), "b", ("Le second",)),
        (Amount(name="it"), 123450, ("1234.50",)),
        (LongText(name="it"), "une ligne\nune autre", ("une ligne", "une autre")),
    ],
)
def test_an_answer_is_shown_as_a_person_gave_it(node, answer, shown):
    form = schema()
    form.add(node)
    assert rows(form, {"it": answer, "lines": []})[0][2] == shown


def test_a_form_nobody_amended_has_no_added_rows():
    assert rows(schema(), {"lines": [{}]}) == []
