"""What a catalogue must be before a release: complete, and in the words of the house."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from guichet.i18n.catalog_update import pot_path
from guichet.i18n.catalogues import DOMAINS, OURS, po_path, read_catalogue
from guichet.i18n.typography import NARROW

REQUIRED = ("fr", "de")
"""The languages that must be complete."""

FORBIDDEN = {
    "fr": re.compile(
        r"\binvalides?\b|\berreurs? inattendues?|\bchamps? obligatoires?|\bveuillez\b|\w'[a-zà-ÿ]", re.IGNORECASE
    ),
    "de": re.compile(r"\w*ungültig\w*|pflichtfeld\w*|ß", re.IGNORECASE),
}
"""Words that blame the reader or say nothing of what to do, the typewriter's apostrophe, and the letter Swiss German
does not use."""

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


def proofread(locales: Path, languages: tuple[str, ...] = REQUIRED) -> Iterator[str]:
    """Every fault in the catalogues of ``languages``, as one line each."""
    for domain in DOMAINS:
        template = read_catalogue(pot_path(locales, domain))
        for language in languages:
            path = po_path(locales, language, domain)
            if not path.exists():
                yield f"{language}: there is no {domain}.po"
                continue
            for message, fault in faults(template, read_catalogue(path), language, domain):
                yield f"{language}/{domain}: {fault}: {message.id!r}"


def faults(template: Catalog, catalogue: Catalog, language: str, domain: str) -> Iterator[tuple[Message, str]]:
    """What is wrong with each message of ``template`` in ``catalogue``."""
    for wanted in template:
        if wanted.id:
            said = catalogue.get(str(wanted.id), wanted.context)
            if said is None or not said.string:
                yield wanted, "not translated"
            else:
                for fault in wording(said, language, own=domain == OURS):
                    yield wanted, fault


def wording(message: Message, language: str, own: bool) -> Iterator[str]:
    """The faults of one translation. ``own`` texts keep every placeholder; a library's may be told more plainly."""
    text = str(message.string)
    if message.fuzzy:
        yield "fuzzy"
    asked, given = set(_PLACEHOLDER.findall(str(message.id))), set(_PLACEHOLDER.findall(text))
    if given - asked or (own and asked != given):
        yield f"placeholders differ ({', '.join(sorted(asked ^ given))})"
    if NARROW in text:
        yield "narrow no-break blank U+202F"
    if language in FORBIDDEN and (word := FORBIDDEN[language].search(text)):
        yield f"“{word[0]}” is not a word of this house"
