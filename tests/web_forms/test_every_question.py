"""Every kind of question, empty, answered and wrong: what a strict policy and a screen reader find on the page."""

import colander
import deform
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def alone(forms, kind, **kw):
    schema = colander.Schema()
    schema.add(forms.kinds[kind][0](name="it", title="Question", description="Aide", **kw))
    return schema


def checked(form, text):
    """The form after ``text`` was sent, and the typed answer."""
    try:
        return form.check({"it": text})["it"]
    except deform.ValidationFailure:
        return None


def test_an_empty_question_is_drawn_without_fault(forms, kind):
    html = forms.make(alone(forms, kind)).render()
    assert forms.faults(html) == []
    assert not forms.soup(html).select(".error")


def test_a_good_answer_is_drawn_without_fault_and_understood(forms, kind):
    good = forms.kinds[kind][1]
    form = forms.make(alone(forms, kind, missing=None))
    understood = checked(form, good)
    assert form.problems == []
    assert forms.faults(form.render()) == []
    assert form.schema.serialize({"it": understood}) == {"it": good}


def test_a_bad_answer_is_drawn_with_a_linked_error(forms, kind):
    form = forms.make(alone(forms, kind))
    checked(form, forms.kinds[kind][2])
    page = forms.soup(form.render())
    assert forms.faults(form.render()) == []
    assert [problem.href for problem in form.problems] == ["#it"]
    said = page.select_one("#it-error").text.removeprefix("Erreur\u00a0: ")
    assert form.problems[0].text.casefold().removeprefix("question\u00a0: ") == said.casefold()
    assert page.find(id="it").name in ("input", "textarea", "select")
    assert page.select_one(".field.wrong #it")


def test_no_message_has_an_open_blank(forms, kind):
    form = forms.make(alone(forms, kind))
    checked(form, forms.kinds[kind][2])
    assert "$" not in form.problems[0].text


def test_nothing_answered_says_what_to_do_and_names_the_question(forms, kind):
    form = forms.make(alone(forms, kind))
    checked(form, "")
    assert "Question" in form.problems[0].text


def test_a_missing_message_of_ones_own_is_used(forms, kind):
    form = forms.make(alone(forms, kind, missing_msg="Saisissez ceci"))
    checked(form, "")
    assert form.problems[0].text == "Saisissez ceci"


def test_an_optional_question_says_so_and_may_stay_empty(forms, kind):
    form = forms.make(alone(forms, kind, optional=True))
    assert checked(form, "") is None
    assert form.problems == []
    # A box that may stay empty needs no word for it.
    assert ("(facultatif)" in form.render()) is (kind != "tick")


def test_label_hint_error_control_come_in_this_order(forms, kind):
    form = forms.make(alone(forms, kind))
    checked(form, forms.kinds[kind][2])
    field = forms.soup(form.render()).select_one(".field")
    names = [tag for tag in field.find_all(True) if tag.get("type") != "hidden"]
    label = names.index(field.find(["label", "legend"]))
    hint, error, control = (names.index(field.find(id=one)) for one in ("it-hint", "it-error", "it"))
    if kind == "tick":
        # The label of a box stands beside it, and what explains the label below both.
        assert error < control < hint
    else:
        assert label < hint < error < control


def test_a_list_or_a_number_where_a_text_belongs_is_an_ordinary_error(forms, kind):
    node = forms.kinds[kind][0](name="it", title="Question")
    for odd in ([], ["x"], {"a": "b"}, 7):
        with pytest.raises(colander.Invalid):
            node.deserialize(odd)


@settings(deadline=None, max_examples=60)
@given(
    text=st.one_of(
        st.text(), st.text(alphabet="0123456789.,'’ -+:/hCHRFLIx\u00a0"), st.characters().map(lambda c: c * 400)
    )
)
def test_any_text_is_understood_or_refused_and_can_be_shown_again(forms, kind, text):
    form = forms.make(alone(forms, kind, missing=None))
    understood = checked(form, text)
    if not form.problems:
        form.check(form.schema.serialize({"it": understood}))
        assert form.problems == []
    assert "$" not in "".join(problem.text for problem in form.problems if "$" not in text)
    form.render()
