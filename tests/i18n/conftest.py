"""Packages with texts of their own, as their authors would write them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guichet.i18n import catalog_update, catalogues, extraction, localizer
from guichet.i18n.catalogues import TextPackage, plugin_texts

TEMPLATE = """<div xmlns:i18n="http://xml.zope.org/namespaces/i18n" i18n:domain="guichet">
<h1 i18n:translate="">Se
  connecter</h1>
<img alt="Le logo" i18n:attributes="alt"/>
<p i18n:translate="">Il reste <b i18n:name="n">${count}</b> essais</p>
<p title="${_('Dans une expression')}">x</p>
</div>
"""
MODULE = """from guichet.i18n import _
A = _("Bonjour ${x} : " "suite", mapping={"x": 1})
B = _("Envoyer", context="menu")
"""
PLUGIN = """from translationstring import TranslationStringFactory
_ = TranslationStringFactory("canton_ti")
A = _("Se connecter")
B = _("Le tunnel du Gothard")
"""


@pytest.fixture
def collect() -> Callable[..., None]:
    """``collect(package, "fr", "de")``: what ``guichet messages extract`` and ``update`` do."""

    def run(package: TextPackage, *languages: str) -> None:
        catalog_update.write_catalogue(catalog_update.pot_path(package, package.domain), extraction.extract(package))
        list(catalog_update.update(package, languages))

    return run


@pytest.fixture
def translate() -> Callable[..., None]:
    """``translate(package, "de", "Oui", "Ja")``: what a translator does in the package's own catalogue."""

    def run(package: TextPackage, language: str, msgid: str, text: str, context: str | None = None) -> None:
        path = package.po_path(language, package.domain)
        catalogue = catalogues.read_catalogue(path)
        message = catalogue.get(msgid, context)
        assert message is not None
        message.string = text
        catalog_update.write_catalogue(path, catalogue)
        catalogues.load.cache_clear()

    return run


@pytest.fixture
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collect: Callable[..., None]) -> TextPackage:
    """A working copy of a small core with catalogues in French and German, which stands in for the real one."""
    for folder in ("core", "themes"):
        (tmp_path / folder).mkdir()
    (tmp_path / "core" / "page.pt").write_text(TEMPLATE)
    (tmp_path / "core" / "words.py").write_text(MODULE)
    for module in (catalogues, localizer):
        monkeypatch.setattr(module, "folder", lambda: tmp_path / "locales")
    package = catalogues.core_texts()
    collect(package, "fr", "de")
    return package


@pytest.fixture
def plugin(tmp_path: Path, collect: Callable[..., None]) -> TextPackage:
    """A plugin in a repository of its own, with catalogues in French and Italian."""
    folder = tmp_path / "elsewhere" / "canton_ti"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(PLUGIN)
    package = plugin_texts(folder)
    collect(package, "fr", "it")
    return package


@pytest.fixture(autouse=True)
def fresh_catalogues() -> Iterator[None]:
    """Catalogues are kept for the life of a process; each test here reads its own."""
    catalogues.load.cache_clear()
    yield
    catalogues.load.cache_clear()
