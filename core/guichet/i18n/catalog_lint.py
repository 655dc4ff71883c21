"""Checks of the catalogues before a release: complete, nothing fuzzy, typeset, no words to avoid."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from guichet.i18n.catalog_update import pot_path
from guichet.i18n.catalogues import CORE, TextPackage, read_catalogue
from guichet.i18n.typography import NARROW, typeset

REQUIRED = ("fr", "de")
"""Languages that the core must have. Any further language of a package must be complete too."""

FORBIDDEN = {
    "fr": re.compile(
        r"\binvalides?\b|\berreurs? inattendues?|\bchamps? obligatoires?|\bveuillez\b|\w'[a-zà-ÿ]", re.IGNORECASE
    ),
    "de": re.compile(r"\w*ungültig\w*|pflichtfeld\w*|ß", re.IGNORECASE),
}
"""Words that blame the reader or do not say what to do, the straight apostrophe, and ß, which Swiss German does not
use (CONTRIBUTING, *Texts for people*)."""

LENGTHS = (0.25, 2.5)
"""Ratio of lengths beyond which a translation belongs to another text; the German ones are within 0.29 and 1.83."""
SHORT_TEXT = 30
"""Characters up to which lengths are not compared."""

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


def lint(package: TextPackage) -> Iterator[str]:
    """Every fault in the catalogues of a package, one line each."""
    required = REQUIRED if package.domain == CORE else ()
    for domain in package.domains:
        template = read_catalogue(pot_path(package, domain))
        for language in dict.fromkeys([*required, *package.languages]):
            path = package.po_path(language, domain)
            if not path.exists():
                yield f"{language}: there is no {domain}.po"
                continue
            for message, fault in faults(template, read_catalogue(path), language, own=domain == package.domain):
                yield f"{language}/{domain}: {fault}: {message.id!r}"


def faults(template: Catalog, catalogue: Catalog, language: str, own: bool) -> Iterator[tuple[Message, str]]:
    """What is wrong with each message of ``template`` in ``catalogue``."""
    for wanted in template:
        if wanted.id:
            found = catalogue.get(str(wanted.id), wanted.context)
            if found is None or not found.string:
                yield wanted, "not translated"
            else:
                for fault in wording(found, language, own):
                    yield wanted, fault


def wording(message: Message, language: str, own: bool) -> Iterator[str]:
    """The faults of one translation. ``own`` texts keep every placeholder; a library's may be put more plainly."""
    source, text = str(message.id), str(message.string)
    if message.fuzzy:
        yield "fuzzy"
    asked, given = set(_PLACEHOLDER.findall(source)), set(_PLACEHOLDER.findall(text))
    if given - asked or (own and asked != given):
        yield f"placeholders differ ({', '.join(sorted(asked ^ given))})"
    if NARROW in text:
        yield "narrow no-break blank U+202F"
    elif text != typeset(language, text):
        yield "blanks not set: run `guichet messages update`"
    if own and len(source) > SHORT_TEXT and not LENGTHS[0] <= len(text) / len(source) <= LENGTHS[1]:
        yield f"length {len(text)} for {len(source)}"
    if language in FORBIDDEN and (word := FORBIDDEN[language].search(text)):
        yield f"“{word[0]}” is a word to avoid"
