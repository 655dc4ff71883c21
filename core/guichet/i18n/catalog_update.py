"""Updates the catalogues from the sources, in a form that makes small diffs.

Babel merges: a text that was polished keeps its earlier translation, marked fuzzy. A fuzzy translation is never
compiled, and ``guichet messages check`` fails until a translator has looked at it.
"""

import io
import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from guichet.i18n.catalogues import LIBRARIES, TextPackage, read_catalogue
from guichet.i18n.locale_formats import LOCALE_FORMATS
from guichet.i18n.typography import typeset

SOURCE_LANGUAGE = "fr"

# Dates change with every run, and the others would name a person or a list that the project does not have.
_IDLE_HEADERS = re.compile(
    r'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    r"|Generated-By):.*\n",
    re.MULTILINE,
)


def pot_path(package: TextPackage, domain: str) -> Path:
    """The template of a domain: the package's own, or the one a form library ships."""
    if domain == package.domain:
        return package.locales / f"{domain}.pot"
    # Not imported: deform would import its widgets, with a warning of pkg_resources.
    library = find_spec(domain)
    if library is None or library.origin is None:
        raise FileNotFoundError(f"{domain} is not installed")
    return Path(library.origin).parent / "locale" / f"{domain}.pot"


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    """Write a ``.po`` or ``.pot`` sorted by message, without line numbers, dates or guesses about formats."""
    catalogue.fuzzy = False
    for message in catalogue:
        # Babel guesses the formats from characters such as "%"; placeholders here are ``${…}``, and a wrong guess would
        # make other tools check them as formats.
        message.flags -= {"python-format", "python-brace-format"}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_IDLE_HEADERS.sub("", _as_text(catalogue)), "utf-8")


def _as_text(catalogue: Catalog) -> str:
    target = io.BytesIO()
    write_po(
        target,
        catalogue,
        width=110,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
        no_location=catalogue.domain in LIBRARIES,
    )
    return target.getvalue().decode("utf-8")


def update(package: TextPackage, languages: Iterable[str]) -> Iterator[Path]:
    """Bring the catalogues of ``languages`` up to their templates, making those that do not exist; yields each path."""
    for language in languages:
        for domain in package.domains:
            path = package.po_path(language, domain)
            write_catalogue(path, updated(path, read_catalogue(pot_path(package, domain)), language, domain))
            yield path


def updated(path: Path, template: Catalog, language: str, domain: str) -> Catalog:
    """The catalogue that ``path`` should hold: translations kept and typeset, texts that left the sources dropped.

    French is the source of all domains but the libraries', so there it is filled in and never fuzzy.
    """
    catalogue = _earlier(path, LOCALE_FORMATS[language].locale, domain)
    is_source = language == SOURCE_LANGUAGE and domain not in LIBRARIES
    catalogue.update(template, no_fuzzy_matching=is_source, update_header_comment=False)
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            message.string = typeset(language, message.id if is_source else str(message.string))
    return catalogue


def _earlier(path: Path, locale: str, domain: str) -> Catalog:
    source = io.BytesIO(path.read_bytes() if path.exists() else b"")
    catalogue = read_po(source, locale=locale, domain=domain)
    catalogue.header_comment = f"# {domain}: {locale}"
    return catalogue
