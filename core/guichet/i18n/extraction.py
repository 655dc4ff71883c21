"""Finding the texts in the sources: in ``_("…")`` in modules, in ``i18n:`` attributes in Chameleon templates.

Templates are read by lingua, which comes with the extra ``test``; a running desk does not need it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog

from guichet.i18n.catalogues import OURS

ROOMS = ("core", "plugins", "themes")
"""Folders of the working copy that hold texts."""

Found = tuple[str, str | None]
"""A message id and its context."""


def extract(root: Path) -> Catalog:
    """The template of our catalogue, from every source under ``root``, in a stable order."""
    catalogue = Catalog(domain=OURS, header_comment="# The texts of guichet, in French")
    for path in sources(root):
        for msgid, context in texts(path):
            catalogue.add(msgid, context=context, locations=[(path.relative_to(root).as_posix(), 0)])
    return catalogue


def sources(root: Path) -> list[Path]:
    """Modules and templates that may hold texts."""
    found = (path for room in ROOMS for path in (root / room).rglob("*") if path.suffix in (".py", ".pt"))
    # A plugin's tests stand beside its package.
    return sorted(path for path in found if "tests" not in path.relative_to(root).parts)


def texts(path: Path) -> list[Found]:
    """The texts of one module or template."""
    if path.suffix == ".py":
        return list(in_module(path.read_text("utf-8")))
    # Imported here, since lingua is there only where the extra is installed.
    from guichet.i18n.template_texts import TemplateTexts

    return TemplateTexts(path).texts


def in_module(source: str) -> Iterator[Found]:
    """The texts inside ``_(…)``.

    Babel's own reader is passed over: it does not see ``context=``, and says nothing of texts it cannot read.
    """
    for call in _calls(source):
        text = _literal(call.args[0]) if call.args else None
        if text:
            contexts = [_literal(word.value) for word in call.keywords if word.arg == "context"]
            yield text, contexts[0] if contexts else None


def faults(root: Path) -> Iterator[str]:
    """What in the sources under ``root`` would never find its translation, one line each."""
    from guichet.i18n.template_texts import TemplateTexts

    for path in sources(root):
        found = in_module_faults(path.read_text("utf-8")) if path.suffix == ".py" else TemplateTexts(path).faults
        for fault in found:
            yield f"{path.relative_to(root)}: {fault}"


def in_module_faults(source: str) -> Iterator[str]:
    """Each ``_(…)`` that holds no plain string."""
    for call in _calls(source):
        if not call.args or _literal(call.args[0]) is None:
            yield f"line {call.lineno}: write the text itself inside _(), with ${{…}} for what varies"


def _calls(source: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            yield node


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
