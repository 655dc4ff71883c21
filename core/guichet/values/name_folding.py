"""Comparing and searching names that people typed: by letters, not by the look-alike signs of a keyboard.

One folding for every search, every order and every comparison of typed names; what is shown stays as typed. Unidecode
is passed over: it also turns other scripts into Latin letters, which makes different names equal, and is GPL.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from guichet.values import unicode_forms
from guichet.values.text_input import remove_invisible

APOSTROPHES = "'’‘‛ʼʻʹʽʾʿˈ′‵`´\u02b9\u02ca\u05f3\uff07\u055a\ua78c"
"""Signs that a keyboard writes for the apostrophe of O’Brien. They are dropped, so that « OBrien » is found too."""
_NO_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, ""))
_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)} | _NO_APOSTROPHE
_TWINS = str.maketrans({"æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ŋ": "ng", "ĸ": "k", "ə": "e", "đ": "d"})
"""Letters that Unicode takes apart into no letter and accent, and whose names do not say their plain twin."""
_PLAIN_LETTER = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")
"""« LATIN SMALL LETTER O WITH STROKE »: Unicode's name of a letter says its plain twin."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj"})
"""How bank accounts and the lines that machines read on identity cards write them; « dj » as in Djokić."""


def normalize_for_search(text: str) -> str:
    """The words of ``text`` in plain small letters, with one blank between: « O’Brien-Łuc » is « obrien luc ».

    Apostrophes are dropped; hyphens, blanks and all punctuation part words.
    """
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    # Composed first, so that a letter and its separate accent are looked up as one.
    small = unicode_forms.composed(remove_invisible(text)).translate(_NO_APOSTROPHE).casefold()
    decomposed = unicode_forms.decomposed(small).casefold()
    letters = "".join(map(_plain, decomposed)).translate(_NO_APOSTROPHE)
    return " ".join(letters.split())


def name_search(query: str) -> Callable[[str], bool]:
    """A test for names: true if each word of ``query`` is in the name, in any order.

    A blank query fits every name, one of punctuation alone none.
    """
    asked = searched_words(query)

    def fits(name: str) -> bool:
        forms = _forms(name)
        return any(all(any(_has(word, form) for form in forms) for word in words) for words in asked)

    return fits


def searched_words(query: str) -> list[list[str]]:
    """What a name may have to fit a query: every word of one of the lists. No list for a query of punctuation."""
    # A query with an umlaut and one without are tried apart: « Mueller » finds Müller, and « Müller » finds Mueller.
    return [form.split() for form in _forms(query) if form or not query.strip()]


def searched_texts(name: str) -> tuple[str, str]:
    """The texts of a name that `searched_words` are looked for in: a word is anywhere in the first one, or begins a
    word of the second one, each of which has a blank before it.

    A name fits a query here exactly if it does so for `name_search`.
    """
    forms = sorted(_forms(name))
    tails = (tail for form in forms for tail in _joined_tails(form))
    return " ".join(forms), "".join(f" {tail}" for tail in dict.fromkeys(tails))


def search_words(text: str) -> set[str]:
    """The folded words under which ``text`` is indexed, umlauts in one letter and in two."""
    return {word for form in _forms(text) for word in form.split()}


def same_name(one: str, other: str) -> bool:
    """True if both are the same words in any order, or the same letters: « Muster, Anna » and « Anna Muster »,
    « Marie O Brien » and « O’Brien Marie », « Jeanluc » and « Jean-Luc ».
    """
    return bool(name_words(one) & name_words(other))


def name_key(name: str) -> str:
    """One key for the spellings of a name, a place or a thing, where keys are compared and not pairs of names: folded,
    umlauts in two letters, numbers apart, the other words in order and without a blank. « Müller, O’Brien » is
    « muellerobrien », « Rue 1, 12 » is « 1 12 rue ».
    """
    words = sorted(normalize_for_search(_umlauts_in_two(name)).split())
    numbers = [word for word in words if word[0].isdigit()]
    others = "".join(word for word in words if word not in numbers)
    return " ".join([*numbers, others] if others else numbers)


def name_words(name: str) -> set[tuple[str, ...]]:
    """The words of a name in order, umlauts in one letter and in two, and all as one word, beginning with any of them.

    Two names that share one of these are the same: one keyboard parts what another joins.
    """
    found = set()
    for words in map(str.split, _forms(name)):
        found.add(tuple(sorted(words)))
        found.update(("".join(words[at:] + words[:at]),) for at in range(len(words)))
    return found


def _forms(text: str) -> set[str]:
    """The folded text, and the one with umlauts in two letters."""
    if text.isascii():
        return {normalize_for_search(text)}
    return {normalize_for_search(text), normalize_for_search(_umlauts_in_two(text))}


def _umlauts_in_two(text: str) -> str:
    return unicode_forms.composed(text).lower().translate(_UMLAUTS)


def _has(word: str, form: str) -> bool:
    """Whether a word is in a folded text; « jeanpierre » is in « jean pierre », from the beginning of a word on."""
    return word in form or any(tail.startswith(word) for tail in _joined_tails(form))


def _joined_tails(form: str) -> list[str]:
    """The words of a folded text from each of them on, but the last one, written as one."""
    words = form.split()
    return ["".join(words[start:]) for start in range(len(words) - 1)]


@lru_cache(maxsize=1024)
def _plain(char: str) -> str:
    """The plain twin of one small letter; a blank for punctuation, nothing for an accent."""
    if char.isascii():
        return char if char.isalnum() else " "
    category = unicodedata.category(char)
    if category.startswith("M"):
        return ""
    if not category.startswith(("L", "N")):
        return " "
    twin = char.translate(_TWINS)
    if twin != char:
        return twin
    named = _PLAIN_LETTER.match(unicodedata.name(char, ""))
    return named[1].lower() if named else char
