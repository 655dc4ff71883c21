"""What Excel does to numbers and days in a CSV file: undone where that is certain, refused with a remedy elsewhere."""

import re
from collections.abc import Iterable

from translationstring import TranslationString

from guichet.i18n import _
from guichet.issuers.beneficiary_import.columns import RELATION, folded
from guichet.issuers.issuer_actions import REPRESENTATIVE_PREFIX
from guichet.issuers.issuer_schemas import REPRESENTATIONS
from guichet.values.name_folding import normalize_for_search
from guichet.values.payment_reference import QR_LENGTH

NUMBERS = ("avs", "postcode", "decision_number", "payment_reference", f"{REPRESENTATIVE_PREFIX}postcode")
"""Columns of which Excel makes numbers."""
PHONE = f"{REPRESENTATIVE_PREFIX}phone"
_FORMULA_TEXT = re.compile(r'=\s*"(?P<text>.*)"')
"""How programs keep Excel from reading a text as a number: ``="0791234567"``."""
_ROUNDED = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
_DECIMALS = re.compile(r"(?<=[0-9])[.,]0+\Z")
_PHONE_WITHOUT_ZERO = re.compile(r"[1-9][0-9]{8}")
_SHORT_REFERENCE = re.compile(r"[0-9]{16,26}")
_SERIAL_DAY = re.compile(r"[0-9]{4,6}")
"""Days since 1900: what Excel writes for a day in a column without the format of a date."""
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00)?(\.0+)?\Z")
_MONTH_FIRST = re.compile(r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})/[0-9]{2,4}")
_RELATIONS = {
    "parent": ("parent", "parents", "père", "mère", "père ou mère", "vater", "mutter", "eltern", "elternteil"),
    "guardian": ("curatelle", "curateur", "curatrice", "tuteur", "tutrice", "beistand", "beiständin", "beistandschaft"),
    "other": ("autre", "autre représentant légal", "andere", "anderer", "andere gesetzliche vertretung"),
}
_RELATION_KEYS = {normalize_for_search(word): key for key, words in _RELATIONS.items() for word in words}
ROUNDED = _("Excel a arrondi ce numéro. Donnez à la colonne le format « Texte », puis saisissez-le en entier")
SERIAL_DAY = _("Excel a écrit un nombre à la place du jour. Donnez à la colonne le format « Date »")
MONTH_FIRST = _("Des dates de cette colonne ont le mois en premier. Écrivez-les comme 14.10.1984")
LOST_LETTERS = _("Des lettres sont remplacées par « ${sign} ». Saisissez de nouveau ce texte, puis enregistrez")
RELATION_WORDS = _("Écrivez « ${parent} », « ${guardian} » ou « ${other} »")
REPLACED = "\ufffd"
"""What programs write in the place of a letter that they could not read."""


def repaired(name: str, text: str) -> str:
    """The text of a cell in the column ``name`` as its owner meant it."""
    # A cell with line ends was made with Alt + Enter; the desk's fields have one line.
    text = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    formula = _FORMULA_TEXT.fullmatch(text)
    text = formula["text"].strip() if formula else text
    if name in NUMBERS:
        text = _DECIMALS.sub("", text)
    if name == "payment_reference" and _SHORT_REFERENCE.fullmatch(text):
        # Leading zeros do not change the check digit, so that a reference with other digits lost is still refused.
        return text.zfill(QR_LENGTH)
    if name == PHONE and _PHONE_WITHOUT_ZERO.fullmatch(text):
        return f"0{text}"
    if name == "birth_date":
        return _MIDNIGHT.sub("", text)
    return _RELATION_KEYS.get(folded(text), text) if name == RELATION else text


def damage(name: str, text: str, *, month_first: bool) -> TranslationString | None:
    """What to do about a repaired text that lost something on its way; None for one that is whole.

    :param month_first: whether the column has days that can only be read with the month in front.
    """
    if REPLACED in text:
        return LOST_LETTERS % {"sign": REPLACED}
    if name in NUMBERS and _ROUNDED.fullmatch(text):
        return ROUNDED
    if name == "birth_date" and _SERIAL_DAY.fullmatch(text):
        return SERIAL_DAY
    if name == "birth_date" and month_first and _MONTH_FIRST.fullmatch(text):
        return MONTH_FIRST
    if name == RELATION and text and text not in _RELATIONS:
        return RELATION_WORDS % dict(REPRESENTATIONS)
    return None


def has_month_first(days: Iterable[str]) -> bool:
    """Whether one of the days has its month in front, as American programs write them: 10/14/1984.

    The others of the column then mean another day than they seem to.
    """
    found = (_MONTH_FIRST.fullmatch(day) for day in days)
    return any(day and int(day["first"]) <= 12 < int(day["second"]) for day in found)
