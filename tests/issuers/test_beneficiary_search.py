"""The list of beneficiaries: its order, and search by name or AVS number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.issuers import install
from guichet.issuers.models import Beneficiary, Company
from guichet.store import search_texts
from guichet.store.models import Portal
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
    portal = Portal()
    install(portal)
    company = Company(name="", gln="", street="", postcode="", town="", now=None)
    portal["issuers"].put(company)
    beneficiaries = company.beneficiaries
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
def small_blocks(monkeypatch):
    """Texts are stored three in a record."""
    monkeypatch.setattr(search_texts, "MAX_BLOCK", 3)


@given(st.lists(st.tuples(names, names), max_size=20), st.text(max_size=6))
def test_search_over_many_records_finds_the_same(people, typed):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_texts, "MAX_BLOCK", 3)
        beneficiaries = directory_of(*people)
        for person in list(beneficiaries.values())[::2]:
            person.last_name += "x"
            beneficiaries.index(person)
        for person in list(beneficiaries.values())[::3]:
            beneficiaries.drop(person)
    left = [person.name for person in beneficiaries.values() if not person.removed]
    digits = "".join(character for character in typed if character.isdigit())
    by_number = len(digits) >= 3 and digits in "7561234567897"
    found = [row.name for _id, row in beneficiaries.search(typed, size=100).rows]
    assert sorted(found) == sorted(name for name in left if by_number or name_search(typed)(name))
    assert found == [row.name for _id, row in beneficiaries.directory.page("all", size=100).rows if row.name in found]


def test_search_is_continued_page_by_page(small_blocks):
    beneficiaries = directory_of(*(("Anna", f"Muster {number:02}") for number in range(10)), ("Beat", "Muster"))
    page, pages = beneficiaries.search("anna muster", size=4), []
    while page.next:
        pages.append(page.rows)
        page = beneficiaries.search("anna muster", page.next, size=4)
    assert [row.name for rows in (*pages, page.rows) for _id, row in rows] == [
        f"Anna Muster {number:02}" for number in range(10)
    ]


def test_digits_of_a_name_are_none_of_a_number():
    assert found(directory_of(("Anna", "Muster 99")), "999") == []


@pytest.fixture(scope="module")
def ten_thousand():
    """A long list with Marie O’Brien, Uršula Đurić and Anna Muster at its end."""
    others = ((first, f"A{last}") for first in ("Noé", "Lea", "Marc", "Beat") for last in range(2499))
    people = (("Marie", "O’Brien"), ("Uršula", "Đurić"), ("Anna", "Muster"), ("Jean-Pierre", "Zürcher"))
    return directory_of(*others, *people)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("O'Brien", "Marie O’Brien"),
        ("OBrien marie", "Marie O’Brien"),
        ("Duric", "Uršula Đurić"),
        ("Ursula Durić", "Uršula Đurić"),
        ("Muster, Anna", "Anna Muster"),
        ("jeanpierre zuercher", "Jean-Pierre Zürcher"),
    ],
)
def test_name_in_any_order_and_spelling_is_found_among_ten_thousand(ten_thousand, typed, name):
    assert ten_thousand.directory.count("all") == 10_000
    assert found(ten_thousand, typed) == [name]


def test_search_of_a_long_list_reads_rows_of_what_it_finds_alone(ten_thousand, monkeypatch):
    read = []
    row = ten_thousand.directory._row
    monkeypatch.setattr(type(ten_thousand.directory), "_row", lambda _self, place: read.append(place) or row(place))
    assert (found(ten_thousand, "anna"), len(read)) == (["Anna Muster"], 1)
