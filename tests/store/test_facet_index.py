"""An index of facets beside a plain dictionary: whatever is put in and asked for, both answer alike."""

from typing import ClassVar, NamedTuple

import pytest
import ZODB
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from guichet.store import facet_index
from guichet.store.database import read_transaction, write_transaction
from guichet.store.facet_index import FacetIndex


class Stone(NamedTuple):
    """A row of these tests."""

    colour: str
    form: str
    weight: int


class ManyStones(FacetIndex):
    """Stones by colour and form, some of which are warm."""

    row_type = Stone
    unions: ClassVar = {"warm": ("colour:r", "colour:g")}
    counted_together = frozenset(("colour",))

    @staticmethod
    def facets_of(row):
        return f"colour:{row.colour}", f"form:{row.form}"


class Stones(ManyStones):
    """The same, of which two that have moved keep their keys, so that this is seen to begin and to end."""

    max_moved = 2


colours, forms = st.sampled_from("rgb"), st.sampled_from("oxi")
ids = st.text(alphabet="0123", min_size=1, max_size=2)
filters = st.lists(
    st.one_of(
        st.lists(colours.map("colour:{}".format), min_size=1, max_size=3),
        st.lists(forms.map("form:{}".format), min_size=1, max_size=20),
        st.just(["warm"]),
        st.lists(ids.map("id:{}".format), min_size=1, max_size=3),
    ),
    max_size=3,
)


class IndexBesideADictionary(RuleBasedStateMachine):
    """Items of few orders, so that several share one."""

    def __init__(self):
        super().__init__()
        self.index, self.plain = Stones(), {}

    @rule(item=ids, order=st.integers(0, 3), stone=st.builds(Stone, colours, forms, st.integers(0, 9)))
    def put(self, item, order, stone):
        self.index.put(item, order, stone)
        self.plain[item] = (order, stone)

    @rule(item=ids)
    def remove(self, item):
        self.index.remove(item)
        self.plain.pop(item, None)
        assert self.index.row(item) is None

    @rule(wanted=filters, heavy=st.none() | st.integers(0, 9), size=st.integers(1, 4))
    def pages_hold_what_fits_all_filters_in_order(self, wanted, heavy, size):
        fits = None if heavy is None else lambda stone: stone.weight >= heavy
        expected = [item for item in self.plain if self.fits(item, wanted, heavy or 0)]
        shown, page = [], self.index.page(wanted, fits=fits, size=size)
        while True:
            shown += page.rows
            if page.next is None:
                break
            assert len(page.rows) == size
            page = self.index.page(wanted, int(page.next), fits=fits, size=size)
        assert sorted(item for item, _row in shown) == sorted(expected)
        assert [self.plain[item] for item, _row in shown] == [(self.plain[item][0], row) for item, row in shown]
        orders = [self.plain[item][0] for item, _row in shown]
        assert orders == sorted(orders)
        assert self.index.count_up_to(100, wanted, fits) == len(expected)
        # Step by step to the end, and all the way back.
        items, place = [item for item, _row in shown], -1
        for item in items:
            found = self.index.neighbour(wanted, place, fits=fits)
            assert found[0] == item
            place = self.index.place(item)
        assert self.index.neighbour(wanted, place, fits=fits) is None or not items
        if fits is None:
            assert [item for item, _row in self.index.backwards(wanted, 99)] == items[::-1]
        for item in reversed(items[:-1]):
            found = self.index.neighbour(wanted, place, fits=fits, backwards=True)
            assert found[0] == item
            place = self.index.place(item)

    @rule(facet=st.one_of(colours.map("colour:{}".format), forms.map("form:{}".format)))
    def facets_are_counted(self, facet):
        assert self.index.count(facet) == sum(facet in Stones.facets_of(stone) for _order, stone in self.plain.values())
        assert self.index.count("warm") == sum(stone.colour in "rg" for _order, stone in self.plain.values())
        assert self.index.count() == len(self.plain)
        assert (facet in self.index.facets("")) is bool(self.index.count(facet))

    def fits(self, item, wanted, heavy):
        _order, stone = self.plain[item]
        facets = {*Stones.facets_of(stone), f"id:{item}", *(["warm"] if stone.colour in "rg" else [])}
        return stone.weight >= heavy and all(facets & set(group) for group in wanted)


