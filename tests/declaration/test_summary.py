"""Summary rows: one for each question and each line, values typed, every term once."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guichet.declaration import (
    Amounts,
    Day,
    Fields,
    Lines,
    LongText,
    Quantity,
    Section,
    Text,
    YesNo,
    summarize,
    term,
)
from guichet.declaration.reading import deserialize_partial
from guichet.declaration.relevance import relevant
from guichet.declaration.summary import Span
from guichet.i18n import Localizer, _
from guichet.values.money import Money
from guichet.values.month import Month

FR = Localizer("fr")


def rows_of(form, cstruct, amounts=None):
    reading = deserialize_partial(form, relevant(form, cstruct).cstruct, date(2026, 11, 28))
    return summarize(reading.record, amounts or Amounts())


def test_form_is_read_back_in_its_order(sample):
    rows = sample.evaluate(sample.answers(advance="12.50", remark="Merci")).summary
    assert [(row.path, row.depth) for row in rows] == [
        ("month", 0),
        ("assistants.0", 1),
        ("assistants.0.days.0", 2),
        ("no_sick_leave", 0),
        ("nights_granted", 0),
        ("starts", 0),
        ("is_rental", 0),
        ("remark", 0),
        ("advance", 0),
    ]


def test_values_stay_typed(sample):
    rows = {row.path: row for row in sample.evaluate(sample.answers(advance="12.50")).summary}
    assert rows["month"].values[0].parts == (Month(2026, 10),)
    (advance,) = rows["advance"].values[0].parts
    assert (advance, type(advance)) == (1250, Money)
    day, hours, category = rows["assistants.0.days.0"].values
    assert day.parts == (date(2026, 10, 14),)
    assert hours.parts[0].mapping == {"quantity": Decimal(8), "unit": "h"}
    assert (category.label, category.parts) == (None, ("Soins",)), "the first three need no label"


def test_line_says_first_when_what_and_how(sample):
    rows = {row.path: row for row in sample.evaluate(sample.answers()).summary}
    line = rows["assistants.0.days.0"]
    assert line.brief == line.values[:3]
    assert (line.line_of.path, line.amounts) == ("assistants.0.days", (line.amount,))


class Way(Fields):
    start = Text(_("De"))
    end = Text(_("À"))
    note = Text(_("Remarque"))

    summary_rows = ((("start", "end"), "note"),)


class Ways(Fields):
    lines = Lines(_("Trajets"), Way, columns={"transport": _("Transport"), "meals": _("Repas")})


def test_pair_is_a_span_where_both_are_answered():
    both, one = rows_of(Ways, {"lines": [{"start": "Burgdorf", "end": "Bern", "note": "x"}, {"end": "Bern"}]})
    assert both.values[0].parts == (Span("Burgdorf", "Bern"), "x")
    assert one.values[0].parts == ("Bern",)


@given(st.lists(st.tuples(st.sampled_from(["transport", "meals", "other"]), st.integers(-99, 99))))
def test_parts_in_the_columns_add_up_to_the_amount(found):
    terms = tuple(term("lines.0", amount, code=code) for code, amount in found)
    (row,) = rows_of(Ways, {"lines": [{"end": "Bern"}]}, Amounts(terms))
    *parts, amount = row.amounts
    assert (len(parts), sum(parts)) == (2, amount)
    assert amount == sum(each.amount for each in terms)


def test_amounts_stand_with_what_they_belong_to(sample):
    rows = {row.path: row.amount for row in sample.evaluate(sample.answers(advance="12.50")).summary}
    assert rows["assistants.0.days.0"] == 8 * 3530
    assert rows["advance"] == -1250
    assert sum(rows.values()) == 8 * 3530 - 1250


def test_answer_that_does_not_count_has_no_row(sample):
    paths = [row.path for row in sample.evaluate(sample.answers(no_sick_leave="true", sick=[{}])).summary]
    assert not [path for path in paths if path.startswith(("sick", "home"))]


def test_section_has_a_row_and_its_questions_theirs(sample):
    rows = sample.evaluate(sample.answers(is_rental="true", home={"street": "Rue 1", "other_owner": "A"})).summary
    assert [(row.path, row.depth) for row in rows if row.path.startswith("home")] == [
        ("home", 0),
        ("home.street", 1),
        ("home.other_owner", 1),
    ]


class Line(Fields):
    day = Day(_("Date"))
    place = Text(_("Lieu"))
    both_ways = YesNo(_("Aller-retour"), unticked=_("Trajet simple"))
    note = LongText(_("Remarque"))
    secret = Text(_("Interne"), in_summary=False)
    km = Quantity(_("Km"), unit="km")

    summary_rows = (("day", "place"), "both_ways")


class Form(Fields):
    line = Section(_("Trajet"), Line)
    agreed = YesNo(_("D’accord"))


def test_questions_can_share_a_row_and_the_others_follow():
    rows = rows_of(Form, {"line": {"day": "1.10.2026", "place": "Bern", "note": "x", "secret": "y", "km": ""}})
    assert [row.path for row in rows] == ["line", "line.day", "line.both_ways", "line.note", "line.km", "agreed"]
    assert rows[1].values[0].parts == (date(2026, 10, 1), "Bern")


def test_box_is_read_back_as_yes_or_no_in_a_row_of_its_own():
    said = {row.path: FR(row.values[0].parts[0]) for row in rows_of(Form, {"agreed": "true", "line": {}}) if row.values}
    assert said == {"line.both_ways": "Non", "agreed": "Oui"}


PATHS = st.sampled_from(["", "month", "assistants", "assistants.0", "assistants.0.days.0.hours", "home", "advance"])


@given(st.lists(st.builds(term, PATHS, st.integers(1, 999)), max_size=9).map(tuple))
def test_every_term_is_in_exactly_one_row(sample, terms):
    rows = rows_of(sample.form, sample.answers(), Amounts(terms))
    found = [each for row in rows for each in row.terms]
    assert sorted(map(repr, found)) == sorted(map(repr, terms))
