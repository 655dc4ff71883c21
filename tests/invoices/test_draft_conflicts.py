"""Two sets of answers to one form: what differs, what is suggested, and what is kept of each."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.declaration import Choice, Fields, Lines, Section, Text, YesNo, answer
from guichet.declaration.relevance import relevant
from guichet.i18n import Localizer, _
from guichet.invoices.draft_conflicts import Version, differences, merged, titled

FRENCH = Localizer("fr")
MEANS = {"car": _("Voiture"), "train": _("Train")}


class Day(Fields):
    """A line in a line."""

    hours = Text(_("Heures"))


class Trip(Fields):
    """A line."""

    means = Choice(_("Moyen"), MEANS)
    back = YesNo(_("Aller-retour"))
    ticket = Text(_("Billet"), relevant=answer("means") == "train")
    days = Lines(_("Jours"), Day, item_title=_("Jour ${n}"), min_items=0)


class Payee(Fields):
    """A section."""

    iban = Text(_("IBAN"))
    holder = Text(_("Titulaire"), relevant=answer("iban"))


class Form(Fields):
    """Every way in which questions hold questions."""

    payee = Section(_("Compte"), Payee)
    trips = Lines(_("Trajets"), Trip, item_title=_("Trajet ${n}"))
    remark = Text(_("Remarque"))


RAW = st.sampled_from(["", "car", "train", "true", "a text"])
DAY = st.fixed_dictionaries({"hours": RAW})
TRIP = st.fixed_dictionaries(
    {"means": RAW, "back": st.sampled_from(["", "true"]), "ticket": RAW, "days": st.lists(DAY, max_size=3)}
)
ANSWERS = st.fixed_dictionaries(
    {"payee": st.fixed_dictionaries({"iban": RAW, "holder": RAW}), "trips": st.lists(TRIP, max_size=3), "remark": RAW}
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | RAW,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["payee", "trips", "days", "iban", "means", "hours", "x"]), inner, max_size=5)
    ),
    max_leaves=20,
)


def compared(typed, saved):
    """The differences, with what the choices of each version put away."""
    both = (Version(raw, irrelevant=relevant(Form, raw).irrelevant) for raw in (typed, saved))
    return list(differences(Form, *both))


def paths(typed, saved):
    """Paths of all differences, also of those that count for neither version."""
    return [one.path for one in differences(Form, Version(typed), Version(saved))]


def merge(typed, saved, chosen):
    return merged(Form, Version(typed), Version(saved), chosen)


def trip(means="car", back="true", days=(), ticket=""):
    return {"means": means, "back": back, "ticket": ticket, "days": [{"hours": hours} for hours in days]}


def answers(*trips, iban="", holder="", remark=""):
    return {"payee": {"iban": iban, "holder": holder}, "trips": list(trips), "remark": remark}


def shown(typed, saved):
    """Place, what was typed and what is saved of each difference, as the page shows them."""
    return [(titled(one, FRENCH), _read(one.typed), _read(one.saved)) for one in compared(typed, saved)]


def _read(texts):
    return " / ".join(FRENCH(text) for text in texts)


def suggested(typed, saved):
    """The paths whose answer is suggested to be the older page's."""
    return [one.path for one in compared(typed, saved) if one.suggests_typed]


def test_same_answers_have_no_differences():
    assert shown(answers(trip(days=["1"])), answers(trip(days=["1"]))) == []


def test_each_question_with_two_answers_is_shown_as_it_is_read():
    typed = answers(trip("car", "true", ["8"]), trip("train", "true", ticket="A7"), iban="CH93", remark="Merci")
    saved = answers(trip("train", "true", ["9"]), trip("train", "", ticket="A7"), iban="", remark="")
    assert shown(typed, saved) == [
        ("Compte, IBAN", "CH93", "Non renseigné"),
        ("Trajet 1, Moyen", "Voiture", "Train"),
        ("Trajet 1, Jour 1, Heures", "8", "9"),
        ("Trajet 2, Aller-retour", "Oui", "Non"),
        ("Remarque", "Merci", "Non renseigné"),
    ]