TestIndex = IndexBesideADictionary.TestCase


@pytest.fixture
def alternating():
    """Two hundred stones, red and green in turn, and a blue round one behind them."""
    index = Stones()
    for number in range(200):
        index.put(f"{number}", number, Stone("rg"[number % 2], "ox"[number // 2 % 2], number))
    index.put("last", 500, Stone("r", "o", 0))
    return index


def test_a_walk_ends_after_its_steps_and_the_next_page_goes_on(alternating, monkeypatch):
    monkeypatch.setattr(facet_index, "MAX_STEPS", 40)
    wanted = [["colour:r", "id:last"], ["form:o"]]
    page, shown = alternating.page(wanted, size=300), []
    turns = 0
    while page.next is not None:
        shown += page.rows
        assert page.unfinished
        page = alternating.page(wanted, int(page.next), size=300)
        turns += 1
    shown += page.rows
    assert turns > 2
    assert [int(item) for item, _row in shown[:-1]] == list(range(0, 200, 4))
    assert shown[-1][0] == "last"
    assert alternating.count_up_to(1000, wanted) is None


def test_a_count_ends_at_its_limit(alternating):
    assert alternating.count_up_to(30, [["colour:r"]]) is None
    assert alternating.count_up_to(30, [["colour:b"]]) == 0


def test_items_of_the_same_millisecond_have_places_of_their_own():
    index = Stones()
    for number in range(300):
        index.put(f"{number}", 7, Stone("r", "o", number))
    assert sorted(int(item) for item, _row in index.page(size=300).rows) == list(range(300))


def test_moving_an_item_writes_no_count_of_the_facets_it_stays_in():
    with ZODB.DB(None).transaction() as connection:
        index = connection.root()["stones"] = Stones()
        index.put("a", 1, Stone("r", "o", 1))
        connection.transaction_manager.savepoint()
        index.put("a", 2, Stone("r", "x", 1))
        counted = index._counts
        # Whether the record of each count is to be written again.
        assert {facet: counted[facet]._p_changed for facet in ("", "form:o")} == {"": False, "form:o": True}
        assert index._counters._p_changed is False
        assert [index.count(facet) for facet in ("colour:r", "", "form:o", "form:x")] == [1, 1, 0, 1]
        assert [item for item, _row in index.page([["colour:r"]]).rows] == ["a"]


def test_moving_an_item_writes_no_set_of_the_facets_it_stays_in():
    with ZODB.DB(None).transaction() as connection:
        index = connection.root()["stones"] = Stones()
        index.put("a", 1, Stone("r", "o", 1))
        connection.transaction_manager.savepoint()
        index.put("a", 2, Stone("r", "x", 1))
        assert {facet: keys._p_changed for facet, keys in index._facets.items() if keys._p_jar} == {
            "colour:r": False,
            "form:o": True,
        }


def test_an_item_that_moves_back_stands_where_it_stood(alternating):
    before = alternating.place("7")
    alternating.put("7", 300, Stone("g", "o", 7))
    assert alternating.place("7") > before
    alternating.put("7", 7, Stone("g", "o", 7))
    assert alternating.place("7") == before


@pytest.mark.parametrize("moved_before", [0, 1, 20])
def test_two_writers_that_move_items_do_not_meet(db, moved_before):
    with write_transaction(db) as portal:
        index = portal.stones = ManyStones()
        for number in range(100):
            index.put(f"{number}", number, Stone("r", "o", number))
        index.put("first", 0, Stone("g", "o", 0))
        for number in range(moved_before):
            index.put(f"{number}", 200 + number, Stone("g", "o", number))
    with write_transaction(db) as one:
        one.stones.put("40", 300, Stone("g", "o", 40))
        with write_transaction(db) as other:
            other.stones.put("41", 301, Stone("g", "o", 41))
    with read_transaction(db) as portal:
        found = [item for item, _row in portal.stones.page([["colour:g"]], size=99).rows]
        assert found == ["first", *map(str, range(moved_before)), "40", "41"]
        assert portal.stones.count("colour:g") == moved_before + 3
