"""Rules about a plugin's texts: each in every language of its desk, set as the language asks."""

import ast
from collections.abc import Iterator, Mapping
from inspect import signature

from babel.messages.catalog import Catalog, Message

from guichet import sdk
from guichet.i18n import catalog_lint, extraction
from guichet.i18n.catalogues import TextPackage, plugin_texts, read_catalogue
from guichet.testing.plugin_under_test import PluginUnderTest

SHOWN: Mapping[str, frozenset[str]] = {
    "Alert": frozenset({"topic", "title", "advice", "link"}),
    "Counted": frozenset({"label"}),
    "Issue": frozenset({"message"}),
    "Limit": frozenset({"label", "note"}),
    "MailTemplate": frozenset({"when", "subject", "body"}),
    "NavigationItem": frozenset({"label"}),
    "Panel": frozenset({"heading"}),
    "RequiredAttachment": frozenset({"reason"}),
    "deduction": frozenset({"formula"}),
    "error": frozenset({"message"}),
    "term": frozenset({"formula"}),
    "warning": frozenset({"message"}),
}
"""Names of :mod:`guichet.sdk` → their arguments that people read."""
TITLE = "title"
"""What the view of a page gives to its template, and the frame shows."""


def catalogue_complete(subject: PluginUnderTest) -> Iterator[str]:
    """Texts without translation, fuzzy, badly set, or that no catalogue could hold."""
    for file in subject.files:
        for line, place, text in plain_texts(ast.parse(file.read_bytes())):
            remedy = f"write _({text}) and run guichet messages extract --plugin {subject.package}"
            yield f"{subject.place(file)}, line {line}: {place} is a plain string, the same in all languages; {remedy}"
    folders = {file.parent for file in subject.files if file.name == "__init__.py"}
    top = [folder for folder in folders if folder.name == subject.package]
    for folder in top:
        yield from _faults(plugin_texts(folder), subject.languages)


def plain_texts(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Each text for people that is a string of the source: line, what it is of, the string as it is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SHOWN:
            name = node.func.id
            given = dict(zip(signature(getattr(sdk, name)).parameters, node.args, strict=False))
            given |= {word.arg: word.value for word in node.keywords if word.arg}
            values = [(f"{argument} of {name}", given.get(argument)) for argument in sorted(SHOWN[name])]
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
            pairs = zip(node.value.keys, node.value.values, strict=True)
            values = [
                ("title of a page", value)
                for key, value in pairs
                if isinstance(key, ast.Constant) and key.value == TITLE
            ]
        else:
            continue
        for place, value in values:
            parts = value.elts if isinstance(value, ast.Tuple) else (value,)
            yield from ((node.lineno, place, text) for part in parts if (text := _string(part)))


def _string(node: ast.expr | None) -> str:
    """The source of an f-string or of a string with a letter in it; nothing for any other expression."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and any(map(str.isalpha, node.value))
    return ast.unparse(node) if node is not None and (is_text or isinstance(node, ast.JoinedStr)) else ""


def _faults(package: TextPackage, languages: tuple[str, ...]) -> Iterator[str]:
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
            command = f"guichet messages update {option} --add {language}"
            yield f"{language}: no {package.domain}.po for {len(texts)} texts; {command}"
            continue
        for message, fault in catalog_lint.faults(template, there[language], language, own=True):
            if message not in new:
                yield f"{language}: {fault}: {message.id!r}"


def _holds(catalogue: Catalog, message: Message) -> bool:
    return catalogue.get(str(message.id), message.context) is not None
