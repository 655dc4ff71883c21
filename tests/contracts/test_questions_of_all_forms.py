"""What holds for the questions of all ten forms: days that have been, and what may be left empty."""

from datetime import date

import pytest

from guichet.declaration.fields import Leaf
from guichet.declaration.form_tree import places
from guichet.declaration.samples import full_cstruct
from guichet.sdk import CheckContext, Day, Text
from guichet.testing.invoice_types import evaluate
from invoice_types import plugin

TYPES = plugin.guichet_invoice_types()
TODAY = date(2026, 11, 14)
MAY_LIE_AHEAD = {
    # Of a right, a contract or an attestation that goes on; the month of the line is over by itself.
    *("months.*.attested_from", "months.*.attested_to", "months.*.again_from", "months.*.again_to"),
    *("months.*.first_day", "months.*.last_day", "acute_from", "acute_until"),
    *("assistants.*.contract_from", "assistants.*.contract_until"),
    # Of the month that is claimed (C9, C17).
    *("stays.*.first", "stays.*.last", "assistants.*.prevented.*.first", "assistants.*.prevented.*.last"),
    # Of a journey, whose period both make (G4).
    *("lines.*.date", "lines.*.return_date"),
}


@pytest.mark.parametrize("invoice_type", TYPES, ids=str)
def test_a_day_of_what_has_happened_is_not_in_the_future(invoice_type):
    days = {place.pattern: place.field for place in places(invoice_type.form) if isinstance(place.field, Day)}
    ahead = {path for path, day in days.items() if not (day.past or day.service_day)}
    assert ahead <= MAY_LIE_AHEAD


NUMBERS = {"omai_number": "14.03", "gln": "7601000000002", "first_year": "2026", "last_year": "2026"}
FREE = {"tariff_code", "plate"}
"""Of many tariffs, and as it is painted: read by nothing."""
SHORT = 15
"""Characters: a text with fewer is no words."""


def texts_of_numbers():
    """The questions for a number that names something, which is kept as a text."""
    for invoice_type in TYPES:
        for place in places(invoice_type.form):
            if isinstance(place.field, Text) and place.field.max_length <= SHORT and place.field.name not in FREE:
                yield pytest.param(place.field, id=f"{invoice_type} {place.pattern}")


@pytest.mark.parametrize("field", list(texts_of_numbers()))
@pytest.mark.parametrize("around", ["{} ", "N° {}", "«{}»", "{}.", "\u00a0{}", "{},", "({})"])
def test_a_number_is_read_whatever_is_around_it(field, around):
    number = NUMBERS[field.name]
    typed = around.format(number)
    assert field.read(typed, TODAY) == number
    assert field.read(f"{number[:2]} {number[2:]}", TODAY) == number


EITHER = "assistants.*.activities.*."
"""Either the hours or both times are given: each is asked for in the place of the others."""


@pytest.mark.parametrize("company", [True, False])
@pytest.mark.parametrize("invoice_type", TYPES, ids=str)
def test_what_is_called_optional_is_never_asked_for(invoice_type, company):
    form, asked = invoice_type.form, []
    context = CheckContext(TODAY, TODAY, by_company=company, birth_date=date(1990, 5, 1))
    leaves = [place for place in places(form) if isinstance(place.field, Leaf)]
    optional = [place for place in leaves if place.field.optional and not place.pattern.startswith(EITHER)]
    full = refused(invoice_type, {}, context)
    for place in optional:
        # Of two times side by side, one asks for the other.
        beside = [one.field for one in optional if place.field.row and one.levels == place.levels]
        empty = {place.field: "", **{one: "" for one in beside if one.row == place.field.row}}
        found = refused(invoice_type, empty, context) - full
        asked += [path for path in found if path.rpartition(".")[2] == place.field.name]
    assert asked == []


def refused(invoice_type, given, context):
    """Paths of the errors of a form in which all else is answered."""
    issues = evaluate(invoice_type, full_cstruct(invoice_type.form, TODAY, given), context).issues
    return {issue.path for issue in issues if issue.level == "error"}
