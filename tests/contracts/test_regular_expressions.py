"""Every regular expression takes time in proportion to its text.

``re`` holds the interpreter's lock while it searches: a text of 130 kB, which one cell of an uploaded list may have,
would stop every page for minutes where a pattern goes on from each of its signs to the end.
"""

import ast
import importlib
import re
import time
from itertools import product, takewhile

import pytest

LENGTH = 8_000
"""Signs of a text: what is quadratic takes 30 milliseconds and more, what is linear half of one."""
SUSPICIOUS = 0.01
"""Seconds of the processor from which a text of four times the length is tried, for sixteen times the work."""
METHODS = {"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
BOUNDED = {
    "guichet.i18n.": "texts of the repository, and mails that the office words, of some thousand signs",
    "guichet.plugins.": "texts of plugins, when the desk starts",
    "guichet.testing.": "pages of a test",
    "guichet.values.email": "762 signs, see `_bare`",
}
"""Beginnings of modules whose patterns see no long text from outside, and what they see."""
SIGNS = "0a (."
"""Tried beside the signs that a pattern names itself."""


def used_patterns(source, module):
    """Line, pattern and method of each call of a pattern that a module keeps under a name or writes in the call."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS):
            continue
        owner = node.func.value
        if isinstance(owner, ast.Name) and owner.id == "re":
            if node.args and isinstance(node.args[0], ast.Constant):
                yield node.lineno, re.compile(node.args[0].value), node.func.attr
        elif isinstance(owner, ast.Name) and isinstance(found := getattr(module, owner.id, None), re.Pattern):
            yield node.lineno, found, node.func.attr


def hostile_texts(pattern):
    """Pairs of signs of which a text may consist so that a search begins at each and finds no end."""
    named = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    signs = dict.fromkeys(re.sub(r"\\[a-zA-Z]|[\[\]{}|^$?+*]", "", named)[:12] + SIGNS)
    yield from product(signs, repeat=2)


def seconds(pattern, method, first, second, length):
    """Seconds of the processor that a run of one sign takes, and one of both."""
    for text in (first + second * length + "\0", (first + second) * (length // 2) + "\0"):
        given = text.encode() if isinstance(pattern.pattern, bytes) else text
        began = time.thread_time()
        found = getattr(pattern, method)(*([given[:0]] if method.startswith("sub") else []), given)
        if method == "finditer":
            list(found)
        yield time.thread_time() - began


def too_long(pattern, method):
    """The first pair of signs of which a text takes more than its share; None without one."""
    for pair in hostile_texts(pattern):
        short = list(seconds(pattern, method, *pair, LENGTH))
        if max(short) > SUSPICIOUS and max(seconds(pattern, method, *pair, 4 * LENGTH)) > 8 * max(short):
            return pair
    return None


def module_of(file):
    """The name that a file is imported under."""
    folders = list(takewhile(lambda folder: (folder / "__init__.py").exists(), file.parents))
    return ".".join([*(folder.name for folder in reversed(folders)), file.stem])


def test_no_pattern_takes_longer_than_its_text(sources):
    tried = set()
    for file in sources:
        name, source = module_of(file), file.read_text()
        if "import re\n" not in source or name.startswith(tuple(BOUNDED)):
            continue
        for line, pattern, method in used_patterns(source, importlib.import_module(name)):
            if (pattern, method) not in tried:
                tried.add((pattern, method))
                assert too_long(pattern, method) is None, f"{name}:{line}: {pattern.pattern!r}.{method}"
    assert len(tried) > 60


@pytest.mark.parametrize("slow", [r"\([^)]*\)", r"a+\.", r"(?<=x)[^z]*z"])
def test_a_pattern_that_is_quadratic_is_found(slow):
    assert too_long(re.compile(slow), "search")
