"""What may surround a typed value without being part of it: labels, units, quotes, brackets, full stops, blanks.

One list for all parsers, so that no field is less forgiving than another. Whatever could make the value another one
stays and is refused by the parser: a minus sign, « < » before a number, the round brackets that bookkeepers put around
a negative amount, a currency or unit that the field does not have.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from guichet.values.text_input import GROUP_MARKS, normalize, strip_separators

QUOTES = "\"'«»‹›“”„‟"
ENDINGS = ".,;:!?"
"""Signs of the sentence that a value was copied from."""
SQUARE_BRACKETS = (("[", "]"), ("{", "}"))
ROUND_BRACKETS = (*SQUARE_BRACKETS, ("(", ")"), ("<", ">"))
MAX_LAYERS = 4
"""Quotes within brackets within quotes: more layers are no value, and each costs another pass over the text."""

NUMBER_WORDS = ("n°", "nº", "№", "#", "no", "nr", "num", "numéro", "nummer", "numero", "number")
"""Before the number of anything."""
LINKING_WORDS = ("de", "du", "la", "le", "d'", "l'", "der", "die")
"""Within « N° de la décision ». Never alone: « DE-100.155.212 » is a German number of an enterprise."""
AVS_LABELS = (
    *("avs", "avs13", "avsn13", "navs", "navs13", "ahv", "ahv13", "ahvn", "ahvn13", "assuré", "assurée"),
    *("versicherten", "versicherte", "versichertennummer", "vers", "ahvnummer", "sozialversicherungsnummer"),
    *("sozialversicherungs", "sv", "svn", "nss", "nnss"),
)
IBAN_LABELS = ("iban", "qr", "qriban", "compte", "konto", "kontonummer", "bankkonto", "ibannummer")
GLN_LABELS = ("gln", "ean")
UID_LABELS = ("uid", "ide", "idi", "tva", "mwst", "iva", "vat")
"""The number for value-added tax is the same with a word behind it; bills have it under that name."""
DECISION_LABELS = (
    *("décision", "communication", "dossier", "verfügung", "verfügungs", "verfügungsnummer"),
    *("mitteilung", "mitteilungs", "mitteilungsnummer", "dossiernummer"),
)
REFERENCE_LABELS = (
    "référence",
    "réf",
    "reference",
    "ref",
    "referenz",
    "referenznummer",
    "qr",
    "dossier",
    "demande",
    "antrag",
)
INVOICE_LABELS = ("facture", "rechnung", "rechnungsnummer", "rechnungs", "fattura", "invoice")

RECOVERY_LABELS = ("code", "secours", "notfallcode", "wiederherstellungscode", "ersatzcode")
PHONE_LABELS = (
    *("tél", "tel", "téléphone", "telephone", "telefon", "telefonnummer", "natel", "mobile", "mobil", "mob"),
    *("mobilnummer", "portable", "port", "handy", "handynummer", "phone"),
)
POSTCODE_LABELS = ("npa", "plz", "cap", "postleitzahl")
EMAIL_LABELS = ("mailto", "e-mail", "email", "mail", "courriel", "adresse", "adresse e-mail", "e-mail-adresse")
CURRENCY = (
    *("chf.", "chf", "sfr.", "sfr", "sfrs.", "sfrs", "fr.", "fr", "frs.", "frs", "francs", "franc", "franken"),
    *("francs suisses", "franc suisse", "schweizer franken"),
)
AMOUNT_LABELS = ("montant", "total", "betrag", "summe")
DAY_LABELS = ("le", "du", "am", "vom", "den", "il", "date", "datum")
TIME_LABELS = ("à", "a", "um", "at")

UNITS = {
    "km": ("km", "kms", "kilomètres", "kilomètre", "kilometres", "kilometre", "kilometer"),
    "h": ("h", "heures", "heure", "std", "stunden", "stunde"),
    "min": ("min", "mn", "minutes", "minute", "minuten"),
    "%": ("%", "pour cent", "pour-cent", "pourcent", "prozent"),
    "jours": ("jours", "jour", "j", "tage", "tag", "tagen", "giorni", "giorno", "days", "day"),
}
"""Unit behind a field, in French where it is translated → how it is written behind a number, in any language.

