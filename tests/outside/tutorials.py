"""A page for authors as a program: its commands, and the code that it says goes into which file."""

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po, write_po

BLOCK = re.compile(r"^```(sh|python|po)\n(.*?)^```", re.MULTILINE | re.DOTALL)
MESSAGES = re.compile(r'^msgid (".*")\nmsgstr (".*")$', re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A block of the page: commands, or what goes into a file."""

    kind: str
    text: str

    @property
    def file(self) -> str:
        """The path that the first line of a block for a file names."""
        return self.text.partition("\n")[0].removeprefix("# ")

    @property
    def content(self) -> str:
        """What goes into the file."""
        return self.text.partition("\n")[2]


def steps(page: str) -> Iterator[Step]:
    """The blocks of a page, in order."""
    return (Step(kind, text) for kind, text in BLOCK.findall(page))


def put(step: Step, folder: Path) -> None:
    """Does with a file what the page tells its reader to do."""
    file = folder / step.file
    before = file.read_text()
    file.write_text(translated(before, step.content) if step.kind == "po" else replaced(before, step.content))


def replaced(module: str, own: str) -> str:
    """``module`` with the statements of ``own`` in place of those of the same name; a new one goes to the end.

    A module of tests that begins with imports replaces the whole module.
    """
    new = ast.parse(own).body
    if sum(isinstance(one, ast.Import | ast.ImportFrom) for one in new) > 2:
        return own
    for statement in new:
        text = _source(own, statement)
        there = [one for one in ast.parse(module).body if _name(one) == _name(statement)]
        module = module.replace(_source(module, there[0]), text) if there else _added(module, statement, text)
    return module


def _added(module: str, statement: ast.stmt, text: str) -> str:
    if isinstance(statement, ast.ImportFrom):
        last = [one for one in ast.parse(module).body if isinstance(one, ast.ImportFrom)][-1]
        return module.replace(_source(module, last), f"{_source(module, last)}\n{text}")
    return f"{module.rstrip()}\n\n\n{text}\n"


def _name(statement: ast.stmt) -> str:
    if isinstance(statement, ast.ImportFrom):
        return f"from {statement.module} import {statement.names[0].name}"
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0])
    return getattr(statement, "name", ast.unparse(statement))


def _source(module: str, statement: ast.stmt) -> str:
    first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))])
    return "\n".join(module.splitlines()[first - 1 : statement.end_lineno])


def translated(catalogue: str, own: str) -> str:
    """``catalogue`` with the translations of ``own``, each confirmed."""
    read = read_po(io.StringIO(catalogue))
    for message, translation in MESSAGES.findall(own):
        entry = read.get(ast.literal_eval(message))
        assert entry is not None, message
        entry.string = ast.literal_eval(translation)
        entry.flags.discard("fuzzy")
    written = io.BytesIO()
    write_po(written, read, width=None)
    return written.getvalue().decode()
