"""The form of one desk: amended once, beside the original, and checked like any other form."""

import pytest

from guichet.declaration import (
    AmendmentError,
    FormBuilder,
    Lines,
    Text,
    YesNo,
    answer,
    browser_conditions,
    check_invoice_type,
    fingerprint,
    parent_answer,
)
from guichet.i18n import _


@pytest.fixture
def builder(sample):
    return FormBuilder(sample.form)


@pytest.fixture
def amended(sample, builder):
    """A question added in a line of a line, one changed, one removed."""
    days = builder.inside("assistants").inside("days")
    days.add("cost_centre", Text(_("Centre de coûts"), relevant=answer("hours"), required=True), after="day")
    days.change("hours", help_text=_("Sans les pauses"), maximum=12)
    builder.inside("home").add("floor", Text(_("Étage")))
    builder.add("canton_box", YesNo(_("Case du canton")))
    builder.remove("remark")
    return sample.invoice_type.with_form(builder.build())


def test_amended_form_is_in_order(amended):
    assert check_invoice_type(amended) == []


def test_added_question_stands_where_it_was_put(amended):
    days = amended.form.fields["assistants"].line.fields["days"].line
    assert list(days.fields) == ["day", "cost_centre", "hours", "category", "night"]
    assert list(amended.form.fields)[-1] == "canton_box"
    assert list(amended.form.fields["home"].content.fields) == ["street", "other_owner", "floor"]


def test_original_stays_as_it_was(sample, amended):
    days = sample.form.assistants.line.days.line
    assert list(days.fields) == ["day", "hours", "category", "night"]
    assert (days.hours.maximum, days.hours.help_text) == (24, None)
    assert "remark" in sample.form.fields
    assert "canton_box" not in sample.form.fields
    assert sample.invoice_type.form is sample.form


def test_lines_are_still_lines_of_the_type(sample, amended):
    days = [{"day": "14.10.2026", "hours": "8", "category": "care", "cost_centre": "42"}]
    raw = sample.answers(assistants=[{"name": "A", "per_activity": "true", "days": days}], canton_box="true")
    evaluation = sample.evaluate(raw, amended)
    (line,) = evaluation.invoice.assistants
    assert isinstance(line, sample.form.assistants.line)
    assert line.hours == 8
    assert line.days[0].cost_centre == "42"
    assert evaluation.amounts == sample.evaluate(raw).amounts
    assert evaluation.is_ready


def test_removed_question_reads_as_not_answered(sample, amended):
    evaluation = sample.evaluate(sample.answers(remark="Merci"), amended)
    assert evaluation.invoice.remark is None
    assert "remark" not in evaluation.appstruct


def test_added_question_is_read_back_and_asked_for(sample, amended):
    evaluation = sample.evaluate(sample.answers(canton_box="true"), amended)
    assert "assistants.0.days.0.cost_centre" in [issue.path for issue in evaluation.missing_answers]
    assert "canton_box" in [row.path for row in evaluation.summary]


def test_browser_gets_the_conditions_of_added_questions(amended):
    conditions = browser_conditions(amended.form)
    assert conditions["assistants.*.days.*.cost_centre"] == ["answered", "assistants.*.days.*.hours"]


def test_fingerprint_of_an_amended_form_is_its_own(sample, amended):
    assert fingerprint(amended) != fingerprint(sample.invoice_type)


def test_form_that_is_not_amended_stays_the_same(sample, builder):
    builder.inside("assistants").inside("days")
    assert builder.build() is sample.form


def test_same_amendment_at_two_desks_gives_two_forms(sample):
    question = Text(_("Centre de coûts"))
    forms = []
    for _desk in range(2):
        builder = FormBuilder(sample.form)
        builder.add("cost_centre", question)
        forms.append(builder.build())
    first, second = (sample.invoice_type.with_form(form) for form in forms)
    assert check_invoice_type(first) == check_invoice_type(second) == []
    assert fingerprint(first) == fingerprint(second)


def test_amendment_of_an_amended_form(sample, amended):
    again = FormBuilder(amended.form)
    again.inside("assistants").inside("days").remove("night")
    again.change("canton_box", label=_("Autre libellé"))
    twice = sample.invoice_type.with_form(again.build())
    assert check_invoice_type(twice) == []
    assert list(twice.form.fields["assistants"].line.fields["days"].line.fields)[-1] == "category"
    assert twice.form.fields["canton_box"].label == "Autre libellé"


def test_added_condition_is_checked_like_others(sample, builder):
    builder.add("extra", Text(_("Plus"), relevant=parent_answer("month")))
    (message,) = check_invoice_type(sample.invoice_type.with_form(builder.build()))
    assert "extra: relevant: there is no enclosing line" in message


@pytest.mark.parametrize(
    ("amend", "message"),
    [
        (lambda form: form.add("month", Text(_("X"))), "already has 'month'"),
        (lambda form: form.add("path", Text(_("X"))), "already has 'path'"),
        (lambda form: form.add("x", Text(_("X")), after="mont"), "no question 'mont'; did you mean 'month'?"),
        (lambda form: form.change("mont", help_text=_("X")), "no question 'mont'; did you mean 'month'?"),
        (lambda form: form.change("month", hlep_text=_("X")), "hlep_text"),
        (lambda form: form.remove("month"), "month is needed by its type"),
        (lambda form: form.remove("assistants"), "assistants is needed by its type"),
        (lambda form: form.remove("home"), "home is needed by its type"),
        (lambda form: form.inside("month"), "'month' is no list and no section"),
    ],
)
def test_amendment_that_cannot_be_is_refused(builder, amend, message):
    with pytest.raises(AmendmentError) as refusal:
        amend(builder)
    assert message in str(refusal.value)


def test_builder_is_closed_once_the_form_is_built(builder):
    inner = builder.inside("assistants")
    builder.build()
    for late in (builder, inner):
        with pytest.raises(AmendmentError, match="already built"):
            late.add("late", Text(_("Tard")))


def test_optional_list_may_be_removed(sample, builder):
    builder.remove("sick")
    removed = sample.invoice_type.with_form(builder.build())
    assert isinstance(sample.form.fields["sick"], Lines)
    assert check_invoice_type(removed) == []
