"""Posted controls to raw answers to typed ones, forged requests included."""

import json

import deform
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guichet.web.forms.controls import MalformedForm

DRAFT = {
    "details": {
        "lines": [
            {
                "date": "14.10.2026",
                "from": "3400 Burgdorf",
                "means": "private_car",
                "km": "22,5",
                "extra": "",
                "round_trip": "",
            },
            {"date": "demain", "from": "", "means": "", "km": "<b>&\"'", "extra": "12", "round_trip": "true"},
        ]
    },
    "version": "3",
    "remark": "\nune ligne\n\nune autre",
}


def test_a_draft_survives_the_page_and_the_browser(forms):
    form = forms.make(forms.travel(), cstruct=DRAFT)
    assert form.read(forms.controls(form.render())) == DRAFT


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_answers_survive_the_page_and_the_browser(forms, data):
    text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=12)
    cstruct = {
        name: data.draw(st.sampled_from(["", good]) if kind in ("radios", "list", "tick") else text)
        for name, (kind, good) in {name: (name, good) for name, (_make, good, _bad) in forms.kinds.items()}.items()
    }
    cstruct["password"] = ""
    form = forms.make(forms.one_of_each(), cstruct=cstruct)
    assert form.read(forms.controls(form.render())) == cstruct


def test_the_answers_of_a_good_form_are_values(forms):
    form = forms.make(forms.travel(), cstruct={"details": {"lines": [DRAFT["details"]["lines"][0]]}, "version": "3"})
    answers = form.validate(forms.controls(form.render()))
    line = answers["details"]["lines"][0]
    assert line["date"].isoformat() == "2026-10-14"
    assert str(line["km"]) == "22.5"
    assert line["round_trip"] is False
    assert answers["remark"] is None


def test_a_draft_of_nothing_has_every_question(forms):
    cstruct = forms.make(forms.travel()).read([])
    assert cstruct == {"details": {"lines": []}, "version": "", "remark": ""}


def test_a_fresh_form_shows_one_line_with_its_defaults(forms):
    lines = forms.make(forms.travel()).cstruct["details"]["lines"]
    assert [line["round_trip"] for line in lines] == ["true"]


@pytest.mark.parametrize(
    "controls",
    [
        [("__end__", "x:mapping")],
        [("__start__", "x:mapping")],
        [("__start__", "x:spell"), ("__end__", "x:spell")],
        [("__start__", object())],
        [("details", "a text")],
        [("__start__", "details:sequence"), ("__end__", "details:sequence")],
        [("__start__", "remark:sequence"), ("remark", "x"), ("__end__", "remark:sequence")],
        [("remark", object())],
        [
            ("__start__", "details:mapping"),
            ("__start__", "lines:sequence"),
            *[("x", "")] * 501,
            ("__end__", "lines:sequence"),
            ("__end__", "details:mapping"),
        ],
    ],
)
def test_what_no_form_of_ours_posts_is_malformed(forms, controls):
    with pytest.raises(MalformedForm) as caught:
        forms.make(forms.travel()).read(controls)
    assert caught.value.status_int == 400


NAMES = st.sampled_from(["__start__", "__end__", "details", "lines", "journey", "date", "remark", "csrf_token", "x"])
VALUES = st.one_of(
    st.text(max_size=5),
    st.builds(
        "{}:{}".format,
        st.sampled_from(["details", "lines", "journey", "remark"]),
        st.sampled_from(["mapping", "sequence", "rename", "ignore"]),
    ),
    st.just("\ud800"),
)


@settings(deadline=None)
@given(controls=st.lists(st.tuples(NAMES, VALUES), max_size=12))
def test_any_controls_are_malformed_or_can_be_read_stored_and_shown(forms, controls):
    form = forms.make(forms.travel())
    try:
        cstruct = form.read(controls)
    except MalformedForm:
        return
    assert json.loads(json.dumps(cstruct)) == cstruct
    form.show(cstruct)
    form.render().encode()
    try:
        form.check(cstruct)
    except deform.ValidationFailure:
        assert form.problems


JSON = st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3)), lambda inner: st.one_of(
    st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["details", "lines", "date", "remark"]), inner)
))  # fmt: skip


@settings(deadline=None)
@given(stored=JSON)
def test_a_draft_of_another_shape_shows_what_fits(forms, stored):
    form = forms.make(forms.travel(), cstruct=stored)
    assert form.read(forms.controls(form.render())) == form.cstruct


def test_the_last_of_two_equal_answers_counts(forms):
    assert forms.make(forms.travel()).read([("remark", "a"), ("remark", "b")])["remark"] == "b"


def test_line_ends_of_the_browser_are_made_plain(forms):
    assert forms.make(forms.travel()).read([("remark", "é\r\nb")])["remark"] == "é\nb"


def test_too_many_lines_are_an_error_with_words(forms):
    form = forms.make(forms.travel())
    with pytest.raises(deform.ValidationFailure):
        form.check({"details": {"lines": [{"date": "14.10.2026"}] * 4}})
    assert [problem.href for problem in form.problems] == ["#details-lines"]
    assert forms.faults(form.render()) == []
