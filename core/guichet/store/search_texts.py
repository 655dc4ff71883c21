"""Folded texts of many items, in the order of their list, searched as a few long strings.

Ten thousand names are 600 kB of text, which ``str.find`` looks through in 0.3 ms; reading as many rows from a BTree and
folding each name takes 60 ms. Each block of texts has a Bloom filter of their trigrams, so that nearly all blocks
without a word are passed over unread. An index of trigrams is passed over: it costs 1 kB and 15 changes of trees for
each name.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from BTrees.OOBTree import OOBTree
from persistent import Persistent

MAX_BLOCK = 400
"""Items of one block, 24 kB; a block is a record, which one change writes as a whole."""
FILTER_BITS = 8192
"""Of the Bloom filter of a block, 1 kB: 400 names have 2000 trigrams, so that one bit in five is set."""
LINE_END = ord("\n")
Place = tuple[str, str]
"""Order and id of an item, as in `guichet.store.sorted_index`."""


class SearchText(NamedTuple):
    """What an item is found by. Both are single lines."""

    anywhere: str
    """Found by any part of it."""
    beginnings: str
    """Words, each with a blank before it, that are found by their beginnings alone."""


class TextBlock(Persistent):
    """Neighbours in the order of the list. Persistent: a tuple would be stored in one record with thirty others."""

    def __init__(self, places: Sequence[Place] = (), texts: Sequence[SearchText] = ()) -> None:
        self.replace(places, texts, _bits_of(texts))

    def replace(self, places: Sequence[Place], texts: Sequence[SearchText], trigrams: int) -> None:
        """Replaces what it holds; ``trigrams`` is the Bloom filter, which may say more than the texts have."""
        self.places = tuple(places)
        # A line for each item.
        self.anywhere = "\n".join(text.anywhere for text in texts)
        self.beginnings = "\n".join(text.beginnings for text in texts)
        self.trigrams = trigrams

    def texts(self) -> list[SearchText]:
        """The text of each item."""
        pairs = zip(self.anywhere.split("\n"), self.beginnings.split("\n"), strict=True)
        return [SearchText(*pair) for pair in pairs]

    def fitting(self, words: Sequence[str]) -> set[int]:
        """The numbers of the items whose text has all words."""
        sought = [(word, f" {word}") for word in words]
        for word, beginning in sought:
            # Nearly all blocks end here.
            if word not in self.anywhere and beginning not in self.beginnings:
                return set()
        # The rarest word leaves the fewest texts to compare.
        sought.sort(key=lambda one: self.anywhere.count(one[0]))
        anywhere, beginnings = self.anywhere.split("\n"), self.beginnings.split("\n")
        numbers = list(range(len(self.places)))
        for word, beginning in sought:
            numbers = [number for number in numbers if word in anywhere[number] or beginning in beginnings[number]]
        return set(numbers)


class SearchTexts(Persistent):
    """The texts of items by place."""

    def __init__(self) -> None:
        self._blocks = OOBTree()
        """Place of the first item → `TextBlock`."""

    def put(self, place: Place, text: SearchText) -> None:
        """Stores the text of an item, in place of the one it had there."""
        start = self._start(place)
        places, texts = self._block(start)
        index = bisect_left(places, place)
        if index < len(places) and places[index] == place:
            if texts[index] == text:
                return
            texts[index] = text
        else:
            places.insert(index, place)
            texts.insert(index, text)
        if len(places) <= MAX_BLOCK:
            # All trigrams of a block take 5 ms: they are found again when it is split.
            self._store(start, places, texts, self._trigrams(start) | _bits_of([text]))
            return
        middle = len(places) // 2
        self._store(start, places[:middle], texts[:middle], _bits_of(texts[:middle]))
        self._blocks[places[middle]] = TextBlock(places[middle:], texts[middle:])

    def remove(self, place: Place) -> None:
        """Removes the text of an item; does nothing where there is none."""
        start = self._start(place)
        places, texts = self._block(start)
        index = bisect_left(places, place)
        if index < len(places) and places[index] == place:
            del places[index], texts[index]
            self._store(start, places, texts, self._trigrams(start))

    def find(self, alternatives: Sequence[Sequence[str]], after: Place | None = None) -> Iterator[Place]:
        """The places whose text has every word of one of the ``alternatives``, in their order, behind ``after``.

        An alternative without words fits every text.
        """
        # The longest word first: it is in the fewest blocks.
        sought = [(_bits("\n".join(words)), sorted(words, key=len, reverse=True)) for words in alternatives]
        for block in self._blocks.values(min=self._start(after) if after else None):
            lacking = ~block.trigrams
            lines = [block.fitting(words) for trigrams, words in sought if not trigrams & lacking]
            for line in sorted(set().union(*lines)):
                if after is None or block.places[line] > after:
                    yield block.places[line]

    def _start(self, place: Place) -> Place | None:
        """Key of the block that holds a place, or would; None where there is no block."""
        try:
            found: Place = self._blocks.maxKey(place)
        except ValueError:
            return self._blocks.minKey() if self._blocks else None
        return found

    def _trigrams(self, start: Place | None) -> int:
        return self._blocks[start].trigrams if start is not None else 0

    def _store(self, start: Place | None, places: list[Place], texts: list[SearchText], trigrams: int) -> None:
        """Stores the block with the key ``start`` under its first place."""
        # The same object: another one would leave the former record in the database until it is packed.
        block = self._blocks[start] if start is not None else TextBlock()
        block.replace(places, texts, trigrams)
        if start is not None and [start] != places[:1]:
            del self._blocks[start]
        if places and places[0] not in self._blocks:
            self._blocks[places[0]] = block

    def _block(self, start: Place | None) -> tuple[list[Place], list[SearchText]]:
        if start is None:
            return [], []
        block = self._blocks[start]
        return list(block.places), block.texts()


def _bits_of(texts: Iterable[SearchText]) -> int:
    """The Bloom filter of texts."""
    bits = 0
    for text in texts:
        bits |= _bits(f"{text.anywhere}\n{text.beginnings}")
    return bits


def _bits(text: str) -> int:
    """A bit for each trigram within a line; the same in every process, which ``hash`` is not."""
    codes = [ord(letter) for letter in text]
    bits = 0
    for first, second, third in zip(codes, codes[1:], codes[2:], strict=False):
        if LINE_END not in (first, second, third):
            bits |= 1 << (first * 961 + second * 31 + third) % FILTER_BITS
    return bits
