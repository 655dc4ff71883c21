"""« Ajouter un trajet » and « Supprimer » without script: new raw answers from the old ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.web.forms.lines import add_item, remove_item

CSTRUCT = {"details": {"lines": [{"km": "1"}, {"km": "2"}], "note": "x"}, "remark": "y"}


def test_a_line_is_added_at_the_end():
    assert add_item(CSTRUCT, "details.lines")["details"]["lines"] == [{"km": "1"}, {"km": "2"}, {}]


def test_a_full_list_stays_as_it_is():
    assert add_item(CSTRUCT, "details.lines", max_len=2) == CSTRUCT


def test_the_line_that_was_meant_is_removed():
    assert remove_item(CSTRUCT, "details.lines.0")["details"] == {"lines": [{"km": "2"}], "note": "x"}


def test_the_old_answers_are_not_touched():
    remove_item(CSTRUCT, "details.lines.0")
    add_item(CSTRUCT, "details.lines")
    assert len(CSTRUCT["details"]["lines"]) == 2


def test_lists_inside_lines_are_reached():
    people = {"people": [{"trips": [{}, {"km": "2"}]}]}
    assert remove_item(people, "people.0.trips.0") == {"people": [{"trips": [{"km": "2"}]}]}


@pytest.mark.parametrize(
    "path", ["", ".", "details", "details.lines.9", "details.lines.x", "remark.0", "details.lines.٣"]
)
def test_a_path_that_leads_nowhere_changes_nothing(path):
    assert remove_item(CSTRUCT, path) == CSTRUCT
    if path != "details.lines":
        assert add_item(CSTRUCT, path) == CSTRUCT


@given(st.text(alphabet="details.lines0123456789x", max_size=40))
def test_any_path_is_borne(path):
    add_item(CSTRUCT, path)
    remove_item(CSTRUCT, path)


def test_the_buttons_of_the_page_do_it(forms):
    form = forms.make(forms.travel())
    cstruct = form.read(forms.controls(form.render()))
    two = form.change_lines(cstruct, {"add": "details.lines"})
    form.show(two)
    assert [line["round_trip"] for line in form.cstruct["details"]["lines"]] == ["true", "true"]
    assert len(form.change_lines(two, {"remove": "details.lines.1"})["details"]["lines"]) == 1
    assert form.change_lines(two, {"send": "yes"}) == two


def test_a_button_of_a_full_list_adds_nothing_even_if_somebody_sends_it(forms):
    form = forms.make(forms.travel())
    full = {"details": {"lines": [{}, {}, {}]}}
    assert form.change_lines(full, {"add": "details.lines"}) == full
    assert form.change_lines(full, {"add": "details.nothing"}) == full


def test_removing_the_last_line_leaves_an_empty_one(forms):
    form = forms.make(forms.travel())
    form.show(form.change_lines({"details": {"lines": [{"km": "1"}]}}, {"remove": "details.lines.0"}))
    assert [line["km"] for line in form.cstruct["details"]["lines"]] == [""]
