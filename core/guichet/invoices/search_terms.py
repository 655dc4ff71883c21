"""Search of the office by name, number or part of a reference, over all invoices that were sent.

Numbers are those of the insured person, of the decision, and a company's own of its invoice, in any spelling.

The folded words of persons, senders and numbers lead to the facets of the work list: a person with a thousand invoices
is indexed once. A search reads the terms that begin with one of its words, at most `MAX_READ`, so it costs the same for
any number of invoices. hypatia is passed over for the reasons given in `guichet.store.sorted_index`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice, pairwise

from BTrees.OOBTree import OOTreeSet

from guichet.invoices.case_index import CaseRow, work_list
from guichet.store.batches import Cursor
from guichet.store.models import Portal, Resource
from guichet.store.sorted_index import LAST
from guichet.values.invoice_number import same_form
from guichet.values.name_folding import name_search, search_words, searched_words
from guichet.values.surroundings import AVS_LABELS, DECISION_LABELS, one_spelling

TERMS = "invoice_terms"
"""Name of the desk's :class:`SearchTerms`."""
MAX_READ = 500
"""Terms that are read for one word of a search."""
MAX_SWEPT = 1000
"""Terms that one transaction of the daily task reads."""
MIN_WORD = 2
"""Characters of a word from which on it is looked up."""
MIN_END, MAX_START = 3, 30
"""Of a word that no term begins with: characters of the shortest end that is looked up, and of the longest beginning
that is left out for it."""
_SHARED = re.compile(r"(?:[a-z]{2}[ -]?)?20\d\d(?![0-9])", re.IGNORECASE)
"""Tenant and year of a reference, or the year alone: thousands share them, and no term has them."""
_YEAR = re.compile(r"20\d\d")
"""Of a company's invoice number: thousands share it, and no term has it."""
_WHOLE = "#"
"""Before a company's invoice number as a whole, in the one form of its spellings; folded words have no such sign."""
_NUMBER = one_spelling(*AVS_LABELS, *DECISION_LABELS)
"""The digits of an AVS or decision number, as typed or copied with its label: « AHV-Nr. 756.1234.5678.97 »."""


class SearchTerms(Resource):
    """``(term, facet of the work list)``, sorted."""

    may_lead_nowhere = False
    """Whether the last invoice of a person, sender or decision was erased since the last sweep began."""

    def __init__(self) -> None:
        self._terms = OOTreeSet()

    def put(self, facet: str, texts: Iterable[str], number: str = "") -> None:
        """Adds the words of the texts to those of a facet; earlier ones stay: the name of before finds it too.

        ``number`` is a company's invoice number, which is found as a whole as well.
        """
        self._terms.update((word, facet) for word in _words(texts, number))

    def beginning_with(self, word: str) -> list[str]:
        """The facets with a term that begins with ``word``, each once; reads at most `MAX_READ` terms."""
        terms = islice(self._terms.keys(min=(word,), max=(word + LAST,)), MAX_READ)
        return list(dict.fromkeys(facet for _term, facet in terms))

    def numbered(self, number: str) -> list[str]:
        """The facets with this invoice number of a company, in any spelling; reads at most `MAX_READ` terms."""
        word = _WHOLE + same_form(number)
        return [facet for _term, facet in islice(self._terms.keys(min=(word,), max=(word, LAST)), MAX_READ)]

    def ending_like(self, word: str) -> list[str]:
        """The facets with a term that begins as ``word`` ends, fewer than `MAX_READ`: « luc » for « jeanluc »."""
        found: dict[str, None] = {}
        for start in range(1, min(len(word) - MIN_END, MAX_START) + 1):
            facets = self.beginning_with(word[start:])
            if len(found) + len(facets) >= MAX_READ:
                break
            found.update(dict.fromkeys(facets))
        return list(found)

    def remove(self, facet: str, texts: Iterable[str], number: str = "") -> None:
        """Removes the words of the texts and of the number from those of a facet."""
        for word in _words(texts, number):
            if (word, facet) in self._terms:
                self._terms.remove((word, facet))

    def behind(self, cursor: Cursor) -> Iterator[tuple[str, str]]:
        """The terms behind one of them."""
        return iter(self._terms.keys(cursor or None, excludemin=bool(cursor)))

    def respell(self, facet: str, forms: Iterable[str], number: str) -> None:
        """Replaces the ``forms`` under which a number as a whole was stored by its present one."""
        for form in forms:
            if (term := (_WHOLE + form, facet)) in self._terms:
                self._terms.remove(term)
        self.put(facet, (), number)

    def discard(self, term: tuple[str, str]) -> None:
        """Removes one term."""
        self._terms.remove(term)


