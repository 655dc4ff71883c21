"""Extracts the texts of the sources: ``_("…")`` in modules, ``i18n:`` attributes in Chameleon templates.

Babel walks the folders and calls the two readers below. Templates are read by lingua, which comes with the extra
``testing``; a running desk does not need it.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from guichet.i18n.catalogues import TextPackage

if TYPE_CHECKING:
    from guichet.i18n.template_texts import TemplateTexts

Found = tuple[int, str | None, str | tuple[str, str], list[str]]
"""What Babel expects of an extractor: line, function name (``pgettext`` for a text with context), text, comments."""


def extract(package: TextPackage) -> Catalog:
    """The template of the package's catalogues, from all its sources, in a stable order."""
    methods: Any = [("**.py", module_texts), ("**.pt", template_texts)]  # Babel takes functions; its types say names
    catalogue = Catalog(domain=package.domain, header_comment=f"# The texts of {package.domain}, in French")
    for folder in package.sources:
        # Line numbers are dropped: they would change every catalogue with every edit of a source.
        found = extract_from_dir(folder, methods, {"**.pt": {"domain": package.domain}}, DEFAULT_KEYWORDS)
        for name, _line, msgid, _comments, context in found:
            place = (folder / name).relative_to(package.root).as_posix()
            catalogue.add(msgid, context=context, locations=[(place, 0)])
    return catalogue


def module_texts(source: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Babel extractor: the texts inside ``_(…)`` of a module.

    Babel's own reader of Python is passed over, since it does not see ``context=`` and takes the strings of a mapping
    for further arguments; lingua's ends the process at an expression that it does not know.
    """
    for call in _calls(source.read()):
        text = _literal(call.args[0]) if call.args else None
        if text:
            contexts = [_literal(word.value) for word in call.keywords if word.arg == "context"]
            yield _found(call.lineno, text, contexts[0] if contexts else None)


def template_texts(source: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, str]) -> Iterator[Found]:
    """Babel extractor: the texts of a Chameleon template in the domain that ``options`` name."""
    for text, context in _template_texts(Path(source.name), options["domain"]).texts:
        yield _found(0, text, context)


def _template_texts(path: Path, domain: str) -> "TemplateTexts":
    # Imported here, since lingua is there only where the extra is installed.
    from guichet.i18n.template_texts import TemplateTexts

    return TemplateTexts(path, domain)


def _found(line: int, text: str, context: str | None) -> Found:
    return (line, "pgettext", (context, text), []) if context else (line, None, text, [])


def faults(package: TextPackage) -> Iterator[str]:
    """Texts in the package's sources that could never be found in a catalogue, one line each."""
    for path in sorted(path for folder in package.sources for path in folder.rglob("*")):
        for fault in _faults_of(path, package.domain):
            yield f"{path.relative_to(package.root)}: {fault}"


def _faults_of(path: Path, domain: str) -> Iterable[str]:
    if path.suffix == ".py":
        return module_faults(path.read_text("utf-8"))
    return _template_texts(path, domain).faults if path.suffix == ".pt" else ()


def module_faults(source: str) -> Iterator[str]:
    """Each ``_(…)`` that holds no plain string."""
    for call in _calls(source):
        if not call.args or _literal(call.args[0]) is None:
            # gettext looks a text up by itself: an f-string or a concatenation is another text at each call.
            yield f"line {call.lineno}: write the text itself inside _(), with ${{…}} for what varies"


def _calls(source: str | bytes) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            yield node


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
