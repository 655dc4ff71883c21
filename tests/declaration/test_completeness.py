"""Completeness: required answers that are missing before sending."""

import pytest

from guichet.declaration import Fields, InvoiceType, Lines, Text, YesNo, answer
from guichet.i18n import Localizer, _

FR = Localizer("fr")


def missing(sample, **changes):
    return [issue.path for issue in sample.evaluate(sample.answers(**changes)).missing_answers]


def test_complete_answers_miss_nothing(sample):
    assert missing(sample) == []


def test_missing_answers_are_named_in_the_order_of_the_form(sample):
    assert missing(sample, month="", assistants=[{"name": " ", "days": [{}]}]) == [
        "month",
        "assistants.0.name",
        "assistants.0.days.0.day",
        "assistants.0.days.0.hours",
    ]


def test_question_is_required_only_while_it_counts(sample):
    assert missing(sample, is_rental="true") == ["home.street", "home.other_owner"]
    assert missing(sample, nights_granted="true") == ["home.street"]


def test_unreadable_answer_is_not_missing(sample):
    assert missing(sample, month="octobre") == []


def test_list_needs_its_least_number_of_lines(sample):
    assert missing(sample, assistants=[]) == ["assistants"]
    assert missing(sample, sick=[]) == []


def test_absent_answers_are_missing_like_empty_ones(sample):
    evaluation = sample.evaluate({})
    assert [issue.path for issue in evaluation.missing_answers] == ["month", "assistants"]


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (Text(_("Lieu"), name="place", required=True), "Complétez « Lieu »"),
        (Text(_("Lieu"), name="place", required=True, missing=_("Saisissez le lieu")), "Saisissez le lieu"),
        (YesNo(_("Exact"), name="true", required=True), "Cochez « Exact »"),
    ],
)
def test_message_says_what_is_missing(field, message):
    assert FR(field.missing_message).replace("\u00a0", " ") == message


def test_list_can_be_required_by_a_condition(sample):
    class Line(Fields):
        text = Text(_("Texte"))

    class WithList(InvoiceType):
        id, title = "1", _("Essai")

        class form(Fields):
            many = YesNo(_("Plusieurs"))
            lines = Lines(_("Lignes"), Line, min_items=0, required=answer("many"))

    assert [i.path for i in sample.evaluate({"many": "true", "lines": []}, WithList()).missing_answers] == ["lines"]
    assert sample.evaluate({"many": "", "lines": []}, WithList()).missing_answers == ()