def test_line_that_only_one_of_the_two_has_is_one_choice_with_its_answers():
    assert shown(answers(trip(), trip("train", "", ["4"], "A7")), answers(trip())) == [
        ("Trajet 2", "Train / A7 / 4", "N’a pas cette ligne")
    ]
    assert shown(answers(), answers(trip(days=["1", "2"]))) == [
        ("Trajet 1", "N’a pas cette ligne", "Voiture / Aller-retour / 1 / 2")
    ]


def test_lines_that_each_has_added_are_two_choices():
    typed, saved = answers(trip(), trip("train", ticket="A7")), answers(trip(), trip("car", ticket="B8", days=["2"]))
    assert [row[0] for row in shown(typed, saved)] == ["Trajet 2", "Trajet 2"]
    both = merge(typed, saved, suggested(typed, saved))
    assert both == answers(trip(), trip("train", ticket="A7"), trip("car", ticket="B8", days=["2"]))


def test_line_taken_out_of_the_middle_does_not_shift_the_others():
    first, second, third = (trip(days=[hours], ticket=hours) for hours in ("1", "2", "3"))
    assert [row[0] for row in shown(answers(first, second, third), answers(first, third))] == ["Trajet 2"]
    assert [row[0] for row in shown(answers(second, third), answers(first, second, third))] == ["Trajet 1"]


def test_answer_changed_in_a_line_that_moved_is_found_in_it():
    first, second, changed = trip(days=["1"], ticket="1"), trip("train", ticket="2"), trip("train", ticket="3")
    assert shown(answers(first, changed), answers(second)) == [
        ("Trajet 1", "Voiture / Aller-retour / 1", "N’a pas cette ligne"),
        ("Trajet 1, Billet", "3", "2"),
    ]


def test_line_that_one_of_the_two_left_blank_is_one_choice():
    blank = {"means": "", "back": "", "ticket": "", "days": []}
    assert shown(answers(blank), answers(trip())) == [("Trajet 1", "Ligne vide", "Voiture / Aller-retour")]
    assert shown(answers(blank, blank), answers(blank)) == [("Trajet 2", "Ligne vide", "N’a pas cette ligne")]


def test_answer_that_only_the_older_page_has_is_suggested():
    blank = {"means": "", "back": "", "ticket": "", "days": []}
    typed = answers(trip(), trip("train", ticket="A7"), iban="CH93", remark="Merci")
    assert suggested(typed, answers(blank)) == ["payee.iban", "trips.0", "trips.1", "remark"]
    assert suggested(answers(blank, blank), answers(blank)) == []


def test_saved_answer_is_suggested_wherever_there_is_one():
    typed, saved = answers(trip("car", "true"), remark="a"), answers(trip("train", ""), trip(days=["1"]), remark="b")
    assert suggested(typed, saved) == []
    assert suggested(answers(iban=""), answers(trip(), iban="CH93")) == []


def changed(typed, saved, before):
    """Place of each difference, and on which page it was changed since ``before`` was shown."""
    found = differences(Form, Version(typed), Version(saved), Version(before))
    return [(titled(one, FRENCH), one.changed) for one in found]


def test_it_is_known_which_page_has_changed_an_answer():
    before = answers(trip("car"), iban="CH93", remark="a")
    typed, saved = answers(trip("train"), iban="CH93", remark="b"), answers(trip("car"), iban="CH56", remark="c")
    assert changed(typed, saved, before) == [
        ("Compte, IBAN", "there"),
        ("Trajet 1, Moyen", "here"),
        ("Remarque", "both"),
    ]


def test_it_is_known_which_page_has_added_or_removed_a_line():
    first, second, added = (trip(days=[hours], ticket=hours) for hours in ("1", "2", "3"))
    both, one, more = answers(first, second), answers(second), answers(first, second, added)
    assert changed(both, one, both) == [("Trajet 1", "there")]
    assert changed(one, both, both) == [("Trajet 1", "here")]
    assert changed(both, more, both) == [("Trajet 3", "there")]
    assert changed(more, both, both) == [("Trajet 3", "here")]
    assert changed(answers(trip(days=["1"], ticket="9"), second), one, both) == [("Trajet 1", "both")]


def test_a_line_that_was_blank_when_shown_is_of_the_page_that_filled_it():
    blank = answers({"means": "", "back": "", "ticket": "", "days": []})
    assert changed(blank, answers(trip()), blank) == [("Trajet 1", "there")]
    assert changed(answers(trip()), blank, blank) == [("Trajet 1", "here")]