class Query:
    """What the office typed: a name in any order and spelling, a number in any notation, part of a reference."""

    def __init__(self, text: str) -> None:
        self._number = same_form(text)
        digits = _NUMBER(text)
        text = digits if digits.isdigit() else text
        own = _SHARED.sub("", text, count=1) if _SHARED.match(text) else text
        self._lists = searched_words(own)
        self._is_shared = own != text and not any(len(word) >= MIN_WORD for words in self._lists for word in words)
        # « 2026-7 » is the number of an invoice, « BE-2026 » part of every reference.
        self._may_be_number = not self._is_shared or any(map(str.isalnum, own))
        self._fits = name_search(text)

    def facets(self, terms: SearchTerms) -> Sequence[str] | None:
        """Facets of the work list of which one holds every invoice found; `fits` decides on each invoice.

        None where every word leads to too many: then all invoices have to be looked at.
        """
        numbered = terms.numbered(self._number) if self._may_be_number else []
        if len(numbered) == MAX_READ:
            return None
        if self._is_shared:
            return numbered or None
        found = dict.fromkeys(numbered)
        # « Müller » and « Mueller » lead to other persons, and either will do.
        for words in self._lists:
            leads = self._leads(terms, words)
            few = [facets for facets in leads if len(facets) < MAX_READ]
            if leads and not few:
                return None
            # The word that leads to the fewest: a sender's name is one facet, a family name may be a hundred persons.
            found |= dict.fromkeys(min(few, key=len, default=()))
        return list(found)

    def _leads(self, terms: SearchTerms, words: Sequence[str]) -> list[list[str]]:
        """The facets to which each word leads, where it does to any."""
        # « O Brien » and « Mc Donald » may be stored as one word.
        pairs = {second: first + second for first, second in pairwise(words)}
        long = (word for word in words if len(word) >= MIN_WORD)
        return [facets for word in long if (facets := self._lead(terms, word, pairs.get(word, word)))]

    def _lead(self, terms: SearchTerms, word: str, joined: str) -> list[str]:
        """The facets to which a word leads, also joined with the one before it, or else by its end: « Jeanluc »."""
        found = dict.fromkeys(facet for start in (word, joined) for facet in terms.beginning_with(start))
        return list(found) or terms.ending_like(word)

    def fits(self, row: CaseRow) -> bool:
        """Whether all words of the query are in the texts of an invoice, in any order, or are its number."""
        number = row.invoice_number
        return self.finds(row.search_text) or (number != "" and same_form(number) == self._number)

    def finds(self, text: str) -> bool:
        """Whether all words of the query are in a text, in any order."""
        return self._fits(text)


def index_terms(portal: Portal, invoice_id: str, row: CaseRow) -> None:
    """Indexes an invoice that was sent, unless it is indexed as it is: most changes are of its state.

    To be called before its row is brought up to date.
    """
    before = work_list(portal).row(invoice_id)
    if before is not None and before.search_text == row.search_text:
        return
    terms: SearchTerms = portal[TERMS]
    for facet, texts in _texts(invoice_id, row).items():
        terms.put(facet, texts)
    own = f"id:{invoice_id}"
    if before is not None and before.invoice_number != row.invoice_number:
        # Nothing else would remove the number of before, once the invoice is erased.
        terms.remove(own, (), before.invoice_number)
        terms.put(own, _texts(invoice_id, row)[own])
    terms.put(own, (), row.invoice_number)


def forget_terms(portal: Portal, invoice_id: str, row: CaseRow) -> None:
    """Removes what leads to an invoice that is erased, and to its person, sender and decision where it was their last.

    To be called once its row is removed. A person or sender may have had other names before: `sweep_terms` removes what
    is left of them.
    """
    terms: SearchTerms = portal[TERMS]
    terms.remove(f"id:{invoice_id}", (), row.invoice_number)
    for facet, texts in _texts(invoice_id, row).items():
        if not work_list(portal).count(facet):
            terms.remove(facet, texts)
            terms.may_lead_nowhere = True


def sweep_terms(portal: Portal, _now: datetime, cursor: Cursor) -> Cursor | None:
    """Daily task, once something was erased: removes the terms of persons, senders and decisions without an invoice."""
    terms: SearchTerms = portal[TERMS]
    if not cursor:
        if not terms.may_lead_nowhere:
            return None
        # Now, and not at the end: what is erased meanwhile asks for another sweep.
        terms.may_lead_nowhere = False
    read = list(islice(terms.behind(cursor), MAX_SWEPT))
    known: dict[str, int] = {}
    for term in read:
        facet = term[1]
        # They went with the invoice: a reference never changes, and another number replaces the one of before.
        if facet.startswith("id:"):
            continue
        if facet not in known:
            known[facet] = work_list(portal).count(facet)
        if not known[facet]:
            terms.discard(term)
    return read[-1] if len(read) == MAX_SWEPT else None


def _words(texts: Iterable[str], number: str) -> set[str]:
    words = {word for text in texts for word in search_words(text)}
    if number:
        words.add(_WHOLE + same_form(number))
        words.update(word for word in search_words(number) if not _YEAR.fullmatch(word))
    return words


def _texts(invoice_id: str, row: CaseRow) -> dict[str, tuple[str, ...]]:
    """Facet → the texts by which it is found."""
    texts: dict[str, tuple[str, ...]] = {
        f"avs:{row.avs}": (row.beneficiary, row.avs),
        f"from:{row.issuer_id}": (row.issuer,),
        # Without tenant and year of the reference, which thousands share.
        f"id:{invoice_id}": tuple(row.reference.split("-")[2:]),
    }
    return texts | ({f"decision:{row.decision_number}": (row.decision_number,)} if row.decision_number else {})
