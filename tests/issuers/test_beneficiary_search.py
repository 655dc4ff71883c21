"""The list of beneficiaries: its order, and search by name or AVS number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.issuers import models
from guichet.issuers.models import Beneficiaries, Beneficiary
from guichet.values.name_folding import name_search, normalize_for_search

PEOPLE = (
    ("Émilie", "Dupré", "7561234567897"),
    ("Zoé", "Äbi", "7569217076985"),
    ("Jean-Luc", "de la Tour", "7560000000019"),
    ("Weiß", "Müller", "7561111111113"),
    ("Anna", "Dupré", "7562222222224"),
)
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


def a_person(first, last, avs="7561234567897"):
    return Beneficiary(
        first_name=first, last_name=last, avs=avs, birth_date=None, street="", postcode="3400", town="Burgdorf"
    )


def directory_of(*people):
    beneficiaries = Beneficiaries()
    for person in people:
        beneficiaries.put(a_person(*person))
    for person in beneficiaries.values():
        beneficiaries.index(person)
    return beneficiaries


@pytest.fixture(scope="module")
def beneficiaries():
    return directory_of(*PEOPLE)


def found(beneficiaries, text):
    return [row.name for _id, row in beneficiaries.search(text).rows]


def test_the_list_is_in_the_order_of_last_names_whatever_their_accents(beneficiaries):
    names = [row.name for _id, row in beneficiaries.directory.page("all").rows]
    assert names == ["Zoé Äbi", "Jean-Luc de la Tour", "Anna Dupré", "Émilie Dupré", "Weiß Müller"]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("dupre", ["Anna Dupré", "Émilie Dupré"]),
        ("DUPRÉ", ["Anna Dupré", "Émilie Dupré"]),
        ("emilie  dupre", ["Émilie Dupré"]),
        ("la tour", ["Jean-Luc de la Tour"]),
        ("weiss", ["Weiß Müller"]),
        ("Mueller, Weiss", ["Weiß Müller"]),
        ("tour jean luc", ["Jean-Luc de la Tour"]),
        ("٧٥٦٩٢١٧", ["Zoé Äbi"]),
        ("abi", ["Zoé Äbi"]),
        ("756.9217.0769.85", ["Zoé Äbi"]),
        ("756 9217 0769 85", ["Zoé Äbi"]),
        ("7569217", ["Zoé Äbi"]),
        ("0769", ["Zoé Äbi"]),
        ("222", ["Anna Dupré"]),
        ("22", []),
        ("nobody", []),
        ("757", []),
    ],
)
def test_search_finds_by_part_of_the_name_or_three_digits_of_the_number(beneficiaries, typed, names):
    assert found(beneficiaries, typed) == names


def test_an_empty_search_finds_all_beneficiaries(beneficiaries):
    assert len(found(beneficiaries, "")) == len(found(beneficiaries, "  ")) == len(PEOPLE)


@given(names, names, st.data())
def test_a_beneficiary_is_found_by_any_part_of_the_name(first, last, data):
    beneficiaries = directory_of((first, last))
    name = normalize_for_search(f"{first} {last}")
    start = data.draw(st.integers(0, len(name)))
    part = name[start : data.draw(st.integers(start, len(name)))]
    assert found(beneficiaries, part)


@given(st.lists(st.tuples(names, names), max_size=8), st.text(max_size=6))
def test_a_search_finds_what_looking_through_all_names_finds(people, typed):
    beneficiaries = directory_of(*people)
    digits = "".join(character for character in typed if character.isdigit())
    expected = {
        f"{first} {last}"
        for first, last in people
        if name_search(typed)(f"{first} {last}") or (len(digits) >= 3 and digits in "7561234567897")
    }
    assert set(found(beneficiaries, typed)) == expected


def test_a_person_who_was_renamed_is_found_by_the_new_name_only():
    beneficiaries = directory_of(("Anna", "Muster"))
    (anna,) = beneficiaries.values()
    anna.last_name = "Rossi"
    beneficiaries.index(anna)
    assert (found(beneficiaries, "muster"), found(beneficiaries, "rossi")) == ([], ["Anna Rossi"])
    assert beneficiaries.directory.count("all") == 1


def test_a_person_who_was_removed_is_found_no_more():
    beneficiaries = directory_of(*PEOPLE)
    for person in list(beneficiaries.values()):
        beneficiaries.drop(person)
    assert found(beneficiaries, "") == []
    assert beneficiaries.directory.count("all") == 0


@pytest.fixture
def three_searched(monkeypatch):
    """A search looks through three beneficiaries at a time."""
    monkeypatch.setattr(models, "MAX_SEARCHED", 3)


@pytest.mark.parametrize(
    ("typed", "first", "all_found"),
    [
        ("a", ["Zoé Äbi", "Jean-Luc de la Tour", "Anna Dupré"], 3),
        ("mili", [], 1),
        ("mull", ["Weiß Müller"], 1),
        ("756.1111.1111.13", ["Weiß Müller"], 1),
        ("11111", [], 1),
        ("nobody", [], 0),
    ],
)
def test_a_long_list_is_searched_in_steps_and_says_so(three_searched, beneficiaries, typed, first, all_found):
    page = beneficiaries.search(typed)
    assert [row.name for _id, row in page.rows] == first
    assert page.unfinished, "two are left"
    rest = beneficiaries.search(typed, page.next)
    assert (rest.unfinished, rest.next) == (False, None)
    assert len({*page.rows, *rest.rows}) == all_found


def test_a_search_reads_no_more_rows_than_its_limit(three_searched, beneficiaries, monkeypatch):
    read = []
    monkeypatch.setattr(models, "name_search", lambda _text: lambda name: read.append(name))
    beneficiaries.search("nobody")
    assert len(read) == 3, "three names"
