"""``/_dev/forms``: every kind of question that a form can declare, in each of its states."""

import pytest

from guichet import sdk
from guichet.declaration.fields import Field
from guichet.declaration.form_tree import places
from guichet.web.development.every_question import EveryQuestion
from guichet.web.development.forms_page import STATES


def test_it_has_every_kind_of_question_that_the_sdk_offers():
    offered = {one for one in vars(sdk).values() if isinstance(one, type) and issubclass(one, Field)}
    shown = {type(place.field) for place in places(EveryQuestion)}
    assert offered == shown


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_a_page(be, state):
    be.open(f"/_dev/forms?state={state}")
    assert be.page.heading == "Questions of a form"
    assert "ClockTime" in be.page


def test_answers_are_shown(be):
    assert be.open("/_dev/forms?state=answered").page.value("Amount") == "12.50"
    assert be.open("/_dev/forms").page.value("Amount") == ""


def test_unreadable_answers_have_their_messages(be):
    problems = be.open("/_dev/forms?state=wrong").page.problems
    assert len(problems) > 10
    assert any("montant" in problem for problem in problems)


def test_what_was_read_on_a_document_is_marked(be):
    assert "Lu sur le document" in be.open("/_dev/forms?state=proposed").page
    assert "Lu sur le document" not in be.open("/_dev/forms?state=answered").page


def test_a_locked_form_has_nothing_to_type(be):
    assert "12.50" in be.open("/_dev/forms?state=locked").page
    with pytest.raises(AssertionError):
        be.page.value("Amount")


def test_another_state_does_not_exist(be):
    be.open("/_dev/forms?state=sold", status=404)
