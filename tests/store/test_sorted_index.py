"""Lists by key range do what a plain list would, and load next to nothing."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from persistent import Persistent
from ZODB.serialize import referencesf
from ZODB.utils import load_current

from guichet.store.counted_facets import CountedFacets
from guichet.store.database import read_transaction, write_transaction
from guichet.store.sorted_index import (
    MAX_SCANNED,
    PAGE_SIZE,
    SortedIndex,
    newest_first,
    oldest_first,
)

FACETS = ("issuer:a", "issuer:ab", "state:sent", "state:refused")
ids = st.text(alphabet="0123456789abcdef", min_size=1, max_size=3)
facets = st.lists(st.sampled_from(FACETS), unique=True)
orders = st.text(alphabet="abc", max_size=2)


class Number(NamedTuple):
    """A row of these tests."""

    value: int
    note: str = ""


class Numbers(SortedIndex):
    """An index of numbers."""

    row_type = Number


class IndexBesideAPlainDictionary(RuleBasedStateMachine):
    """Whatever is put in and taken out, an index reads as a sorted dictionary does."""

    def __init__(self):
        super().__init__()
        self.listing = Numbers()
        self.plain = {}

    @rule(item=ids, under=facets, order=orders, row=st.builds(Number, st.integers()))
    def put(self, item, under, order, row):
        self.listing.put(item, under, order, row)
        self.plain[item] = (under, order, row)

    @rule(item=ids)
    def remove(self, item):
        self.listing.remove(item)
        self.plain.pop(item, None)

    @invariant()
    def reads_alike(self):
        for facet in FACETS:
            assert read_all(self.listing, facet, size=2) == self.expected(facet)
            assert self.listing.count(facet) == len(self.expected(facet))

    @invariant()
    def rows_are_found_by_id(self):
        for item, (_under, _order, row) in self.plain.items():
            assert self.listing.row(item) == row

    @invariant()
    def nothing_is_left_behind(self):
        assert len(self.listing._rows) == len(self.listing._places) == len(self.plain)
        assert len(self.listing._keys) == sum(len(under) for under, _order, _row in self.plain.values())

    @invariant()
    def several_facets_read_as_their_union(self):
        union = sorted(
            (order, item, row) for item, (under, order, row) in self.plain.items() if {*under} & {*FACETS[:2]}
        )
        page = self.listing.filtered(FACETS[:2], lambda _item, _row: True, size=99)
        assert page.rows == tuple((item, row) for _order, item, row in union)

    @rule(low=orders, high=orders)
    def read_between(self, low, high):
        rows = self.listing.between(FACETS[0], low, high, size=99)
        expected = [(order, item) for item, (under, order, _row) in self.plain.items() if FACETS[0] in under]
        assert [item for item, _row in rows] == [item for order, item in sorted(expected) if low <= order < high]

    def expected(self, facet):
        rows = [(order, item, row) for item, (under, order, row) in self.plain.items() if facet in under]
        return [(item, row) for _order, item, row in sorted(rows)]


TestSortedIndex = IndexBesideAPlainDictionary.TestCase


def read_all(listing, facet, size):
    """All rows, page by page."""
    rows, after = [], None
    while True:
        page = listing.page(facet, after, size)
        assert len(page.rows) <= size
        rows += page.rows
        if page.next is None:
            return rows
        after = page.next


@pytest.fixture
def hundred():
    """A hundred rows under one facet, between the rows of two others."""
    listing = Numbers()
    for number in range(100):
        listing.put(f"{number:03}", ("b", "a" if number % 2 else "c"), f"{number:03}", Number(number))
    return listing


def test_a_page_has_25_rows_and_leads_to_the_next(hundred):
    page = hundred.page("b")
    assert [row.value for _id, row in page.rows] == list(range(PAGE_SIZE))
    assert page.next == "024"
    assert hundred.page("b", page.next).rows[0] == ("025", Number(25))


def test_the_last_page_leads_nowhere(hundred):
    assert hundred.page("b", "074").next is None
    assert len(hundred.page("b", "074").rows) == PAGE_SIZE


@pytest.mark.parametrize("cursor", ["", "unheard-of", "024' OR 1=1", "\ud800"])
def test_an_unreadable_cursor_is_the_first_page(hundred, cursor):
    assert hundred.page("b", cursor) == hundred.page("b")


def test_a_cursor_of_another_facet_is_the_first_page(hundred):
    assert hundred.page("a", "002") == hundred.page("a")


def test_the_row_a_cursor_names_may_go_in_the_meantime(hundred):
    hundred.remove("024")
    assert hundred.page("b", "024") == hundred.page("b")


def values(page):
    return [row.value for _id, row in page.rows]


def is_multiple(of):
    return lambda _id, row: row.value % of == 0


def test_a_filter_reads_on_until_the_page_is_full(hundred):
    assert values(hundred.filtered(("b",), is_multiple(3), size=5)) == [0, 3, 6, 9, 12]
    assert values(hundred.filtered(("b",), is_multiple(3), after="012", size=5)) == [15, 18, 21, 24, 27]


def test_a_full_page_leads_on_only_if_another_row_fits(hundred):
    assert hundred.filtered(("b",), is_multiple(33), size=3).next == "066"
    assert hundred.filtered(("b",), is_multiple(33), size=4).next is None


@pytest.mark.parametrize("size", [2, 25])
@pytest.mark.parametrize("limit", [1, 3, 10, 99, 100, 101, 500])
def test_a_filter_reads_no_row_beyond_its_limit(hundred, size, limit):
    read = []

    def fits(_id, row):
        read.append(row)
        return row.value % 40 == 0

    page = hundred.filtered(("b",), fits, size=size, limit=limit)
    assert len(read) <= limit
    assert page.unfinished is (len(read) < 100 and len(page.rows) < size)


@pytest.mark.parametrize("limit", [1, 3, 10, 500])
def test_a_search_goes_on_where_it_was_interrupted(hundred, limit):
    found, after = [], None
    for _turn in range(101):
        page = hundred.filtered(("b",), is_multiple(40), after, size=2, limit=limit)
        found, after = found + values(page), page.next
        if after is None:
            break
    assert found == [0, 40, 80]


def test_an_interrupted_search_without_a_match_says_so(hundred):
    page = hundred.filtered(("b",), lambda _id, row: row.value == 99, limit=10)
    assert (page.rows, page.next, page.unfinished) == ((), "009", True)


def test_an_item_of_several_facets_is_shown_once(hundred):
    assert values(hundred.filtered(("a", "b", "c"), is_multiple(1), size=4)) == [0, 1, 2, 3]


def test_a_row_is_stored_once_whatever_the_number_of_facets(db):
    sizes = []
    for name, facets in (("one", ["f0"]), ("five", [f"f{number}" for number in range(5)])):
        with write_transaction(db) as portal:
            portal.add(name, Numbers())
            for number in range(30):
                portal[name].put(f"{number:016}", facets, f"{number:014}", Number(number, "x" * 500))
        sizes.append(stored_bytes(db, name))
    assert sizes[1] - sizes[0] < 30 * 4 * 100, "four more facets cost keys only"


def stored_bytes(db, name):
    """Bytes of all records below an index."""
    with read_transaction(db) as portal:
        trees = [value for value in vars(portal[name]).values() if isinstance(value, Persistent)]
        waiting, sizes = [tree._p_oid for tree in trees if tree is not portal], {}
        while waiting:
            oid = waiting.pop()
            if oid not in sizes:
                data, _tid = load_current(db.storage, oid)
                sizes[oid] = len(data)
                waiting += referencesf(data)
    return sum(sizes.values())


def test_a_field_added_to_a_row_has_its_default_in_old_rows(hundred):
    hundred._rows[("050", "050")] = ("b", 50)
    assert hundred.row("050") == Number(50, "")


def test_rows_are_stored_without_the_name_of_their_class(hundred):
    assert {type(row) for row in hundred._rows.values()} == {tuple}


def test_a_row_that_moves_is_in_its_new_place_only(hundred):
    hundred.put("050", ("b",), "000!", Number(50))
    assert [item for item, _row in hundred.page("b", size=3).rows] == ["000", "050", "001"]
    assert (hundred.count("a"), hundred.count("b"), hundred.count("c")) == (50, 100, 49)


def test_a_facet_without_rows_is_an_empty_page(hundred):
    assert (hundred.count("z"), hundred.page("z").rows, hundred.page("z").next) == (0, (), None)


def test_a_page_among_5000_rows_loads_few_records(db):
    with write_transaction(db) as portal:
        portal.directory = Numbers()
        for number in range(5000):
            item = f"{number:05}"
            portal.directory.put(item, ("all", f"state:{number % 3}"), item, Number(number, "Anna Muster"))
    assert loads_of_a_page(db, after=None) < 12
    assert loads_of_a_page(db, after="04000") < 18


def loads_of_a_page(db, after):
    """Records that one page costs a process that has none of them in memory yet."""
    db.cacheMinimize()
    with read_transaction(db) as portal:
        connection = portal._p_jar
        connection.getTransferCounts(clear=True)
        assert len(portal.directory.page("all", after).rows) == PAGE_SIZE
        loaded, stored = connection.getTransferCounts()
    assert stored == 0
    return loaded


def test_two_writers_under_the_same_facet_do_not_meet(db):
    with write_transaction(db) as portal:
        portal.directory = Numbers()
        for number in range(0, 1000, 2):
            portal.directory.put(f"{number:04}", ("all",), f"{number:04}", Number(number))
    with write_transaction(db) as one:
        one.directory.put("0001", ("all",), "0001", Number(1))
        with write_transaction(db) as other:
            other.directory.put("0999", ("all",), "0999", Number(999))
    with read_transaction(db) as portal:
        assert portal.directory.count("all") == 502


moments = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, moments)
def test_later_moments_come_first_or_last(one, other):
    if other - one >= timedelta(milliseconds=2):
        assert newest_first(other) < newest_first(one)
        assert oldest_first(one) < oldest_first(other)
    assert len(newest_first(one)) == len(oldest_first(one)) == 14


def test_no_way_to_read_an_index_reads_all_of_it(monkeypatch):
    index, read = Numbers(), []
    for number in range(2000):
        index.put(f"{number:04}", ("all",), f"{number:04}", Number(number))

    def counted(*values):
        read.append(values)
        return Number(*values)

    monkeypatch.setattr(Numbers, "row_type", staticmethod(counted))
    reads = {
        "count": lambda: index.count("all"),
        "row": lambda: index.row("1000"),
        "facets": lambda: index.facets("al"),
        "page": lambda: index.page("all"),
        "place": lambda: index.place("1000"),
        "at": lambda: index.at((f"{number:04}", f"{number:04}") for number in range(2000)),
        "ids": lambda: list(index.ids("all")),
        "behind": lambda: index.behind("all"),
        "between": lambda: index.between("all", ""),
        "filtered": lambda: index.filtered(("all",), lambda _id, _row: False),
    }
    writes = {"put", "remove", "forget_empty", "row_type", "counted_together"}
    named = {name for part in (SortedIndex, CountedFacets) for name in vars(part)}
    assert {name for name in named if name.islower() and not name.startswith("_")} - writes == set(reads)
    costs = {}
    for name, call in reads.items():
        read.clear()
        call()
        costs[name] = len(read)
    bounds = {"count": 0, "row": 1, "facets": 0, "behind": PAGE_SIZE, "between": PAGE_SIZE, "filtered": MAX_SCANNED}
    bounds |= {"page": PAGE_SIZE, "place": 0, "at": PAGE_SIZE, "ids": 0}
    assert costs == bounds
