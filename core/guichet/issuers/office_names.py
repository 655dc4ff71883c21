"""Names that belong to offices of the insurance, of this canton or another."""

import re
import unicodedata
from collections.abc import Iterable

from guichet.values import unicode_forms
from guichet.values.name_folding import normalize_for_search

OF_OFFICES = (
    "office ai",
    "oai",
    "office de lai",
    "office cantonal ai",
    "lassurance invalidite",
    "iv stelle",
    "invalidenversicherung",
    "assurance invalidite",
    "assicurazione invalidita",
    "ufficio ai",
    "centrale de compensation",
    "zentrale ausgleichsstelle",
    "office federal des assurances sociales",
    "bundesamt fur sozialversicherungen",
    "guichet en ligne",
    "online schalter",
)
"""Words of the names of the cantons' offices, of the Centrale, of the federal office and of desks, as
`normalize_for_search` writes them."""


_DIGITS = str.maketrans("013", "oie")
"""Digits that stand for a letter, as in « 0ffice A1 »."""
_SPACED_OUT = re.compile(r"\b(\w) (?=\w\b)")
"""Single letters with blanks between them, which is how « I.V. » is folded."""


def is_office_name(name: str, own: Iterable[str]) -> bool:
    """Whether a name holds that of an office, also in letters set apart; ``own`` are the names of the desk's office."""
    folded = normalize_for_search(name)
    joined = _SPACED_OUT.sub(r"\1", folded)
    written = [f" {one} " for one in (folded, joined, folded.translate(_DIGITS), joined.translate(_DIGITS))]
    known = [normalize_for_search(one) for one in (*OF_OFFICES, *own)]
    # Also as one word, « OfficeAI ».
    return any(f" {one} " in form for name in known for one in (name, name.replace(" ", "")) for form in written)


def has_foreign_letters(name: str) -> bool:
    """Whether a name has letters of another script, e.g. a Cyrillic « І » in place of the Latin one.

    The names of the Swiss commercial register are in Latin letters.
    """
    letters = unicode_forms.compatible(name)  # full-width ones, and « º », are Latin letters too
    return any(letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN ") for letter in letters)
