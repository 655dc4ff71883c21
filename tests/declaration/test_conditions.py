"""Conditions: when they hold, their JSON for the browser, and the traps of an overloaded ==."""

import pytest

from guichet.declaration import Fields, Text, YesNo, answer, browser_conditions, document_answer, parent_answer
from guichet.declaration.conditions import BLANKS, Condition
from guichet.i18n import _

BESIDE = ({"doc": "x"}, {"parent": "p"}, {"means": "taxi", "ticked": "true", "empty": "", "zero": "0"})


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (answer("means") == "taxi", True),
        (answer("means") != "taxi", False),
        (answer("means").in_("car", "taxi"), True),
        (answer("ticked") == True, True),  # noqa: E712
        (answer("empty") == False, True),  # noqa: E712
        (answer("zero"), True),
        (answer("empty"), False),
        (answer("unknown"), False),
        (answer("ticked") & answer("zero"), True),
        (answer("ticked") & answer("empty"), False),
        (answer("empty") | answer("zero"), True),
        (~answer("empty"), True),
        (parent_answer("parent") & document_answer("doc"), True),
    ],
)
def test_condition_on_raw_texts(condition, holds):
    assert condition.holds(BESIDE) is holds


def test_missing_answer_makes_a_negated_comparison_true():
    assert (~(answer("empty") == "taxi")).holds(BESIDE)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: answer("a") and answer("b"),
        lambda: not answer("a"),
        lambda: bool(answer("a") == "x"),
        lambda: answer("a") in ["x"],
        lambda: "x" if answer("a") else "y",
        lambda: {answer("a")},
        lambda: {answer("a") == "x"},
    ],
)
def test_condition_refuses_to_be_a_truth_value_or_a_key(wrong):
    with pytest.raises(TypeError):
        wrong()


def test_missing_brackets_are_refused():
    with pytest.raises(TypeError, match="bracket|unsupported"):
        answer("a") == 1 & answer("b")
    with pytest.raises(TypeError, match="brackets"):
        answer("b") & "x"


def test_browser_gets_paths_with_a_star_for_each_line(sample):
    assert browser_conditions(sample.form) == {
        "assistants.*.days.*.category": ["answered", "assistants.*.per_activity"],
        "assistants.*.days.*.night": ["answered", "nights_granted"],
        "sick": ["not", ["answered", "no_sick_leave"]],
        "sick.*.benefit": ["in", "sick.*.reason", ["ill", "accident"]],
        "home": ["or", ["answered", "is_rental"], ["answered", "nights_granted"]],
        "home.other_owner": ["answered", "is_rental"],
    }


def test_browser_gets_boxes_as_they_are_posted():
    class Form(Fields):
        box = YesNo(_("Case"))
        text = Text(_("Texte"), relevant=answer("box") == False)  # noqa: E712

    assert browser_conditions(Form) == {"text": ["in", "box", [""]]}


@pytest.mark.parametrize("blank", ["", *BLANKS, BLANKS])
def test_blanks_are_no_answer(sample, blank):
    class Form(Fields):
        first = Text(_("Un"))
        second = Text(_("Deux"), relevant=answer("first"))

    from guichet.declaration.relevance import relevant

    assert relevant(Form, {"first": blank, "second": "x"}).irrelevant == {"second"}
    assert relevant(Form, {"first": f"{blank}0{blank}", "second": "x"}).irrelevant == set()


def test_condition_without_an_evaluation_cannot_be_made():
    class Unfinished(Condition):
        def answers(self):
            return iter(())

    with pytest.raises(TypeError, match="abstract"):
        Unfinished()
