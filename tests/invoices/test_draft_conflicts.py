"""Two sets of answers to one form: what differs, and what is kept of each."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.declaration import Choice, Fields, Lines, Section, Text, YesNo
from guichet.i18n import Localizer, _
from guichet.invoices.draft_conflicts import differences, merged, titled

FRENCH = Localizer("fr")
MEANS = {"car": _("Voiture"), "train": _("Train")}


class Day(Fields):
    """A line in a line."""

    hours = Text(_("Heures"))


class Trip(Fields):
    """A line."""

    means = Choice(_("Moyen"), MEANS)
    back = YesNo(_("Aller-retour"))
    days = Lines(_("Jours"), Day, item_title=_("Jour ${n}"), min_items=0)


class Payee(Fields):
    """A section."""

    iban = Text(_("IBAN"))


class Form(Fields):
    """Every way in which questions hold questions."""

    payee = Section(_("Compte"), Payee)
    trips = Lines(_("Trajets"), Trip, item_title=_("Trajet ${n}"))
    remark = Text(_("Remarque"))


RAW = st.sampled_from(["", "car", "train", "true", "a text"])
DAY = st.fixed_dictionaries({"hours": RAW})
TRIP = st.fixed_dictionaries({"means": RAW, "back": st.sampled_from(["", "true"]), "days": st.lists(DAY, max_size=3)})
ANSWERS = st.fixed_dictionaries(
    {"payee": st.fixed_dictionaries({"iban": RAW}), "trips": st.lists(TRIP, max_size=3), "remark": RAW}
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | RAW,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["payee", "trips", "days", "iban", "means", "hours", "x"]), inner, max_size=5)
    ),
    max_leaves=20,
)


def paths(typed, saved, path=""):
    return [one.path for one in differences(Form, typed, saved, path)]


def trip(means="car", back="true", days=()):
    return {"means": means, "back": back, "days": [{"hours": hours} for hours in days]}


def answers(*trips, iban="", remark=""):
    return {"payee": {"iban": iban}, "trips": list(trips), "remark": remark}


def shown(typed, saved):
    """Place, what was typed and what is saved of each difference, as the page shows them."""
    found = differences(Form, typed, saved)
    return [(titled(one, FRENCH), FRENCH(one.typed), FRENCH(one.saved)) for one in found]


def test_same_answers_have_no_differences():
    assert shown(answers(trip(days=["1"])), answers(trip(days=["1"]))) == []


def test_each_question_with_two_answers_is_shown_as_it_is_read():
    typed = answers(trip("car", "true", ["8"]), iban="CH93", remark="Merci")
    saved = answers(trip("train", "", ["9"]), iban="", remark="")
    assert shown(typed, saved) == [
        ("Compte, IBAN", "CH93", "Non renseigné"),
        ("Trajet 1, Moyen", "Voiture", "Train"),
        ("Trajet 1, Aller-retour", "Oui", "Non"),
        ("Trajet 1, Jour 1, Heures", "8", "9"),
        ("Remarque", "Merci", "Non renseigné"),
    ]


def test_line_that_only_one_of_the_two_has_is_one_choice():
    assert shown(answers(trip(), trip()), answers(trip())) == [
        ("Trajet 2", "Cette ligne existe", "Cette ligne n’existe pas")
    ]
    assert shown(answers(), answers(trip(days=["1", "2"]))) == [
        ("Trajet 1", "Cette ligne n’existe pas", "Cette ligne existe")
    ]


def test_answer_that_a_choice_does_not_offer_is_shown_as_it_was_typed():
    assert shown(answers(trip("airship")), answers(trip())) == [("Trajet 1, Moyen", "airship", "Voiture")]


def test_paths_begin_where_the_form_stands_in_the_whole():
    typed, saved = answers(trip("car"), remark="a"), answers(trip("train"), remark="b")
    assert paths(typed, saved, "details") == ["details.trips.0.means", "details.remark"]
    both = merged(Form, typed, saved, {"details.remark"}, "details")
    assert both == answers(trip("train"), remark="a")


@given(ANSWERS, ANSWERS)
def test_all_chosen_gives_what_was_typed(typed, saved):
    assert merged(Form, typed, saved, frozenset(paths(typed, saved))) == typed


@given(ANSWERS, ANSWERS)
def test_none_chosen_gives_what_is_saved(typed, saved):
    assert merged(Form, typed, saved, frozenset()) == saved


@given(ANSWERS, ANSWERS, st.data())
def test_each_choice_is_kept_by_itself(typed, saved, data):
    found = paths(typed, saved)
    chosen = frozenset(path for path in found if data.draw(st.booleans()))
    before = copy.deepcopy((typed, saved))
    both = merged(Form, typed, saved, chosen)
    assert (typed, saved) == before
    # Where no line moved, what still differs from the one is what was chosen of the other.
    if all(len(path.split(".")) != 2 for path in found) and all(".days." not in path for path in found):
        assert set(paths(both, saved)) == chosen
        assert set(paths(typed, both)) == set(found) - chosen


@given(st.lists(TRIP, max_size=4), st.lists(TRIP, max_size=4), st.data())
def test_line_of_either_is_lost_only_by_choice(typed, saved, data):
    longer = range(min(len(typed), len(saved)), max(len(typed), len(saved)))
    chosen = frozenset(f"trips.{number}" for number in longer if data.draw(st.booleans()))
    trips = merged(Form, answers(*typed), answers(*saved), chosen)["trips"]
    wanted = len(chosen) if len(typed) > len(saved) else len(longer) - len(chosen)
    assert len(trips) == min(len(typed), len(saved)) + wanted
    for number in longer:
        line = typed[number] if len(typed) > len(saved) else saved[number]
        if (f"trips.{number}" in chosen) is (len(typed) > len(saved)):
            assert line in trips


@given(ANSWERS, ANSWERS)
def test_choices_survive_the_way_through_the_page(typed, saved):
    posted = json.loads(json.dumps(typed))
    assert paths(posted, saved) == paths(typed, saved)


@given(JSON, JSON, st.data())
def test_answers_of_any_shape_can_be_compared_and_merged(typed, saved, data):
    found = paths(typed, saved)
    chosen = frozenset(path for path in found if data.draw(st.booleans()))
    both = merged(Form, typed, saved, chosen)
    assert isinstance(both, dict)
    assert isinstance(both["trips"], list)


@pytest.mark.parametrize("saved", [{}, {"payee": None, "trips": "x"}, {"remark": "b"}])
def test_answers_of_an_older_form_take_what_was_typed(saved):
    typed = answers(trip("car"), iban="CH93", remark="a")
    assert merged(Form, typed, saved, frozenset(paths(typed, saved))) == typed
