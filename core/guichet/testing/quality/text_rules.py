"""Rules about a plugin's texts: each in every language of its desk, set as the language asks."""

import ast
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from guichet.i18n import catalog_lint, extraction
from guichet.i18n.catalogues import TextPackage, plugin_texts, read_catalogue
from guichet.testing.plugin_under_test import PluginUnderTest
from guichet.testing.quality.plain_texts import plain_texts


def catalogue_complete(subject: PluginUnderTest) -> Iterator[str]:
    """Texts without translation, fuzzy, badly set, or that no catalogue could hold."""
    for file in subject.files:
        for line, place, text in plain_texts(ast.parse(file.read_bytes())):
            remedy = f"write _({text}) and run guichet messages extract --plugin {subject.package}"
            yield f"{subject.place(file)}, line {line}: {place} is a plain string, the same in all languages; {remedy}"
    folders = {file.parent for file in subject.files if file.name == "__init__.py"}
    top = [folder for folder in folders if folder.name == subject.package]
    for folder in top:
        yield from faults(plugin_texts(folder), subject.languages)


def faults(package: TextPackage, languages: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with the catalogues of a package at a desk of these languages, each with its remedy."""
    yield from extraction.faults(package)
    template, option = extraction.extract(package), f"--plugin {package.domain}"
    texts = [message for message in template if message.id]
    catalogues = {language: package.po_path(language, package.domain) for language in languages if texts}
    there = {language: read_catalogue(path) for language, path in catalogues.items() if path.exists()}
    new = [message for message in texts if any(not _holds(one, message) for one in there.values())]
    for message in new:
        commands = f"guichet messages extract {option}, guichet messages update {option}"
        yield f"{message.id!r} is not in the catalogues yet: run {commands}, and translate it"
    for language, path in catalogues.items():
        # French is the language of the sources: without a catalogue its texts are shown as they are written.
        if language == "fr" and not path.exists():
            continue
        if not path.exists():
            commands = f"guichet messages extract {option}, guichet messages update {option} --add {language}"
            yield f"{language}: no {package.domain}.po for {len(texts)} texts: run {commands}, and translate it"
            continue
        for message, fault in catalog_lint.faults(template, there[language], language, own=True):
            if message not in new:
                yield f"{language}: {fault}: {message.id!r}"


def _holds(catalogue: Catalog, message: Message) -> bool:
    return catalogue.get(str(message.id), message.context) is not None
