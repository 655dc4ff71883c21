"""The columns of the file: by which words their names are recognised, in French and German and in any order."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from guichet.i18n import Localizer, _
from guichet.issuers.beneficiary_import.csv_rows import UnreadableFile
from guichet.issuers.issuer_actions import REPRESENTATIVE_PREFIX
from guichet.values.name_folding import normalize_for_search

HOUSE_NUMBER = "house_number"
"""A column that many address lists have; the desk keeps street and number together."""
RELATION = f"{REPRESENTATIVE_PREFIX}relation"
REQUIRED = ("first_name", "last_name", "birth_date", "avs", "street", "postcode", "town")
_REPRESENTATIVE = ("représentant", "représentante", "représentant légal", "vertreter", "vertreterin")
_OF = ("du", "de la", "des", "der", "von")
WORDS: Mapping[str, tuple[str, ...]] = {
    "first_name": ("prénom", "prénoms", "vorname", "vornamen", "rufname"),
    "last_name": ("nom", "nom de famille", "name", "nachname", "familienname"),
    "birth_date": ("date de naissance", "naissance", "né le", "née le", "né(e) le", "geburtsdatum", "geboren am"),
    "avs": (
        *("n° assuré", "n° d’assuré", "no assuré", "numéro d’assuré", "n° avs", "no avs", "numéro avs", "avs", "navs"),
        *("navs13", "ahv", "ahv-nr", "ahv nr", "ahv-nummer", "ahv nummer", "ahvn13", "versichertennummer"),
        *("sozialversicherungsnummer", "versicherten-nr", "vers.-nr"),
    ),
    "street": (
        *("rue et numéro", "rue et n°", "rue", "adresse", "rue, numéro", "strasse", "straße", "strasse und nummer"),
        *("strasse und nr", "strasse nr", "strasse hausnummer"),
    ),
    HOUSE_NUMBER: ("numéro de rue", "n° de rue", "n° de maison", "hausnummer", "haus-nr", "hausnr", "strassennummer"),
    "postcode": ("npa", "code postal", "plz", "postleitzahl"),
    "town": ("localité", "lieu", "ville", "ort", "ortschaft", "wohnort"),
    "decision_number": (
        *("numéro de décision", "n° de décision", "no de décision", "décision", "verfügungsnummer", "verfügungs-nr"),
        *("verfügungs-/mitteilungsnummer", "entscheidnummer", "nummer der verfügung", "verfügung"),
    ),
    "decision_label": ("description de la décision", "beschreibung der verfügung", "beschreibung des entscheids"),
    "iban": ("iban", "compte", "compte iban", "konto", "kontonummer", "iban-nr"),
    "account_holder": ("titulaire du compte", "titulaire", "kontoinhaber", "kontoinhaberin", "kontoinhaber/in"),
    "payment_reference": (
        *("n° de référence de paiement", "référence de paiement", "référence", "zahlungsreferenz", "referenznummer"),
        *("zahlungsreferenznummer", "qr-referenz", "nummer der zahlungsreferenz"),
    ),
    RELATION: ("lien avec cette personne", "lien", "verhältnis", "verhältnis zu dieser person", "beziehung"),
}
"""Column → its names beside the title that the desk's form has."""
OF_REPRESENTATIVE: Mapping[str, tuple[str, ...]] = {
    "first_name": ("prénom", "vorname"),
    "last_name": ("nom", "name", "nachname"),
    "street": ("rue et numéro", "rue", "adresse", "strasse", "strasse und nummer"),
    "postcode": ("npa", "plz"),
    "town": ("localité", "ort"),
    "phone": ("téléphone", "tél.", "telefon", "telefonnummer"),
    "email": ("adresse e-mail", "e-mail", "courriel", "mail", "e-mail-adresse"),
}
"""Column of the representative → its names, before or after a word for the representative."""
MAX_NAME = 200
"""Characters of a cell that may be one of the words known here: to fold longer ones took three seconds a megabyte."""
# No bracket within brackets: else each of a hundred thousand opening ones is followed to the end of the cell.
_BRACKETS = re.compile(r"\([^()]*\)|\[[^][]*\]|\*")

NO_COLUMNS = _(
    "La première ligne doit porter les noms des colonnes : ${columns}. Reprenez-les du modèle que cette page propose"
)
MISSING_COLUMNS = _("Il manque dans la première ligne : ${columns}. Ajoutez ces colonnes ou reprenez le modèle")
SAME_COLUMN = _("La première ligne a deux colonnes pour « ${column} » : « ${first} » et « ${second} ». Gardez-en une")


class Columns(NamedTuple):
    """What the first row says of the others."""

    places: dict[str, int]
    """Name of a question → position in the row."""
    unknown: list[str]
    """Names of columns that are not imported, `MAX_NAME` characters of each."""
    named: frozenset[int]
    """Positions that have a name, known or not."""


def recognised(cell: str, titles: Mapping[str, str]) -> str | None:
    """The column that ``cell`` names; ``titles`` are the folded titles of the form, in all languages."""
    # First as it is: « né(e) le ». Then without « (facultatif) » and « * ».
    for text in (cell, _BRACKETS.sub(" ", cell)):
        word = folded(text)
        found = titles.get(word) or _NAMES.get(word)
        if found:
            return found
    return None


def folded(cell: str) -> str:
    """The text of a cell as words are compared; empty for one that is longer than any of them."""
    return normalize_for_search(cell) if len(cell) <= MAX_NAME else ""


def folded_titles(titles: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Folded title → column."""
    return {normalize_for_search(text): name for name, texts in titles.items() for text in texts}


def read_columns(cells: list[str], titles: Mapping[str, str], localize: Localizer, shown: Mapping[str, str]) -> Columns:
    """The columns that the first row names. Raises `UnreadableFile` where one is missing or stands twice.

    :param shown: column → title in the language of the page, for the messages.
    """
    places: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(cells):
        name = recognised(cell, titles)
        if name in places:
            first, second = (cells[one].strip() for one in (places[name], place))
            raise UnreadableFile(SAME_COLUMN % {"column": shown[name], "first": first, "second": second})
        if name:
            places[name] = place
        elif cell.strip():
            unknown.append(cell.strip()[:MAX_NAME])
    missing = [name for name in REQUIRED if name not in places]
    if missing:
        message = MISSING_COLUMNS if len(missing) < len(REQUIRED) else NO_COLUMNS
        raise UnreadableFile(message % {"columns": localize.listing([shown[name] for name in missing])})
    return Columns(places, unknown, frozenset(place for place, cell in enumerate(cells) if cell.strip()))


def _names() -> dict[str, str]:
    """Folded name of a column → the column."""
    found = {normalize_for_search(word): name for name, words in WORDS.items() for word in words}
    for name, words in OF_REPRESENTATIVE.items():
        for word in words:
            for person in _REPRESENTATIVE:
                for text in (
                    f"{person} {word}",
                    f"{word} {person}",
                    *(f"{word} {of} {person}" for of in (*_OF, "des")),
                ):
                    found[normalize_for_search(text)] = f"{REPRESENTATIVE_PREFIX}{name}"
    return found


_NAMES = _names()
