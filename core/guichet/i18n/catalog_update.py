"""Keeping the catalogues in step with the sources, in a form whose differences stay small."""

import io
import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from guichet.i18n.catalogues import DOMAINS, OURS, po_path, read_catalogue
from guichet.i18n.locale_formats import LOCALE_FORMATS

# These change with every run or name nobody.
_IDLE_HEADERS = re.compile(
    r'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    r"|Generated-By):.*\n",
    re.MULTILINE,
)


def pot_path(locales: Path, domain: str) -> Path:
    """The template of a domain: ours, or the one its library ships."""
    if domain == OURS:
        return locales / f"{OURS}.pot"
    # Found, not imported: importing deform draws in its widgets and a warning.
    library = find_spec(domain)
    if library is None or library.origin is None:
        raise FileNotFoundError(f"{domain} is not installed")
    return Path(library.origin).parent / "locale" / f"{domain}.pot"


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    """Write a ``.po`` or ``.pot`` sorted by message, without line numbers, dates or guesses about formats."""
    catalogue.fuzzy = False
    for message in catalogue:
        message.flags.discard("python-format")
        message.flags.discard("python-brace-format")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_IDLE_HEADERS.sub("", as_text(catalogue)), "utf-8")


def as_text(catalogue: Catalog) -> str:
    """The catalogue in the notation of gettext."""
    target = io.BytesIO()
    write_po(
        target,
        catalogue,
        width=110,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
        include_previous=False,
        no_location=catalogue.domain != OURS,
    )
    return target.getvalue().decode("utf-8")


def update(locales: Path, languages: Iterable[str]) -> Iterator[Path]:
    """Bring every catalogue of ``languages`` up to its template, making those that do not exist; yields each path.

    Translations are kept, what left the sources is dropped, nothing is guessed. Our French is its own source.
    """
    for language in languages:
        for domain in DOMAINS:
            path = po_path(locales, language, domain)
            write_catalogue(path, updated(path, read_catalogue(pot_path(locales, domain)), language, domain))
            yield path


def updated(path: Path, template: Catalog, language: str, domain: str) -> Catalog:
    """The catalogue that ``path`` should hold."""
    catalogue = Catalog(
        locale=LOCALE_FORMATS[language].locale,
        domain=domain,
        header_comment=f"# {domain}: {LOCALE_FORMATS[language].locale}",
    )
    known = read_catalogue(path) if path.exists() else Catalog()
    for message in template:
        if isinstance(message.id, str) and message.id:
            earlier = known.get(message.id, message.context)
            string = message.id if (language, domain) == ("fr", OURS) else earlier.string if earlier else ""
            flags = {"fuzzy"} if earlier and earlier.fuzzy else set()
            catalogue.add(message.id, string, message.locations, flags, context=message.context)
    return catalogue
