"""Message catalogues: their places, their compilation, and Pyramid's localizer over them.

One domain per package: ``guichet`` for the core, the name of its package for a plugin. A catalogue is
``locales/<language>/LC_MESSAGES/<domain>.po``. The core also keeps the messages of the form libraries, whose own French
is patchy and addresses the reader in another tone.
"""

import io
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import structlog
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from pyramid.i18n import Localizer as PyramidLocalizer
from pyramid.i18n import make_localizer

from guichet.i18n.languages import LANGUAGES

CORE = "guichet"
LIBRARIES = ("colander", "deform")

log = structlog.get_logger()


@dataclass(frozen=True)
class TextPackage:
    """A package with texts of its own: the core or a plugin."""

    domain: str
    locales: Path
    root: Path
    """The folder that names of source files in a catalogue are relative to."""
    sources: tuple[Path, ...]
    """Folders with the modules and templates that hold the texts."""
    domains: tuple[str, ...]
    """The domains whose catalogues are kept in ``locales``."""

    def po_path(self, language: str, domain: str) -> Path:
        """The catalogue of a domain in a language; the ``.mo`` is beside it."""
        return self.locales / language / "LC_MESSAGES" / f"{domain}.po"

    @property
    def languages(self) -> list[str]:
        """The languages that have a catalogue of the package's own domain, in the order of ``LANGUAGES``."""
        return [language for language in LANGUAGES if self.po_path(language, self.domain).exists()]


@cache
def folder() -> Path:
    """The folder of the package ``guichet.locales``."""
    return Path(str(files("guichet.locales")))


def core_texts() -> TextPackage:
    """The core, as a working copy holds it."""
    root = folder().parent
    return TextPackage(CORE, folder(), root, (root / "core", root / "themes"), (CORE, *LIBRARIES))


def plugin_texts(package: Path) -> TextPackage:
    """A plugin by the folder of its top-level package, which names the domain."""
    package = package.resolve()
    return TextPackage(package.name, package / "locales", package.parent, (package,), (package.name,))


def installed_plugins() -> list[TextPackage]:
    """The packages of all installed plugins, found without importing them."""
    names = {point.module.partition(".")[0] for point in entry_points(group="guichet")} - {CORE}
    specs = [find_spec(name) for name in sorted(names)]
    return [plugin_texts(Path(place)) for spec in specs if spec for place in spec.submodule_search_locations or ()]


def read_catalogue(path: Path) -> Catalog:
    """The content of a ``.po`` or ``.pot`` file."""
    with path.open("rb") as source:
        return read_po(source)


def compile_po(po: Path) -> Path:
    """Write the ``.mo`` beside a ``.po`` and return its path. Fuzzy translations are left out (Babel's default)."""
    content = io.BytesIO()
    write_mo(content, read_catalogue(po))
    mo = po.with_suffix(".mo")
    # Replaced in one step (rename(2)), since another process of the desk may be reading it.
    handle, unfinished = tempfile.mkstemp(dir=mo.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as target:
        target.write(content.getvalue())
    os.chmod(unfinished, 0o644)  # noqa: PTH101  # mkstemp gives 600, and a root install is read by another user
    Path(unfinished).replace(mo)
    return mo


def compile_all(locales: Path) -> Iterator[Path]:
    """Write every ``.mo`` of a folder ``locales``; yields each path written."""
    for po in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        yield compile_po(po)


@cache
def load(language: str, folders: tuple[Path, ...]) -> PyramidLocalizer:
    """Pyramid's localizer over the catalogues of ``folders``, cached for the life of the process.

    A ``.mo`` that is missing or older than its ``.po`` is compiled first, for plugins under development. Without either
    a warning is logged, and texts appear in their source language.
    """
    for locales in folders:
        for po in sorted((locales / language / "LC_MESSAGES").glob("*.po")):
            _refresh(po)
    po = core_texts().po_path(language, CORE)
    if not po.with_suffix(".mo").exists():
        untranslated = "guichet has no texts in it yet: they appear in the desk's first language, or in French"
        log.warning(
            "catalog_load_failed",
            language=language,
            remedy="run `guichet messages compile`" if po.exists() else untranslated,
        )
    return make_localizer(language, [str(locales) for locales in folders])


def _refresh(po: Path) -> None:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return
    try:
        compile_po(po)
    except OSError:
        # An installed package may be read-only. Its .mo is right even if it is older: pip writes files in any order.
        if not mo.exists():
            log.warning("catalog_compile_failed", path=str(po), remedy="run `guichet messages compile`")
