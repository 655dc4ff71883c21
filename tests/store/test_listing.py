"""Lists by key range do what a plain list would, and load next to nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from BTrees.OOBTree import OOBTree
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from guichet.store.database import reading, writing
from guichet.store.listing import PAGE_SIZE, Listing, first_page, fold, newest_first, oldest_first

FACETS = ("holder:a", "holder:ab", "state:sent", "state:refused")
ids = st.text(alphabet="0123456789abcdef", min_size=1, max_size=3)
facets = st.lists(st.sampled_from(FACETS), unique=True)
orders = st.text(alphabet="abc", max_size=2)


class ListingBesideAPlainDictionary(RuleBasedStateMachine):
    """Whatever is put in and taken out, a listing reads as a sorted dictionary does."""

    def __init__(self):
        super().__init__()
        self.listing = Listing()
        self.plain = {}

    @rule(item=ids, under=facets, order=orders, row=st.tuples(st.integers()))
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
        for item, (under, _order, row) in self.plain.items():
            assert self.listing.row(item) == (row if under else None)

    @invariant()
    def nothing_is_left_behind(self):
        assert len(self.listing._rows) == sum(len(under) for under, _order, _row in self.plain.values())

    def expected(self, facet):
        rows = [(order, item, row) for item, (under, order, row) in self.plain.items() if facet in under]
        return [(item, row) for _order, item, row in sorted(rows)]


TestListing = ListingBesideAPlainDictionary.TestCase


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
    listing = Listing()
    for number in range(100):
        listing.put(f"{number:03}", ("b", "a" if number % 2 else "c"), f"{number:03}", (number,))
    return listing


def test_a_page_has_25_rows_and_leads_to_the_next(hundred):
    page = hundred.page("b")
    assert [row for _id, (row,) in page.rows] == list(range(PAGE_SIZE))
    assert page.next == "024"
    assert hundred.page("b", page.next).rows[0] == ("025", (25,))


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


def test_a_filter_reads_on_until_the_page_is_full(hundred):
    third = ((key, row) for key, row in hundred.scan("b") if row[0] % 3 == 0)
    assert [row for _id, (row,) in first_page(third, 5).rows] == [0, 3, 6, 9, 12]


def test_a_row_that_moves_is_in_its_new_place_only(hundred):
    hundred.put("050", ("b",), "000!", (50,))
    assert [item for item, _row in hundred.page("b", size=3).rows] == ["000", "050", "001"]
    assert (hundred.count("a"), hundred.count("b"), hundred.count("c")) == (50, 100, 49)


def test_a_facet_that_nobody_has_is_an_empty_page(hundred):
    assert (hundred.count("z"), hundred.page("z").rows, hundred.page("z").next) == (0, (), None)


def test_a_page_among_5000_rows_loads_few_records(db):
    with writing(db) as portal:
        portal.directory = Listing()
        for number in range(5000):
            item = f"{number:05}"
            portal.directory.put(item, ("all", f"state:{number % 3}"), item, ("Anna Muster", number))
    assert loads_of_a_page(db, after=None) < 12
    assert loads_of_a_page(db, after="04000") < 18


def loads_of_a_page(db, after):
    """Records that one page costs a process that has none of them in memory yet."""
    db.cacheMinimize()
    with reading(db) as portal:
        connection = portal._p_jar
        connection.getTransferCounts(clear=True)
        assert len(portal.directory.page("all", after).rows) == PAGE_SIZE
        loaded, stored = connection.getTransferCounts()
    assert stored == 0
    return loaded


def test_two_writers_under_the_same_facet_do_not_meet(db):
    with writing(db) as portal:
        portal.directory = Listing()
        for number in range(0, 1000, 2):
            portal.directory.put(f"{number:04}", ("all",), f"{number:04}", (number,))
    with writing(db) as one:
        one.directory.put("0001", ("all",), "0001", (1,))
        with writing(db) as other:
            other.directory.put("0999", ("all",), "0999", (999,))
    with reading(db) as portal:
        assert portal.directory.count("all") == 502


def test_a_list_is_stored_in_many_small_records(db):
    with writing(db) as portal:
        portal.directory = Listing()
        assert isinstance(portal.directory._rows, OOBTree)


moments = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, moments)
def test_later_moments_come_first_or_last(one, other):
    if other - one >= timedelta(milliseconds=2):
        assert newest_first(other) < newest_first(one)
        assert oldest_first(one) < oldest_first(other)
    assert len(newest_first(one)) == len(oldest_first(one)) == 14


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Émilie", "emilie"),
        ("  Anna   MUSTER ", "anna muster"),
        ("Strauß", "strauss"),
        ("Zoë Šćepanović", "zoe scepanovic"),
        ("", ""),
    ],
)
def test_names_are_found_without_accents_and_case(typed, folded):
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
