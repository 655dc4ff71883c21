"""The gettext catalogues: where they lie, how they are compiled, what a Speaker reads from them.

``locales/<language>/LC_MESSAGES/`` holds one catalogue for our own texts and one for each library whose messages a
person may meet; their own French is patchy and their tone is not ours.
"""

import io
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import structlog
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from guichet.i18n.languages import LANGUAGES
from guichet.i18n.typography import typeset

OURS = "guichet"
THEIRS = ("colander", "deform")
DOMAINS = (OURS, *THEIRS)

Messages = Mapping[str, str]
"""Message key to typeset text. With a context, the key is ``context EOT msgid`` as everywhere in gettext."""

log = structlog.get_logger()


def folder() -> Path:
    """The folder of the package ``guichet.locales``."""
    return Path(str(files("guichet.locales")))


def po_path(locales: Path, language: str, domain: str) -> Path:
    """Where the catalogue of a domain in a language lies, and its ``.mo`` beside it."""
    return locales / language / "LC_MESSAGES" / f"{domain}.po"


def present(locales: Path) -> list[str]:
    """The languages that have a catalogue of ours, in the order of ``LANGUAGES``."""
    return [language for language in LANGUAGES if po_path(locales, language, OURS).exists()]


def key(msgid: str, context: str | None = None) -> str:
    """Under what a message is filed."""
    return f"{context}\x04{msgid}" if context else msgid


@cache
def load(language: str) -> Mapping[str, Messages]:
    """Every message of a language by domain, kept for the life of the process: catalogues are facts of a release.

    Without any catalogue a warning is logged and the Speaker falls back to the French source texts.
    """
    domains = {domain: _read(po_path(folder(), language, domain)) for domain in DOMAINS}
    if not domains[OURS]:
        log.warning("catalog_load_failed", language=language, folder=str(folder()), remedy="guichet messages compile")
    return domains


def _read(po: Path) -> Messages:
    """Messages of the ``.mo``; of the ``.po`` in a working copy where it is newer or was never compiled."""
    mo = po.with_suffix(".mo")
    if po.exists() and (not mo.exists() or po.stat().st_mtime > mo.stat().st_mtime):
        catalogue = read_mo(io.BytesIO(compiled(po)))
    elif mo.exists():
        with mo.open("rb") as source:
            catalogue = read_mo(source)
    else:
        return {}
    return {key(m.id, _as_text(m.context)): str(m.string) for m in catalogue if isinstance(m.id, str) and m.id}


def _as_text(context: str | bytes | None) -> str | None:
    """Babel decodes everything in a ``.mo`` but the context."""
    return context.decode() if isinstance(context, bytes) else context


def read_catalogue(path: Path) -> Catalog:
    """A ``.po`` or ``.pot`` file as it stands."""
    with path.open("rb") as source:
        return read_po(source)


def compiled(po: Path) -> bytes:
    """The ``.mo`` for a ``.po``: its finished translations, typeset. Fuzzy ones are left out."""
    catalogue = read_catalogue(po)
    language = po.parent.parent.name
    for message in catalogue:
        if message.id:
            message.string = typeset(language, str(message.string))
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def compile_all(locales: Path) -> Iterator[Path]:
    """Write every ``.mo``; yields each path written."""
    for language in present(locales):
        for domain in DOMAINS:
            po = po_path(locales, language, domain)
            if po.exists():
                po.with_suffix(".mo").write_bytes(compiled(po))
                yield po.with_suffix(".mo")
