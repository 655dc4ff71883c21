"""Texts of a long list, found by their parts in the order of the list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.store import search_texts
from guichet.store.search_texts import SearchText, SearchTexts

places = st.tuples(st.sampled_from("abc"), st.sampled_from("123456"))
words = st.text("xyz", min_size=1, max_size=4)
lines = st.lists(words, max_size=3)
changes = st.lists(st.tuples(places, st.none() | st.tuples(lines, lines)), max_size=40)


def fits(text, alternative):
    anywhere, beginnings = text
    return all(word in " ".join(anywhere) or any(one.startswith(word) for one in beginnings) for word in alternative)


@given(changes, st.lists(st.lists(words, max_size=2), max_size=2), st.none() | places)
def test_find_is_what_looking_through_all_texts_finds(changes, alternatives, after):
    stored, texts = {}, SearchTexts()
    for place, text in changes:
        if text is None:
            stored.pop(place, None)
            texts.remove(place)
        else:
            stored[place] = text
            anywhere, beginnings = text
            texts.put(place, SearchText(" ".join(anywhere), "".join(f" {word}" for word in beginnings)))
    expected = [
        place
        for place, text in sorted(stored.items())
        if (after is None or place > after) and any(fits(text, alternative) for alternative in alternatives)
    ]
    assert list(texts.find(alternatives, after)) == expected


def test_long_list_is_split_into_records_of_bounded_size():
    texts = SearchTexts()
    count = search_texts.MAX_BLOCK * 5
    for number in range(count):
        texts.put(("", f"{number * 7 % count:04}"), SearchText("x", ""))
    sizes = [len(block.places) for block in texts._blocks.values()]
    assert sum(sizes) == count
    assert max(sizes) <= search_texts.MAX_BLOCK
    assert min(sizes) >= search_texts.MAX_BLOCK // 4


@pytest.fixture
def stored(desks):
    """Texts in the database, and what the present transaction would write of them."""
    with desks.acting("be") as ctx:
        texts = SearchTexts()
        ctx.portal._p_jar.add(texts)
        for number in range(search_texts.MAX_BLOCK):
            texts.put(("", f"{number:04}"), SearchText("x", ""))
        ctx.portal._p_jar.transaction_manager.savepoint()
        yield texts


def test_text_that_is_the_same_is_not_written_again(stored):
    block = stored._blocks["", "0000"]
    stored.put(("", "0001"), SearchText("x", ""))
    assert not block._p_changed
    stored.put(("", "0001"), SearchText("y", ""))
    assert block._p_changed
    assert not stored._blocks._p_changed