A unit that is not here is written as on the page in French.
"""
PIECES = (
    *("x", "×", "stk.", "stk", "stück", "stücke", "pcs", "pce", "pces", "pièce", "pièces", "unité", "unités"),
    *("fois", "mal", "nuit", "nuits", "nacht", "nächte", "séance", "séances", "sitzung", "sitzungen"),
)
"""Around a number of things, whose field has no unit: « 2 Stk. », « 3 × »."""

Brackets = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Surroundings:
    """Signs and words around one kind of value; from one of the functions ``around_…``."""

    brackets: Brackets
    before: re.Pattern[str]
    after: re.Pattern[str]

    def strip(self, text: str) -> str:
        """The value alone, normalized; all of the text, normalized, when a label alone was typed.

        A label and a unit are dropped once: « 12 km km » is no number of kilometres.
        """
        typed = normalize(text)
        unlabelled = self.before.sub("", strip_glue(typed, self.brackets), count=1)
        without_unit = self.after.sub("", strip_glue(unlabelled, self.brackets), count=1)
        return strip_glue(without_unit, self.brackets) or typed


def around_identifier(*labels: str) -> Surroundings:
    """Around a number that names something; any dash, dot or colon after its label belongs to the label."""
    words, linking = _alternatives((*labels, *NUMBER_WORDS)), _alternatives(LINKING_WORDS)
    before = rf"\A(?:{words}[ .:=/-]*)(?:(?:{linking} ?)*{words}[ .:=/-]*)*"
    return Surroundings(ROUND_BRACKETS, re.compile(before, re.IGNORECASE), _NOTHING)


def one_spelling(*labels: str, without: str = GROUP_MARKS) -> Callable[[str], str]:
    """A function that writes a number which names something in one way: no label, blanks, marks ``without`` between its
    groups, nor signs around it.
    """
    around = around_identifier(*labels)

    def write(text: str) -> str:
        # Until nothing changes: what is shown again and read again is the same.
        while (found := strip_separators(around.strip(text), without)) != text:
            text = found
        return text

    return write


def around_measure(labels: Iterable[str] = (), units: Iterable[str] = ()) -> Surroundings:
    """Around an amount or a quantity: after the label a dash is a minus sign, and a dot begins « .50 »."""
    return _around_words(SQUARE_BRACKETS, labels, units)


def around_moment(labels: Iterable[str] = ()) -> Surroundings:
    """Around a day, a month, a time or a length of time, which no bracket makes negative."""
    return _around_words(ROUND_BRACKETS, labels, ())


def _around_words(brackets: Brackets, labels: Iterable[str], units: Iterable[str]) -> Surroundings:
    before = rf"\A(?:{_alternatives(labels)}[ :=]*)+" if labels else r"(?!)"
    after = rf" ?(?<![^\W\d_])(?:{'|'.join(_longest_first(units))})\Z" if units else r"(?!)"
    return Surroundings(
        brackets, re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE) if units else _NOTHING
    )


def strip_glue(text: str, brackets: Brackets) -> str:
    """``text`` without blanks, quotes and ``brackets`` at its ends and full stops behind it, unless nothing is left."""
    # Nearly every text: neither blank, quote, bracket nor full stop is at its ends.
    if text[:1].isalnum() and text[-1:].isalnum():
        return text
    whole = text
    for _layer in range(MAX_LAYERS):
        inner = text.strip(" " + QUOTES).rstrip(" " + QUOTES + ENDINGS)
        for opening, closing in brackets:
            # « (0)79 … » begins with a bracket that closes within: it stays.
            if inner.startswith(opening) and (inner.endswith(closing) or closing not in inner):
                inner = inner[1:].removesuffix(closing)
            elif inner.endswith(closing) and opening not in inner:
                inner = inner[:-1]
        if inner == text:
            break
        text = inner
    return text or whole


_NOTHING = re.compile(r"(?!)")


def _alternatives(words: Iterable[str]) -> str:
    """A pattern of any of the words; no letter follows one that ends with a letter (« no » is not in « nous »)."""
    return (
        "(?:" + "|".join(rf"{word}(?![^\W\d_])" if word[-1].isalnum() else word for word in _longest_first(words)) + ")"
    )


def _longest_first(words: Iterable[str]) -> list[str]:
    return [re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))]
