"""Rules about a plugin's texts: each in every language of its desk, set as the language asks."""

from collections.abc import Iterator
from pathlib import Path

from guichet.i18n import catalog_lint, extraction
from guichet.i18n.catalogues import plugin_texts, read_catalogue
from guichet.testing.plugin_under_test import PluginUnderTest


def catalogue_complete(subject: PluginUnderTest) -> Iterator[str]:
    """Texts without translation, fuzzy, badly set, or that no catalogue could hold."""
    folders = {file.parent for file in subject.files if file.name == "__init__.py"}
    top = [folder for folder in folders if folder.name == subject.package]
    for folder in top:
        yield from _faults(folder, subject.languages)


def _faults(folder: Path, languages: tuple[str, ...]) -> Iterator[str]:
    package = plugin_texts(folder)
    yield from extraction.faults(package)
    template = extraction.extract(package)
    texts = [message for message in template if message.id]
    for language in languages if texts else ():
        path = package.po_path(language, package.domain)
        # French is the language of the sources: without a catalogue its texts are shown as they are written.
        if language == "fr" and not path.exists():
            continue
        if not path.exists():
            yield f"{language}: no {package.domain}.po for {len(texts)} texts; guichet messages update --add {language}"
            continue
        for message, fault in catalog_lint.faults(template, read_catalogue(path), language, own=True):
            yield f"{language}: {fault}: {message.id!r}"
