"""An irrelevant answer stays in the draft, is not checked and not sent."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.declaration import Amount, Choice, Fields, Lines, Text, YesNo, answer, document_answer
from guichet.declaration.form_tree import places
from guichet.declaration.reading import deserialize_partial
from guichet.declaration.relevance import relevant
from guichet.i18n import _

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["true", "ill", "care", "8"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["sick", "home", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = ["month", "assistants", "sick", "home", "days", "name", "per_activity", "category", "reason", "benefit",
         "nights_granted", "no_sick_leave", "is_rental", "other_owner", "street", "hours", "day", "night"]  # fmt: skip
FORMS = st.recursive(
    st.sampled_from(["", "true", "ill", "care", "8", "junk", " "]) | JSON,
    lambda inner: (
        st.lists(st.dictionaries(st.sampled_from(NAMES), inner, max_size=6), max_size=3)
        | st.dictionaries(st.sampled_from(NAMES), inner, max_size=9)
    ),
    max_leaves=30,
)


def test_slip_in_a_hidden_answer_does_not_stop_the_sending(sample):
    hidden = sample.answers(sick=[{"reason": "", "benefit": "quarante francs"}], no_sick_leave="true")
    evaluation = sample.evaluate(hidden)
    assert evaluation.is_ready
    assert "sick" not in evaluation.appstruct
    assert evaluation.cstruct["sick"][0]["benefit"] == "quarante francs"


def test_hidden_box_reads_false_and_hidden_list_empty(sample):
    evaluation = sample.evaluate(sample.answers(no_sick_leave="true"))
    invoice = evaluation.invoice
    assert invoice.sick == ()
    assert invoice.assistants[0].days[0].night is False
    assert invoice.home.street is None


def test_lines_without_conditions_keep_their_own_answers_and_wrong_shapes():
    class Hours(Fields):
        hours = Text(_("Heures"))

    class Month(Fields):
        days = Lines(_("Jours"), Hours)

    pruned = relevant(Month, {"days": [{"hours": "2", "gone": "x"}, {}, "junk", None]})
    assert pruned.cstruct == {"days": [{"hours": "2"}, {"hours": None}, "junk", None]}
    assert pruned.required == pruned.irrelevant == frozenset()


def test_question_hidden_by_a_hidden_question_is_hidden_too():
    class Form(Fields):
        third = Text(_("Trois"), relevant=answer("second"))
        second = Text(_("Deux"), relevant=answer("first") == "a")
        first = Choice(_("Un"), {"a": _("A"), "b": _("B")})

    given_answers = {"first": "b", "second": "x", "third": "y"}
    assert relevant(Form, given_answers).irrelevant == {"second", "third"}
    assert relevant(Form, given_answers | {"first": "a"}).irrelevant == set()


def test_line_reads_a_document_question_declared_behind_its_list():
    class Line(Fields):
        receipt = Text(_("Quittance"), relevant=document_answer("paid"), required=True)

    class Form(Fields):
        lines = Lines(_("Lignes"), Line)
        paid = YesNo(_("Payé"))

    assert relevant(Form, {"lines": [{"receipt": "x"}], "paid": "true"}).irrelevant == set()
    assert relevant(Form, {"lines": [{"receipt": "x"}], "paid": ""}).irrelevant == {"lines.0.receipt"}


def test_required_condition_may_read_a_later_question():
    class Form(Fields):
        name = Text(_("Nom"), required=answer("companion"))
        companion = YesNo(_("Accompagné"))

    assert relevant(Form, {"companion": "true"}).required == {"name"}
    assert relevant(Form, {}).required == set()


@given(FORMS)
@settings(max_examples=300)
def test_any_json_is_pruned_and_read(sample, cstruct):
    before = copy.deepcopy(cstruct)
    pruned = relevant(sample.form, cstruct)
    assert cstruct == before
    again = relevant(sample.form, pruned.cstruct)
    assert again.cstruct == pruned.cstruct
    errors = deserialize_partial(sample.form, pruned.cstruct, sample.today).errors
    assert not [path for path in errors if any(_inside(path, hidden) for hidden in pruned.irrelevant)]


@given(FORMS, st.data())
@settings(max_examples=300)
def test_junk_in_an_irrelevant_answer_changes_nothing(sample, cstruct, data):
    pruned = relevant(sample.form, cstruct)
    if not pruned.irrelevant:
        return
    path = data.draw(st.sampled_from(sorted(pruned.irrelevant)))
    other = _replaced(cstruct, path.split("."), data.draw(JSON))
    assert relevant(sample.form, other) == pruned
    assert sample.evaluate(other).appstruct == sample.evaluate(cstruct).appstruct


@given(FORMS)
@settings(max_examples=100)
def test_hidden_paths_are_those_of_questions(sample, cstruct):
    import re

    patterns = {place.pattern for place in places(sample.form)}
    for path in relevant(sample.form, cstruct).irrelevant:
        assert re.sub(r"\.\d+", ".*", path) in patterns


@pytest.mark.parametrize("shape", [None, [], "text", 3, {"assistants": None}, {"assistants": "x"}, {"home": []}])
def test_wrong_shape_is_survived_and_named(sample, shape):
    evaluation = sample.evaluate(shape)
    assert not evaluation.is_ready
    assert evaluation.amounts.total == 0


def test_amount_of_a_hidden_answer_counts_for_nothing():
    class Form(Fields):
        means = Choice(_("Moyen"), {"a": _("A"), "b": _("B")})
        price = Amount(_("Prix"), relevant=answer("means") == "a")

    read = deserialize_partial(Form, relevant(Form, {"means": "b", "price": "12"}).cstruct, None).record
    assert read.price is None


def _inside(path, hidden):
    return path == hidden or path.startswith(f"{hidden}.")


def _replaced(cstruct, names, value):
    """A copy of raw answers with another value at a path that exists in the form; made where it is missing."""
    name, *rest = names
    if isinstance(cstruct, list):
        return [_replaced(item, rest, value) if str(at) == name else item for at, item in enumerate(cstruct)]
    own = dict(cstruct) if isinstance(cstruct, dict) else {}
    if not isinstance(cstruct, dict):
        return cstruct
    own[name] = _replaced(own.get(name, {}), rest, value) if rest else value
    return own
