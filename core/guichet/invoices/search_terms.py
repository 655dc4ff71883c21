"""Search of the office by name, AVS number or part of a reference, over all invoices that were sent.

Indexed are the folded words of beneficiary and sender, the AVS number and the blocks of the reference. A search reads
the terms that begin with one of its words, at most `MAX_READ`, so it costs the same for any number of invoices. hypatia
is passed over for the reasons given in `guichet.store.sorted_index`.
"""

from collections.abc import Iterable, Iterator

from BTrees.OOBTree import OOTreeSet

from guichet.store.models import Resource
from guichet.store.sorted_index import LAST
from guichet.values.name_folding import name_search, search_words
from guichet.values.text_input import normalize

TERMS = "invoice_terms"
"""Name of the desk's :class:`SearchTerms`."""
MAX_READ = 500
"""Terms that are read for one word of a search."""
MIN_WORD = 2
"""Characters of a word from which on it is looked up."""
_SEPARATORS = str.maketrans("", "", " .-/\u00a0")


class SearchTerms(Resource):
    """``(term, id of an invoice)``, sorted."""

    def __init__(self) -> None:
        self._terms = OOTreeSet()

    def put(self, invoice_id: str, texts: Iterable[str]) -> None:
        """Adds the words of the texts to those of an invoice; earlier ones stay: the name of before finds it too."""
        self._terms.update((word, invoice_id) for text in texts for word in search_words(text))

    def beginning_with(self, word: str) -> Iterator[str]:
        """Ids of the invoices with a term that begins with ``word``; reads at most `MAX_READ` terms."""
        for read, (_term, invoice_id) in enumerate(self._terms.keys(min=(word,), max=(word + LAST,))):
            if read == MAX_READ:
                return
            yield invoice_id


class Query:
    """What the office typed: a name in any order and spelling, an AVS number in any notation, part of a reference."""

    def __init__(self, text: str) -> None:
        digits = normalize(text).translate(_SEPARATORS)
        text = digits if digits.isdigit() else text
        # The longest word is in the fewest invoices, as a rule.
        self.words = sorted((word for word in search_words(text) if len(word) >= MIN_WORD), key=len, reverse=True)
        self._fits = name_search(text)

    def find(self, terms: SearchTerms) -> Iterator[str]:
        """Ids of the invoices that the first indexed word leads to, each once; `fits` decides on each."""
        for word in self.words:
            found = dict.fromkeys(terms.beginning_with(word))
            if found:
                yield from found
                return

    def fits(self, *shown: str) -> bool:
        """Whether all words of the query are in the texts of an invoice, in any order."""
        return self._fits(" ".join(shown))
