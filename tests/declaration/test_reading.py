"""Raw answers become typed ones and errors by path in one walk, and typed ones raw ones again."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.declaration import (
    Amount,
    Choice,
    ClockTime,
    Day,
    Fields,
    Lines,
    LongText,
    Month,
    Quantity,
    Text,
    YesNo,
    complete,
    initial_cstruct,
    serialize,
)
from guichet.declaration.fields import AnswerError, Leaf
from guichet.declaration.reading import MAX_LINES, deserialize_partial, walk
from guichet.i18n import Localizer, _
from guichet.values import ParseError
from guichet.values.money import Money
from guichet.values.month import Month as MonthValue

FR = Localizer("fr")
CHOICES = {"a": _("A"), "b": _("B")}
WORDS = st.text("abcéß’ 12", min_size=1).map(str.strip).filter(bool)
VALUES = [
    (Text(_("Texte"), max_length=200), WORDS),
    (LongText(_("Texte"), max_length=200), WORDS.map(lambda text: f"{text}\n{text}")),
    (Day(_("Jour")), st.dates(date(1900, 1, 1), date(2099, 12, 31))),
    (Month(_("Mois")), st.builds(MonthValue, st.integers(1000, 9999), st.integers(1, 12))),
    (ClockTime(_("Heure")), st.integers(0, 1440)),
    (Amount(_("Montant")), st.integers(0, 99_999_999_999)),
    (Quantity(_("Quantité"), decimals=2, maximum=9999), st.decimals(0, 9999, places=2)),
    (Quantity(_("Quantité"), decimals=1, unit="km"), st.decimals(0, 9999, places=1)),
    (YesNo(_("Case")), st.booleans()),
    (Choice(_("Choix"), CHOICES), st.sampled_from(list(CHOICES))),
]


@pytest.mark.parametrize(("field", "values"), VALUES, ids=[type(field).__name__ for field, _values in VALUES])
@given(data=st.data())
def test_value_shown_is_read_back(field, values, data):
    value = data.draw(values)
    assert field.read(field.show(value), date(2026, 11, 28)) == value


@pytest.mark.parametrize("field", [field for field, _values in VALUES], ids=lambda field: type(field).__name__)
@given(raw=st.none() | st.text() | st.integers() | st.lists(st.text(), max_size=1))
def test_any_raw_answer_is_read_or_refused_with_a_message(field, raw):
    try:
        field.read(raw, date(2026, 11, 28))
    except AnswerError as invalid:
        assert "${" not in FR(invalid.message)


@pytest.mark.parametrize("field", [field for field, _values in VALUES], ids=lambda field: type(field).__name__)
def test_sample_of_each_kind_can_be_read(field):
    assert field.read(field.sample(date(2026, 1, 31)), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("field", "raw", "message"),
    [
        (Quantity(_("km"), decimals=1, unit="km"), "12.55", "une décimale au plus"),
        (Quantity(_("nuits")), "1.5", "nombre entier"),
        (Quantity(_("h"), decimals=2), "0.125", "2 décimales au plus"),
        (Quantity(_("h"), decimals=1), "1.234", "sans séparateur"),
        (Quantity(_("km"), positive=True), "0", "plus grand que 0"),
        (Amount(_("CHF"), positive=True), "0.00", "plus grand que 0"),
        (Amount(_("CHF")), "1.234", "Voulez-vous dire 1 234.00 ou 1.23 ?"),
        (Month(_("Mois")), "13.2026", "n’existe pas"),
        (Choice(_("Choix"), CHOICES), "c", "réponses proposées"),
        (YesNo(_("Case")), "on", "Cochez la case"),
        (Text(_("Texte"), max_length=3), "abcd", "3 caractères au plus, il y en a 4"),
        (Day(_("Jour")), "1" * 301, "300 caractères au plus"),
    ],
)
def test_message_says_what_to_do(field, raw, message):
    with pytest.raises(AnswerError) as invalid:
        field.read(raw, date(2026, 11, 28))
    assert message in FR(invalid.value.message).replace("\u00a0", " ")


@pytest.mark.parametrize("typed", ["12.5 km", "12,5 km", "12.50", "12.5KM"])
def test_kilometres_may_carry_their_unit(typed):
    assert Quantity(_("km"), decimals=1, unit="km").read(typed, date(2026, 11, 28)) == Decimal("12.5")


def test_values_are_typed(sample):
    invoice = sample.evaluate(sample.answers(advance="12.50")).invoice
    assert (invoice.month, invoice.advance, type(invoice.advance)) == (MonthValue(2026, 10), 1250, Money)
    assert invoice.assistants[0].days[0].hours == Decimal(8)
    assert invoice.assistants[0].name_ == "Marie"


def test_errors_and_values_come_together(sample):
    days = [{"day": "31.2.2026", "hours": "8", "category": "x"}, {"day": "3.10.2026", "hours": "acht"}]
    evaluation = sample.evaluate(sample.answers(assistants=[{"name": "A", "per_activity": "true", "days": days}]))
    assert list(evaluation.errors) == [
        "assistants.0.days.0.day",
        "assistants.0.days.0.category",
        "assistants.0.days.1.hours",
    ]
    first, second = evaluation.invoice.assistants[0].days
    assert (first.day, first.hours, second.day) == (None, Decimal(8), date(2026, 10, 3))


def test_records_know_their_place(sample):
    day = sample.evaluate(sample.answers()).invoice.assistants[0].days[0]
    assert (day.path, day.index, day.field("hours")) == ("assistants.0.days.0", 0, "assistants.0.days.0.hours")
    assert day.parent.field("name_") == "assistants.0.name"
    assert day.document.path == ""
    with pytest.raises(LookupError, match="did you mean 'hours'"):
        day.field("hour")
    with pytest.raises(AttributeError, match="cannot be set"):
        day.hours = 3


def test_too_many_lines_are_refused_before_they_are_read():
    class Line(Fields):
        text = Text(_("Texte"))

    class Inner(Fields):
        lines = Lines(_("Lignes"), Line, max_items=200)

    class Form(Fields):
        lines = Lines(_("Lignes"), Inner, max_items=20)

    many = {"lines": [{"lines": [{"text": "x"}] * 200}] * 20}
    reading = deserialize_partial(Form, many, date(2026, 11, 28))
    assert sum(len(line.lines) for line in reading.record.lines) <= MAX_LINES
    assert "lines.4.lines" in reading.errors
    too_long = deserialize_partial(Form, {"lines": [{}] * 21}, date(2026, 11, 28))
    assert list(too_long.errors) == ["lines"]
    assert len(too_long.record.lines) == 20


def test_new_form_shows_initial_answers(sample):
    class Form(Fields):
        both_ways = YesNo(_("Aller-retour"), initial=True)
        nights = Quantity(_("Nuits"), initial=Decimal(0))
        lines = Lines(_("Assistants"), sample.form.assistants.line)
        none = Lines(_("Absents"), sample.form.assistants.line, min_items=0)

    line = {"name": "", "per_activity": "", "days": []}
    assert initial_cstruct(Form) == {"both_ways": "true", "nights": "0", "lines": [line], "none": []}


def test_older_draft_gets_the_initial_answers_of_new_questions():
    class Line(Fields):
        both_ways = YesNo(_("Aller-retour"), initial=True)

    class Form(Fields):
        lines = Lines(_("Trajets"), Line)
        box = YesNo(_("Case"), initial=True)

    assert complete(Form, {"lines": [{"old": "x"}]}) == {"lines": [{"old": "x", "both_ways": "true"}], "box": "true"}
    assert complete(Form, None) == initial_cstruct(Form)


def test_typed_answers_become_the_raw_ones_they_were_read_from(sample):
    evaluation = sample.evaluate(sample.answers(sick=[{"reason": "ill", "benefit": "400"}], nights_granted="true"))
    again = sample.evaluate(serialize(sample.form, evaluation.appstruct))
    assert again.appstruct == evaluation.appstruct
    assert again.errors == {}


class Colour(Leaf[str | None]):
    """A kind of a plugin that declares no messages."""

    def parse(self, text, today):
        raise ParseError("no-such-colour")

    def sample(self, today):
        return ""


def test_kind_without_messages_has_one_for_any_reason():
    with pytest.raises(AnswerError) as invalid:
        Colour(_("Couleur")).read("rouge", date(2026, 11, 28))
    assert FR(invalid.value.message) == "Retapez cette réponse au clavier"


class Twice(Fields):
    text = Text(_("Texte"))
    amount = Amount(_("Montant"))
    pieces = Quantity(_("Pièces"))


class Several(Fields):
    lines = Lines(_("Lignes"), Twice)


def test_each_question_reads_the_same_text_in_its_own_way_on_every_line():
    line = {"text": "12", "amount": "12", "pieces": "12"}
    found = deserialize_partial(Several, {"lines": [line, line, {**line, "text": " 12"}]}, date(2026, 10, 14))
    assert [one.values for one in found.record.lines] == [{"text": "12", "amount": 1200, "pieces": Decimal(12)}] * 3


def test_the_same_text_that_cannot_be_read_is_an_error_on_every_line():
    found = deserialize_partial(Several, {"lines": [{"amount": "abc"}, {"amount": "abc"}]}, date(2026, 10, 14))
    assert list(found.errors) == ["lines.0.amount", "lines.1.amount"]


def test_a_walk_for_some_kinds_meets_those_inside_lists_and_sections_too():
    record = deserialize_partial(Several, {"lines": [{"amount": "1"}, {"pieces": "2"}]}, date(2026, 10, 14)).record
    assert [(one.path, question.name) for one, question in walk(record, Amount)] == [("lines.0", "amount")]
    assert [question.name for _record, question in walk(record)] == ["lines", "amount", "pieces"]