@given(ANSWERS, ANSWERS)
def test_a_page_on_which_nothing_was_changed_never_wins_by_itself(shown, other):
    # Lines that are alike may be paired in two ways, and are then asked about.
    assert "here" not in {one for _title, one in changed(shown, other, shown)}
    assert "there" not in {one for _title, one in changed(other, shown, shown)}


def test_answer_that_both_versions_put_away_is_no_difference():
    assert shown(answers(trip(ticket="A7")), answers(trip(ticket="B8"))) == []


def test_answer_that_one_version_puts_away_is_a_difference_that_says_so():
    found = compared(answers(holder="A"), answers(iban="CH93", holder="B"))
    assert [(one.path, one.typed_counts, one.saved_counts) for one in found] == [
        ("payee.iban", True, True),
        ("payee.holder", False, True),
    ]
    assert suggested(answers(holder="A"), answers(iban="CH93")) == []


def test_answer_that_a_choice_does_not_offer_is_shown_as_it_was_typed():
    assert shown(answers(trip("airship")), answers(trip())) == [("Trajet 1, Moyen", "airship", "Voiture")]


def test_paths_begin_where_the_form_stands_in_the_whole():
    typed, saved = answers(trip("car"), remark="a"), answers(trip("train"), remark="b")
    both = [Version(raw, "details") for raw in (typed, saved)]
    assert [one.path for one in differences(Form, *both)] == ["details.trips.0.means", "details.remark"]
    assert merged(Form, *both, {"details.remark"}) == answers(trip("train"), remark="a")


@given(ANSWERS, ANSWERS)
def test_all_chosen_gives_what_was_typed(typed, saved):
    assert merge(typed, saved, frozenset(paths(typed, saved))) == typed


@given(ANSWERS, ANSWERS)
def test_none_chosen_gives_what_is_saved(typed, saved):
    assert merge(typed, saved, frozenset()) == saved


@given(ANSWERS, ANSWERS, st.data())
def test_each_choice_is_kept_by_itself(typed, saved, data):
    found = paths(typed, saved)
    chosen = frozenset(path for path in found if data.draw(st.booleans()))
    before = copy.deepcopy((typed, saved))
    both = merge(typed, saved, chosen)
    assert (typed, saved) == before
    # Where no line moved, what still differs from the one is what was chosen of the other.
    if all(len(path.split(".")) != 2 for path in found) and all(".days." not in path for path in found):
        assert set(paths(both, saved)) == chosen
        assert set(paths(typed, both)) == set(found) - chosen


@given(st.lists(TRIP, max_size=4), st.lists(TRIP, max_size=4))
def test_lines_of_both_are_in_the_result_unless_a_choice_says_otherwise(typed, saved):
    whole = [one for one in compared(answers(*typed), answers(*saved)) if len(one.path.split(".")) == 2]
    only_typed = {one.path for one in whole if _read(one.saved) == "N’a pas cette ligne"}
    trips = merge(answers(*typed), answers(*saved), only_typed)["trips"]
    assert len(trips) == len(saved) + len(only_typed)
    # In their order; an added line may be equal to one of them.
    rest = iter(trips)
    assert all(line in rest for line in saved)
    for path in only_typed:
        assert typed[int(path.rpartition(".")[2])] in trips


@given(ANSWERS, ANSWERS)
def test_choices_survive_the_way_through_the_page(typed, saved):
    posted = json.loads(json.dumps(typed))
    assert paths(posted, saved) == paths(typed, saved)


@given(JSON, JSON, JSON, st.data())
def test_answers_of_any_shape_can_be_compared_and_merged(typed, saved, shown, data):
    found = paths(typed, saved)
    assert [one.path for one in differences(Form, Version(typed), Version(saved), Version(shown))] == found
    chosen = frozenset(path for path in found if data.draw(st.booleans()))
    both = merge(typed, saved, chosen)
    assert isinstance(both, dict)
    assert isinstance(both["trips"], list)


@pytest.mark.parametrize("saved", [{}, {"payee": None, "trips": "x"}, {"remark": "b"}])
def test_answers_of_an_older_form_take_what_was_typed(saved):
    typed = answers(trip("car"), iban="CH93", holder="A", remark="a")
    assert merge(typed, saved, frozenset(paths(typed, saved))) == typed
