"""Every code of a check stands once in `docs/forms.md`, with the forms that use it: one code, one meaning."""

import ast
import re
from collections import Counter

import pytest

ROOMS = {
    "travel": "318.632.1",
    "minors": "318.632.2",
    "aids": "318.635 to 318.639",
    "hearing": "300.001",
    "assistance": "318.536",
    "invoice_types": "bills",
}
"""Folder of the plugin → what the table calls it. Everything else is the core: « all forms »."""
CHECKED = ("core/guichet", "plugins/invoice_types/invoice_types")
CODE_AT = {"error": 1, "warning": 1, "Issue": 2}
"""Place of the code among the arguments."""


@pytest.fixture(scope="module")
def stated(root):
    """Codes and where they belong, as the table says, row by row."""
    table = (root / "docs" / "forms.md").read_text().partition("## Codes of the checks\n")[2]
    return re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", table, re.MULTILINE)


@pytest.fixture(scope="module")
def used(sources, root):
    """Code → where the sources use it."""
    found = {}
    for file in sources:
        if not any(file.is_relative_to(root / folder) for folder in CHECKED):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            code = node.args[CODE_AT[name]] if name in CODE_AT and len(node.args) > CODE_AT[name] else None
            if name == "Counted":
                code = next((given.value for given in node.keywords if given.arg == "code"), None)
            if isinstance(code, ast.Constant):
                found.setdefault(code.value, set()).add(ROOMS.get(file.parent.name, "all forms"))
    return found


def test_each_code_stands_once(stated):
    assert [code for code, times in Counter(code for code, _where in stated).items() if times > 1] == []


def test_the_table_and_the_checks_name_the_same_codes_of_the_same_forms(stated, used):
    assert len(used) > 60
    assert used == {code: set(where.split(", ")) for code, where in stated}
