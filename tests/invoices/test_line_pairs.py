"""Which lines of two lists are the same line."""

from hypothesis import given
from hypothesis import strategies as st

from guichet.declaration import Fields, Lines, Text
from guichet.i18n import _
from guichet.invoices import line_pairs as module
from guichet.invoices.line_pairs import is_blank, line_pairs


class Stop(Fields):
    """A line in a line."""

    place = Text(_("Lieu"))


class Trip(Fields):
    """A line with an answer that a new one has already."""

    day = Text(_("Date"))
    start = Text(_("De"))
    country = Text(_("Pays"), initial="CH")
    stops = Lines(_("Arrêts"), Stop)


TEXT = st.sampled_from(["", "a", "b", "c"])
STOPS = st.lists(st.fixed_dictionaries({"place": TEXT}), max_size=2)
TRIPS = st.lists(
    st.fixed_dictionaries({"day": TEXT, "start": TEXT, "country": st.sampled_from(["CH", "LI"]), "stops": STOPS}),
    max_size=6,
)


def trip(day="", start="", country="CH", stops=("",)):
    return {"day": day, "start": start, "country": country, "stops": [{"place": place} for place in stops]}


def pairs(first, second):
    return list(line_pairs(Trip, first, second))


@given(TRIPS, TRIPS)
def test_every_line_of_both_lists_comes_once_and_in_order(first, second):
    found = pairs(first, second)
    assert [i for i, _j in found if i is not None] == list(range(len(first)))
    assert [j for _i, j in found if j is not None] == list(range(len(second)))


@given(TRIPS)
def test_lines_of_a_list_are_paired_with_themselves(lines):
    assert pairs(lines, lines) == [(number, number) for number in range(len(lines))]


@given(TRIPS, st.data())
def test_lines_around_one_that_was_taken_out_stay_paired(lines, data):
    number = data.draw(st.integers(0, len(lines)))
    more = [*lines[:number], trip("x", "y", "LI"), *lines[number:]]
    found = pairs(lines, more)
    assert (None, number) in found
    assert len([pair for pair in found if None not in pair]) == len(lines)


def test_lines_with_half_of_their_answers_equal_are_the_same():
    assert pairs([trip("1", "Bern", "LI")], [trip("1", "Thun", "LI")]) == [(0, 0)]
    assert pairs([trip("1", "Bern", "LI")], [trip("2", "Thun", "LI")]) == [(0, None), (None, 0)]


def test_lines_with_one_or_two_answers_are_the_same():
    assert pairs([trip("1")], [trip("2")]) == [(0, 0)]
    assert pairs([trip("1", "Bern")], [trip("2", "Thun")]) == [(0, 0)]


def test_blank_line_is_the_same_as_any():
    assert pairs([trip()], [trip("1", "Bern")]) == [(0, 0)]


def test_lines_most_alike_are_paired():
    first, second = trip("1", "Bern", "LI"), trip("1", "Thun", "LI")
    assert pairs([first, second], [trip("1", "Thun", "CH")]) == [(0, None), (1, 0)]


def test_long_lists_without_equal_lines_are_paired_by_place(monkeypatch):
    monkeypatch.setattr(module, "MAX_COMPARISONS", 5)
    first = [trip(day, "Bern", "LI") for day in "123"]
    assert pairs(first, [trip(day, "Thun", "LI") for day in "123"]) == [(0, 0), (1, 1), (2, 2)]
    assert pairs(first, [trip(day, "Thun", "LI") for day in "456"]) == [
        *((number, None) for number in range(3)),
        *((None, number) for number in range(3)),
    ]


def test_line_is_blank_until_something_of_it_or_inside_it_is_answered():
    assert is_blank(Trip, trip())
    assert is_blank(Trip, None)
    assert not is_blank(Trip, trip("1"))
    assert not is_blank(Trip, trip(country="LI"))
    assert not is_blank(Trip, trip(stops=["Bern"]))
